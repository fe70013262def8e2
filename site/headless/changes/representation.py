"""The one door to what an object looks like to somebody, for feeds, digests and webhooks."""

from typing import Any

from django.http import HttpRequest

from headless.endpoints.delivery import NAMESPACE
from headless.endpoints.object_texts import made_texts, may_be_kept, object_texts, wanted_by_key
from headless.output.context import Context
from headless.registry import registered_resources
from headless.requests.authentication import caller_of
from headless.requests.scopes import every_scope
from headless.resources import Language, Links, Resource
from headless.tiers import Tier


def represented(
    resource: Resource, objects: list[Any], request: HttpRequest, tier: Tier, language: Language
) -> dict[Any, bytes]:
    """Each of `objects`, which the caller may see, as JSON in UTF-8, by its primary key.

    What is kept is made of objects that were read after their latest changes were, as theirs only
    then; those that have gone meanwhile are left out.
    """
    scopes = scopes_of(request, tier)
    links = Links(request, NAMESPACE, registered_resources(), language)
    context = Context(links, tier=tier, scopes=scopes)
    if not may_be_kept(context):
        return made_texts(resource, objects, context)
    visible = resource.queryset(request, language).order_by()
    wanted = wanted_by_key(resource, [obj.pk for obj in objects], context)
    return object_texts(resource, wanted, lambda keys: visible.filter(pk__in=keys), context)


def scopes_of(request: HttpRequest, tier: Tier) -> frozenset[str]:
    """The caller's scopes; all of them where a whole tier is asked for and not one partner."""
    caller = caller_of(request)
    if caller.client is not None or tier == Tier.PUBLIC:
        return caller.scopes
    return every_scope()
