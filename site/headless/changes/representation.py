"""The one door to what an object looks like to somebody, for feeds, digests and webhooks."""

from typing import Any

from django.http import HttpRequest

from headless.endpoints.delivery import NAMESPACE
from headless.endpoints.object_texts import object_texts, wanted_by_key
from headless.output.context import Context
from headless.registry import registered_resources
from headless.requests.authentication import caller_of
from headless.requests.scopes import every_scope
from headless.resources import Language, Links, Resource
from headless.tiers import Tier


def represented(
    resource: Resource, objects: list[Any], request: HttpRequest, tier: Tier, language: Language
) -> dict[Any, bytes]:
    """Each of `objects`, which the caller may see, as JSON in UTF-8, by its primary key."""
    scopes = scopes_of(request, tier)
    links = Links(request, NAMESPACE, registered_resources(), language)
    context = Context(links, tier=tier, scopes=scopes)
    by_key = {obj.pk: obj for obj in objects}
    wanted = wanted_by_key(resource, by_key, context)
    return object_texts(resource, wanted, lambda keys: [by_key[key] for key in keys], context)


def scopes_of(request: HttpRequest, tier: Tier) -> frozenset[str]:
    """The caller's scopes; all of them where a whole tier is asked for and not one partner."""
    caller = caller_of(request)
    if caller.client is not None or tier == Tier.PUBLIC:
        return caller.scopes
    return every_scope()
