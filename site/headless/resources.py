"""The seam between the apps and the API: an app declares what it offers as resources."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from ninja import FilterSchema, Schema
from pydantic import Field

Language = str


class Filters(FilterSchema):
    """What every list can be narrowed down by; a resource's own filters extend it.

    Several filters are joined by "and".
    """

    slug: str | None = Field(None, description="The object with exactly this slug.")


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A collection of public objects at `/<name>/`, and each of them at `/<name>/<id or slug>/`.

    `queryset` is the one place that decides what anybody may see: it gets the request and the
    language, and answers the objects in the resource's order with all that `schema` reads.
    `html_url` answers the object's address on the site, absolute or not.
    """

    name: str
    summary: str | Promise
    model: type[Model]
    schema: type[Schema]
    queryset: Callable[[HttpRequest, Language], QuerySet[Any]]
    html_url: Callable[[Any, HttpRequest], str | None]
    filters: type[Filters] = Filters

    def __post_init__(self) -> None:
        if not self.name.replace("-", "").isalnum():
            raise ValueError(f"A resource's name is a path segment, not {self.name!r}.")


@dataclass
class Links:
    """Addresses for one request, of any object whose type some resource covers."""

    request: HttpRequest
    namespace: str
    resources: Iterable[Resource]
    language: Language
    _known: dict[type[Model], Resource | None] = field(default_factory=dict)

    def resource_of(self, obj: Model) -> Resource | None:
        """The resource that covers the object's type or one of the types it builds on."""
        model = type(obj)
        if model not in self._known:
            covering = (item for item in self.resources if issubclass(model, item.model))
            self._known[model] = next(covering, None)
        return self._known[model]

    @cached_property
    def root(self) -> str:
        return self.request.build_absolute_uri("/")

    def absolute(self, url: str | None) -> str | None:
        """`url` with scheme and host."""
        return self.request.build_absolute_uri(url) if url else None

    def detail_url(self, obj: Model) -> str | None:
        resource = self.resource_of(obj)
        if resource is None:
            return None
        name = f"{self.namespace}:{resource.name}-detail"
        return self.absolute(reverse(name, args=[obj.pk]))

    def html_url(self, obj: Model) -> str | None:
        resource = self.resource_of(obj)
        return self.absolute(resource.html_url(obj, self.request)) if resource else None

    def type_of(self, obj: Any) -> str:
        """The object's own type, also where it was read as the type it builds on."""
        model = getattr(obj, "specific_class", None) or type(obj)
        return str(model._meta.label)  # noqa: SLF001

    def language_of(self, obj: Any) -> Language:
        """A page's own language; an object that carries both is given in the request's."""
        locale = getattr(obj, "locale", None)
        return locale.language_code if locale else self.language
