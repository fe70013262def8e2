"""The seam between the apps and the API: an app declares what it offers as resources."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, get_args

from django.db.models import Choices, Expression, F, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.functional import Promise
from django.utils.translation import gettext_noop
from ninja import FilterSchema, Schema
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

Language = str
Ordering = Sequence[str | F | Expression]
FIRST_MOMENT = datetime.datetime.min.replace(tzinfo=datetime.UTC)
LAST_MOMENT = datetime.datetime.max.replace(tzinfo=datetime.UTC)
NUMBER = re.compile(r"\s*[-+]?[0-9._]+\s*")


class Filters(FilterSchema):
    """What every list can be narrowed down by; a resource's own filters extend it.

    Several filters are joined by "and", several values of one filter by "or".
    """

    slug: str | None = Field(None, description=gettext_noop("The object with exactly this slug."))

    @field_validator("*", mode="before")
    @classmethod
    def no_number_as_date(cls, value: Any, info: ValidationInfo) -> Any:
        """A year alone is no date; it would be taken for so many seconds since 1970."""
        kinds = get_args(cls.model_fields[info.field_name or ""].annotation)
        is_number = isinstance(value, str) and NUMBER.fullmatch(value)
        if is_number and {datetime.date, datetime.datetime} & set(kinds):
            raise PydanticCustomError("date", "Input should be a date such as 2017-01-31")
        return value

    @field_validator("*", mode="after")
    @classmethod
    def moment_in_utc(cls, value: Any) -> Any:
        """A moment without a time zone is meant in the site's own.

        Where its year in UTC would be 0 or 10000 it is the first moment or the last there is.
        """
        if not isinstance(value, datetime.datetime):
            return value
        try:
            moment = value if timezone.is_aware(value) else timezone.make_aware(value)
            return moment.astimezone(datetime.UTC)
        except OverflowError:
            return FIRST_MOMENT if value.year == 1 else LAST_MOMENT


@dataclass(frozen=True, kw_only=True)
class Facet:
    """How often each value of a filter occurs; the filter's name is the facet's.

    `lookup` leads to the value; names come from `choices`, or from what `label` leads to. `told`
    makes value and name of what `lookup` leads to, where the filter calls it something else.
    """

    lookup: str
    label: str = ""
    choices: type[Choices] | None = None
    told: Callable[[Any], tuple[str, str]] | None = None

    def described(self, row: Sequence[Any]) -> tuple[str, str]:
        """Value and name of a row of `lookup` and `label`."""
        if self.told is not None:
            return self.told(row[0])
        if self.choices is not None:
            return str(row[0]), str(self.choices(row[0]).label)
        return str(row[0]), str(row[1] if self.label else row[0])


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A collection of public objects at `/<name>/`, and each of them at `/<name>/<id or slug>/`.

    `queryset` is the one place that decides what anybody may see: it gets the request and a
    language, or None for all, and answers the objects in the resource's order.
    `html_url` answers the object's address on the site, absolute or not. `former_slugs` is the
    lookup of slugs that an object had before: it is served under them too, as it is now. `types`
    holds the schemas of models that build on `model`, `partner_schema` what partners with
    `partner_scope` get.
    """

    name: str
    summary: str | Promise
    model: type[Model]
    schema: type[Schema]
    queryset: Callable[[HttpRequest, Language | None], QuerySet[Any]]
    html_url: Callable[[Any, HttpRequest], str | None]
    filters: type[Filters] = Filters
    orders: Mapping[str, Ordering] = field(default_factory=dict)
    facets: Mapping[str, Facet] = field(default_factory=dict)
    types: Mapping[type[Model], type[Schema]] = field(default_factory=dict)
    partner_schema: type[Schema] | None = None
    partner_scope: str = ""
    description: str | Promise = ""
    former_slugs: str = ""

    def __post_init__(self) -> None:
        if not self.name.replace("-", "").isalnum():
            raise ValueError(f"A resource's name is a path segment, not {self.name!r}.")
        if unknown := set(self.facets) - set(self.filters.model_fields):
            raise ValueError(f"These facets of {self.name} are no filters of it: {unknown}")

    def schema_of(self, model: type[Model], scopes: frozenset[str] = frozenset()) -> type[Schema]:
        """The schema of the nearest type that `model` is or builds on, for a caller's scopes."""
        for base in model.__mro__:
            if base in self.types:
                return self.types[base]
        if self.partner_schema and self.partner_scope in scopes:
            return self.partner_schema
        return self.schema

    @property
    def schemas(self) -> tuple[type[Schema], ...]:
        """Every schema that an object of this resource may have."""
        found = dict.fromkeys(self.types.values() or (self.schema,))
        return (*found, *((self.partner_schema,) if self.partner_schema else ()))

    def order(self, name: str) -> Ordering:
        """What to sort by for `name`, which begins with "-" for the other way round.

        Empty values stand last either way. What is equal is for the next order to settle.
        """
        is_descending = name.startswith("-")
        return [
            F(key).desc(nulls_last=True) if is_descending else F(key).asc(nulls_last=True)
            for key in self.orders[name.removeprefix("-")]
            if isinstance(key, str)
        ]


@dataclass
class Links:
    """Addresses for one request, of any object whose type some resource covers."""

    request: HttpRequest
    namespace: str
    resources: Iterable[Resource]
    language: Language
    _known: dict[type[Model], Resource | None] = field(default_factory=dict)
    _patterns: dict[str, str] = field(default_factory=dict)

    def resource_for(self, model: type[Model]) -> Resource | None:
        """The first resource that covers `model` or one of the types it builds on."""
        if model not in self._known:
            covering = (item for item in self.resources if issubclass(model, item.model))
            self._known[model] = next(covering, None)
        return self._known[model]

    def resource_of(self, obj: Any) -> Resource | None:
        """The resource of an object, by its own type where it was read as a base of it."""
        return self.resource_for(getattr(obj, "specific_class", None) or type(obj))

    @cached_property
    def root(self) -> str:
        """Scheme and host, without a slash at the end."""
        return self.request.build_absolute_uri("/").removesuffix("/")

    def absolute(self, url: str | None) -> str | None:
        """`url` with scheme and host; None for none."""
        if url and url.startswith("/") and not url.startswith("//"):
            return f"{self.root}{iri_to_uri(url)}"
        return self.request.build_absolute_uri(url) if url else None

    def detail_url(self, obj: Model) -> str | None:
        """None for what no resource covers, and for a draft that was never saved."""
        resource = self.resource_of(obj)
        if resource is None or not obj.pk:
            return None
        if resource.name not in self._patterns:
            name = f"{self.namespace}:{resource.name}-detail"
            self._patterns[resource.name] = reverse(name, args=["0"]).removesuffix("0/")
        return self.absolute(f"{self._patterns[resource.name]}{obj.pk}/")

    def html_url(self, obj: Any) -> str | None:
        resource = self.resource_of(obj)
        return self.absolute(resource.html_url(obj, self.request)) if resource else None

    def type_of(self, obj: Any) -> str:
        """The object's own type, also where it was read as the type it builds on."""
        model: type[Model] = getattr(obj, "specific_class", None) or type(obj)
        return label_of(model)

    def language_of(self, obj: Any) -> Language:
        """A page's own language; an object that carries both is given in the request's."""
        locale = getattr(obj, "locale", None)
        return locale.language_code if locale else self.language


@cache
def label_of(model: type[Model]) -> str:
    return str(model._meta.label)
