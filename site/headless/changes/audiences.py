"""Who may be told of changes: callers of each tier on each site, and what they read."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Site

from headless.changes.representation import represented
from headless.registry import registered_resources
from headless.resources import Resource
from headless.site_requests import SiteRequest
from headless.tiers import Tier

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """An object as somebody may read it: its type, its schema, and its texts by their languages.

    The texts are empty where they were not asked for, or could not be made.
    """

    type: str
    schema: str
    texts: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """One digest of all languages; empty where one of them is not known."""
        if not all(self.texts.values()):
            return ""
        return hashlib.sha256(b"\0".join(self.texts.values())).hexdigest()


@dataclass(frozen=True)
class Audience:
    """Callers of one tier on one site."""

    site: Site
    tier: Tier

    def states(
        self, resource: Resource, keys: Iterable[Any], *, with_digests: bool = True
    ) -> dict[Any, State]:
        """Those objects of `resource` with `keys` that the audience may see, in any language."""
        found: dict[Any, State] = {}
        for language in languages():
            request = SiteRequest(self.site)
            with translation.override(language):
                visible = resource.queryset(request, language).filter(pk__in=keys)
                objects = list(visible if with_digests else visible.prefetch_related(None))
                texts = self.texts(resource, objects, request, language) if with_digests else {}
            for obj in objects:
                if obj.pk not in found:
                    model = model_of(obj)
                    schema = resource.schema_of(model)
                    found[obj.pk] = State(model._meta.label, schema.__name__)
                found[obj.pk].texts[language] = texts.get(obj.pk, b"")
        return found

    def texts(
        self, resource: Resource, objects: list[Any], request: HttpRequest, language: str
    ) -> dict[Any, bytes]:
        """The representations; none where making them fails, which must keep nobody from saving."""
        try:
            with transaction.atomic():
                return represented(resource, objects, request, self.tier, language)
        except Exception:
            logger.exception("The representations of %s could not be made.", resource.name)
            return {}


def audiences() -> Iterator[Audience]:
    """Every tier on every site."""
    return (Audience(site, tier) for site in Site.objects.order_by("pk") for tier in Tier)


def languages() -> list[str]:
    """The languages in which the API answers, the first one first."""
    return [code for code, _name in settings.LANGUAGES]


def model_of(obj: Any) -> type[Model]:
    """The object's own type, also where it was read as the type it builds on."""
    return getattr(obj, "specific_class", None) or type(obj)


def claimed(family: type[Model], keys: Iterable[Any]) -> Iterator[tuple[Resource, set[Any]]]:
    """Which of the objects in `family` belong to which resource: the most special one."""
    remaining = set(keys)
    for resource in registered_resources():
        if remaining and issubclass(resource.model, family):
            own = resource.model._base_manager.filter(pk__in=remaining)
            covered = set(own.values_list("pk", flat=True))
            if covered:
                yield resource, covered
            remaining -= covered


def states_of(
    audience: Audience, family: type[Model], keys: list[Any], *, with_digests: bool = True
) -> dict[Any, State]:
    """What the audience may see of the objects in `family`."""
    states: dict[Any, State] = {}
    for resource, covered in claimed(family, keys):
        states.update(audience.states(resource, covered, with_digests=with_digests))
    return states


def visible_keys(audience: Audience, family: type[Model]) -> set[Any]:
    """The primary keys of all objects in `family` that the audience may see."""
    found: set[Any] = set()
    for resource in registered_resources():
        if issubclass(resource.model, family):
            for language in languages():
                visible = resource.queryset(SiteRequest(audience.site), language)
                bare = visible.prefetch_related(None).select_related(None).order_by()
                found.update(bare.values_list("pk", flat=True))
    return found
