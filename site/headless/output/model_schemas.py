"""Schemas of models, made of the `api_fields` that Wagtail's own APIs read too."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, get_type_hints

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from ninja import Schema
from pydantic import Field, JsonValue
from taggit.managers import TaggableManager
from wagtail.api import APIField
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import AbstractPage

from headless.output.annotations import list_of, new_schema, one_of
from headless.output.blocks import form_of, safe_name, stored_stream
from headless.output.context import Context
from headless.output.rows import rows
from headless.output.schemas import (
    Choice,
    Document,
    Image,
    Joined,
    ObjectSchema,
    PageSchema,
    Reference,
    Related,
    RichText,
    Value,
    document,
    image,
)
from headless.output.serialising import serialised

PLAIN: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.BooleanField, bool),
    (models.DecimalField, Decimal),
    (models.FloatField, float),
    (models.AutoField, int),
    (models.IntegerField, int),
    (models.DateTimeField, datetime.datetime),
    (models.DateField, datetime.date),
    (models.TimeField, datetime.time),
    (models.UUIDField, uuid.UUID),
    (models.CharField, str),
    (models.TextField, str),
    (models.JSONField, JsonValue),
)


@cache
def schema_of(model: type[models.Model], base: type[ObjectSchema] | None = None) -> type[Schema]:
    """A schema of what `base` has and of the model's `api_fields` that it has not.

    `base` is PageSchema for pages and ObjectSchema for everything else, where none is given.
    """
    is_page = issubclass(model, AbstractPage)
    base = base or (PageSchema if is_page else ObjectSchema)
    names = [name for name in api_field_names(model) if name not in base.model_fields]
    fields: dict[str, Any] = {
        "meta": (typed_meta(model, base), ...),
        **{safe_name(name): field_of(model, name) for name in names},
    }
    schema = new_schema(f"{model.__name__}Schema", fields, base, base.__doc__)
    schema.RELATED = tuple(related_lookups(model, names))
    made: type[Schema] = schema
    return made


def typed_meta(model: type[models.Model], base: type[ObjectSchema]) -> Any:
    """The base's Meta with the type spelled out, by which the types of a list are told apart."""
    meta: Any = base.model_fields["meta"].annotation
    label = model._meta.label
    return new_schema(f"{model.__name__}Meta", {"type": (one_of([label]), ...)}, meta)


def api_field_names(model: type[models.Model]) -> list[str]:
    """The names in `api_fields`, each once."""
    declared = getattr(model, "api_fields", ())
    return list(dict.fromkeys(each if isinstance(each, str) else each.name for each in declared))


def api_field(model: type[models.Model], name: str) -> APIField | None:
    declared = getattr(model, "api_fields", ())
    return next((each for each in declared if getattr(each, "name", each) == name), None)


def field_of(model: type[models.Model], name: str) -> Any:
    """Annotation and description of one field, with the way it is read."""
    declared = api_field(model, name)
    if getattr(declared, "serializer", None) is not None:
        return aliased(name, Annotated[JsonValue, Value(serializer_value(declared))])
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return attribute_field(model, name)
    return aliased(name, annotation_of(model, field), description_of(field))


def aliased(name: str, annotation: Any, description: str = "") -> Any:
    alias = name if safe_name(name) != name else None
    return annotation, Field(alias=alias, description=description or None)


def description_of(field: Any) -> str:
    """What the editors' form says of the field, in the sources' English."""
    return str(getattr(field, "verbose_name", "") or "")


def serializer_value(declared: Any) -> Callable[[Any, str, Context], Any]:
    """A field that a project wrote a REST framework serializer for, as in Wagtail's v2."""

    def read(obj: Any, name: str, context: Context) -> Any:
        serializer = declared.serializer
        source = serializer.source if serializer.source not in (None, "*") else name
        value = obj if serializer.source == "*" else getattr(obj, source)
        return serializer.to_representation(value)

    return read


def attribute_field(model: type[models.Model], name: str) -> Any:
    """A property or a method: typed by what its code says it returns."""
    attribute = getattr(model, name, None)
    function = getattr(attribute, "fget", getattr(attribute, "func", attribute))
    try:
        annotation = get_type_hints(function).get("return", JsonValue)
    except (NameError, TypeError):
        annotation = JsonValue

    def read(obj: Any, key: str, context: Context) -> Any:
        value = getattr(obj, key)
        return value() if callable(value) else value

    return aliased(name, Annotated[annotation, Value(read)])


def annotation_of(model: type[models.Model], field: Any) -> Any:
    """What a field's value looks like in an answer, with the way it is read."""
    if isinstance(field, TaggableManager):
        return Annotated[list[str], Value(read_tags(field))]
    if field.is_relation:
        return relation_annotation(field)
    if isinstance(field, StreamField):
        return stream_annotation(model, field)
    if field.choices:
        return Annotated[Choice | None if field.blank or field.null else Choice, Value(read_choice)]
    return plain_annotation(field)


def plain_annotation(field: Any) -> Any:
    if isinstance(field, RichTextField):
        return RichText
    if isinstance(field, models.FileField):
        return Annotated[str | None, Value(read_file)]
    for kind, annotation in PLAIN:
        if isinstance(field, kind):
            return annotation | None if field.null else annotation
    return Annotated[str | None, Value(lambda obj, name, context: field.value_to_string(obj))]


def stream_annotation(model: type[models.Model], field: StreamField) -> Any:
    form = form_of(field.stream_block, f"{model.__name__}{field.name.title().replace('_', '')}")

    def read(obj: Any, name: str, context: Context) -> Any:
        return form.value(stored_stream(getattr(obj, name)), context)

    return Annotated[form.annotation, Value(read)]


def relation_annotation(field: Any) -> Any:
    target = field.related_model
    if field.many_to_one or (field.one_to_one and field.concrete):
        return single_annotation(field, target)
    if is_nested(target):
        nested = nested_schema_of(target, field)
        return Annotated[list_of(nested), Value(read_nested(nested))]
    return Annotated[list[Reference], Value(read_references(target))]


def single_annotation(field: Any, target: type[models.Model]) -> Any:
    """A foreign key: a picture, a document, an object with fields of its own, or a link."""
    key = field.attname
    if issubclass(target, AbstractImage) and target is get_image_model():
        return Annotated[Image | None, Value(read_with(image, key))]
    if issubclass(target, AbstractDocument) and target is get_document_model():
        return Annotated[Document | None, Value(read_with(document, key))]
    if is_nested(target):
        nested = nested_schema_of(target, None)
        return Annotated[nested | None, Value(read_one_nested(nested, target, key))]
    return Annotated[Reference | None, Value(read_reference(target, key))]


def read_with(expanded: Callable[[Any, Context], Any], key: str) -> Any:
    """What `expanded` makes of the key that an object holds in the field `key`."""

    def read(obj: Any, _name: str, context: Context) -> Any:
        return expanded(getattr(obj, key), context)

    return read


def read_reference(target: type[models.Model], key: str) -> Any:
    """A link to the `target` whose key an object holds in the field `key`."""

    def read(obj: Any, _name: str, context: Context) -> Any:
        return context.reference(target, getattr(obj, key))

    return read


def is_nested(target: type[models.Model]) -> bool:
    """Whether an object stands in another's answer with its own fields, not as a link.

    Pages and whatever has drafts have addresses of their own, so they are linked to.
    """
    is_page = issubclass(target, AbstractPage)
    return bool(getattr(target, "api_fields", ())) and not is_page and not hasattr(target, "live")


@cache
def nested_schema_of(target: type[models.Model], field: Any) -> type[Schema]:
    """The schema of an object within another: its id and its `api_fields`."""
    fields = {safe_name(name): field_of(target, name) for name in api_field_names(target)}
    made: type[Schema] = new_schema(f"{target.__name__}Data", {"id": (int, ...), **fields})
    return made


def read_nested(nested: type[Schema]) -> Callable[[Any, str, Context], Any]:
    return lambda obj, name, context: [
        serialised(each, nested, context) for each in rows(obj, name)
    ]


def read_one_nested(
    nested: type[Schema], target: type[models.Model], key: str
) -> Callable[[Any, str, Context], Any]:
    def read(obj: Any, name: str, context: Context) -> Any:
        pk = getattr(obj, key)
        if pk is None:
            return None
        return context.objects(target).later(pk, lambda each: serialised(each, nested, context))

    return read


def read_references(target: type[models.Model]) -> Callable[[Any, str, Context], Any]:
    """Links to those of many objects that the caller may see."""

    return lambda obj, name, context: context.references(
        target, [each.pk for each in rows(obj, name)]
    )


def tagged_items(field: TaggableManager) -> str:
    """How an object leads to the rows that tie it to its tags, which can be fetched together."""
    related = field.through._meta.get_field("content_object").remote_field
    return str(related.get_accessor_name()) if related else field.name


def read_tags(field: TaggableManager) -> Callable[[Any, str, Context], list[str]]:
    accessor = tagged_items(field)
    if accessor == field.name:
        return lambda obj, name, context: sorted(tag.name for tag in rows(obj, name))
    return lambda obj, name, context: sorted(item.tag.name for item in rows(obj, accessor))


def tag_lookup(field: TaggableManager) -> Related:
    accessor = tagged_items(field)
    return field.name if accessor == field.name else Joined(accessor, "tag")


def read_file(obj: Any, name: str, context: Context) -> str | None:
    file = getattr(obj, name)
    return context.links.absolute(file.url) if file else None


def read_choice(obj: Any, name: str, context: Context) -> dict[str, str] | None:
    value = getattr(obj, name)
    if value in (None, ""):
        return None
    return {"code": str(value), "name": str(getattr(obj, f"get_{name}_display")())}


def related_lookups(model: type[models.Model], names: list[str], path: str = "") -> list[Related]:
    """What to prefetch so that the fields `names` cost no query for each object."""
    lookups: list[Related] = []
    for field in relations(model, names):
        if isinstance(field, TaggableManager):
            lookups.append(tag_lookup(field) if not path else f"{path}{field.name}")
        elif field.one_to_many or field.many_to_many:
            nested = field.related_model
            lookups.append(f"{path}{field.name}")
            if is_nested(nested):
                lookups += related_lookups(nested, api_field_names(nested), f"{path}{field.name}__")
    return lookups


def relations(model: type[models.Model], names: list[str]) -> list[Any]:
    """Those of the fields `names` that lead to other objects."""
    fields = {field.name: field for field in model._meta.get_fields()}
    found = [fields[name] for name in names if name in fields]
    return [field for field in found if field.is_relation]
