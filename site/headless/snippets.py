"""A snippet, or any other model, as a resource made of its `api_fields` alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import FilterLookup
from pydantic import Field
from wagtail.models import DraftStateMixin, TranslatableMixin

from headless.output.annotations import list_of, marked, new_schema, one_of
from headless.output.model_schemas import api_field_names, schema_of
from headless.resources import Filters, Resource
from headless.visibility import unexpired


def snippet_resource(name: str, model: type[Model], **options: Any) -> Resource:
    """Serve what is public of `model` at `/<name>/`, with the fields in its `api_fields`.

    Dates and numbers become ranges, choices and flags filters, and all of them orders. `options`
    are those of Resource and go before what is made here.
    """
    made: dict[str, Any] = {
        "summary": model._meta.verbose_name_plural,
        "schema": schema_of(model),
        "queryset": lambda request, language: public_objects(model, language),
        "html_url": address_of,
        "filters": filters_of(model),
        "orders": {field.name: [field.name] for field in plain_fields(model)},
    }
    return Resource(name=name, model=model, **{**made, **options})


def public_objects(model: type[Model], language: str | None) -> QuerySet[Any]:
    """What is live, in one language where the model has several; in the model's order.

    The primary key settles what that leaves open, or an object might stand on two pages of a list.
    """
    objects: QuerySet[Any] = model._default_manager.all()
    if issubclass(model, DraftStateMixin):
        objects = objects.filter(unexpired(), live=True)
    if issubclass(model, TranslatableMixin):
        objects = objects.select_related("locale")
        objects = objects.filter(locale__language_code=language) if language else objects
    ordering: Sequence[Any] = objects.query.order_by or model._meta.ordering or ()
    return objects.order_by(*ordering, "pk")


def address_of(obj: Any, request: HttpRequest) -> str | None:
    """Where the site shows the object; None for a model that does not say."""
    find = getattr(obj, "get_absolute_url", None)
    return find() if find else None


def plain_fields(model: type[Model]) -> Iterator[Any]:
    """The `api_fields` by whose values one can sort."""
    names = set(api_field_names(model))
    texts_too = (models.CharField, models.DateField, models.IntegerField, models.DecimalField)
    for field in model._meta.fields:
        if field.name in names and isinstance(field, texts_too):
            yield field


def filters_of(model: type[Model]) -> type[Filters]:
    """What a list of the model can be narrowed down by."""
    names = set(api_field_names(model))
    fields: dict[str, Any] = {}
    for field in model._meta.fields:
        if field.name in names:
            fields.update(filters_for(field))
    return new_schema(f"{model.__name__}Filters", fields, Filters)


def filters_for(field: Any) -> dict[str, Any]:
    """The filters that a field of its kind makes; none for a text of its own."""
    name = field.name
    if field.choices:
        codes = one_of(code for code, _label in field.flatchoices)
        return {name: optional(list_of(codes), f"{name}__in")}
    if isinstance(field, models.BooleanField):
        return {name: optional(bool, name)}
    for kind, annotation in RANGES:
        if isinstance(field, kind):
            return {
                f"{name}_from": optional(annotation, f"{name}__gte"),
                f"{name}_to": optional(annotation, f"{name}__lte"),
            }
    return {}


RANGES: tuple[tuple[type[Any], Any], ...] = (
    (models.DateTimeField, datetime.datetime),
    (models.DateField, datetime.date),
    (models.IntegerField, int),
)


def optional(annotation: Any, lookup: str) -> Any:
    return marked(annotation | None, FilterLookup(lookup)), Field(None)
