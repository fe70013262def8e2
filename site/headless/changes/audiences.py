"""Who may be told of changes: callers of each tier on each site, and what they read."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
from headless.tiers import Tier

HTTPS_PORT = 443
USUAL_PORTS = (80, HTTPS_PORT)

logger = logging.getLogger(__name__)


class SiteRequest(HttpRequest):
    """A request that nobody sent: somebody asks for what a site shows."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.method = "GET"
        self.path = self.path_info = "/"
        self._wagtail_site = site
        self._host = site.hostname
        if site.port not in USUAL_PORTS:
            self._host = f"{site.hostname}:{site.port}"
        self.META = {"SERVER_NAME": site.hostname, "SERVER_PORT": str(site.port)}

    def get_host(self) -> str:
        return self._host

    def _get_scheme(self) -> str:
        return "https" if self.META["SERVER_PORT"] == str(HTTPS_PORT) else "http"


@dataclass(frozen=True)
class State:
    """An object as somebody may read it: its own type, and a digest of the representation."""

    type: str
    digest: str


@dataclass(frozen=True)
class Audience:
    """Callers of one tier on one site."""

    site: Site
    tier: Tier

    def states(
        self, resource: Resource, keys: Iterable[Any], *, with_digests: bool = True
    ) -> dict[Any, State]:
        """Those objects of `resource` with `keys` that the audience may see, in any language."""
        found: dict[Any, list[bytes]] = {}
        types: dict[Any, str] = {}
        for language in languages():
            request = SiteRequest(self.site)
            with translation.override(language):
                visible = resource.queryset(request, language).filter(pk__in=keys)
                objects = list(visible if with_digests else visible.prefetch_related(None))
                texts = self.texts(resource, objects, request, language) if with_digests else {}
            for obj in objects:
                found.setdefault(obj.pk, []).append(texts.get(obj.pk, b""))
                types[obj.pk] = type_of(obj)
        return {key: State(types[key], digest_of(parts)) for key, parts in found.items()}

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


def type_of(obj: Any) -> str:
    """The object's own type, also where it was read as the type it builds on."""
    model: type[Model] = getattr(obj, "specific_class", None) or type(obj)
    return model._meta.label


def digest_of(parts: list[bytes]) -> str:
    """One digest of all languages; empty where one of them is not known."""
    if not all(parts):
        return ""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


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
