"""Objects as plain data, in the shape that a schema declares.

Schemas describe answers and say how each field is read; nothing is validated on the way out, so
that a hundred full objects cost little. The tests hold the answers against the schemas.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache
from inspect import signature
from typing import Any, get_args, get_origin

from django.db.models import Manager, QuerySet
from ninja import Schema
from pydantic.fields import FieldInfo

from headless.output.context import Context
from headless.output.loading import Later
from headless.output.schemas import Value

Read = Callable[[Any, Context], Any]
ALWAYS = frozenset({"id", "meta"})


def serialised(
    obj: Any, schema: type[Schema], context: Context, only: Collection[str] = ()
) -> dict[str, Any]:
    """`obj` as data in the shape of `schema`, some of its fields on request."""
    wanted = {*only, *ALWAYS} if only else None
    return {
        name: read(obj, context)
        for name, read in readers(schema)
        if wanted is None or name in wanted
    }


@cache
def readers(schema: type[Schema]) -> tuple[tuple[str, Read], ...]:
    """How each field of `schema` is read, by the name that it has in answers."""
    return tuple(
        (field.alias or name, reader(schema, name, field))
        for name, field in schema.model_fields.items()
    )


def reader(schema: type[Schema], name: str, field: FieldInfo) -> Read:
    """What the annotation says, a resolver of the schema's own, or else the plain attribute."""
    key = field.alias or name
    for mark in field.metadata:
        if isinstance(mark, Value):
            return lambda obj, context: mark.read(obj, key, context)
    resolver = getattr(schema, f"resolve_{name}", None)
    read: Read = with_context(resolver) if resolver else lambda obj, _context: attribute(obj, key)
    nested, is_many = nested_schema(field.annotation)
    if nested is None:
        return read
    if is_many:
        return lambda obj, context: shaped_all(read(obj, context), nested, context)
    return lambda obj, context: shaped(read(obj, context), nested, context)


def with_context(resolver: Callable[..., Any]) -> Read:
    """`resolver` as something that takes the context, whether it asks for it or not."""
    if "context" in signature(resolver).parameters:
        return lambda obj, context: resolver(obj, context=context)
    return lambda obj, context: resolver(obj)


def shaped(value: Any, schema: type[Schema], context: Context) -> Any:
    """`value` in the shape of `schema`, where a resolver has not made plain data of it already."""
    if value is None or isinstance(value, Later | dict):
        return value
    return serialised(value, schema, context)


def shaped_all(values: Any, schema: type[Schema], context: Context) -> Any:
    if isinstance(values, Later):
        return values
    return [shaped(value, schema, context) for value in every(values)]


def attribute(obj: Any, name: str) -> Any:
    return obj[name] if isinstance(obj, dict) else getattr(obj, name)


def every(value: Any) -> Iterable[Any]:
    return value.all() if isinstance(value, Manager | QuerySet) else value


def nested_schema(annotation: Any) -> tuple[type[Schema] | None, bool]:
    """The schema in `X`, `X | None` or `list[X]`, and whether it stands for many."""
    if isinstance(annotation, type) and issubclass(annotation, Schema):
        return annotation, False
    found = [nested_schema(each)[0] for each in get_args(annotation)]
    schemas = [each for each in found if each]
    return (schemas[0] if len(schemas) == 1 else None), get_origin(annotation) is list
