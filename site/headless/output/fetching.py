"""What schemas read besides the objects themselves, fetched for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db.models import (
    ManyToManyField,
    ManyToOneRel,
    Model,
    Prefetch,
    QuerySet,
    prefetch_related_objects,
)
from ninja import Schema

from headless.output.context import Context
from headless.output.rows import PREFETCHED, give, linked, with_target
from headless.output.schemas import Joined, ObjectSchema, Related

# What a schema declares, as it is for one answer.
Found = str | Joined | Prefetch


def fetch_related(
    objects: Sequence[Model], schema_of: Callable[[type[Model]], type[Schema]], context: Context
) -> None:
    """Fetch what the schemas read besides the objects, each relation once for all types.

    Objects of several types share the query of a relation that their common schema declares.
    """
    sharing: dict[tuple[type[Schema], Related], list[Model]] = defaultdict(list)
    for obj in objects:
        for declared in declarations(schema_of(type(obj))):
            sharing[declared].append(obj)
    for (_schema, related), having in sharing.items():
        fetch(related, having, context)


@cache
def declarations(schema: type[Schema]) -> tuple[tuple[type[Schema], Related], ...]:
    """The relations that `schema` and what it builds on read, with the schema that says so."""
    return tuple(
        (base, related)
        for base in schema.__mro__
        if issubclass(base, ObjectSchema)
        for related in base.__dict__.get("RELATED", ())
    )


def fetch(related: Related, objects: list[Model], context: Context) -> None:
    """One relation of objects that have it."""
    model = type(objects[0])
    found = related(context) if callable(related) else related
    relation = relation_named(model, found)
    if relation is None or any(is_fetched(obj, relation) for obj in objects):
        prefetch_related_objects(objects, lookup(found, model))
    elif relation.many_to_many:
        give(objects, relation.name, linked(relation, [obj.pk for obj in objects]))
    else:
        give_rows(relation, found, objects)


def lookup(found: Found, model: type[Model]) -> str | Prefetch:
    return found.prefetch(model) if isinstance(found, Joined) else found


def relation_named(model: type[Model], found: Found) -> Any:
    """The relation, where it leads from an object's primary key to rows, or by a table to others.

    None where Django has to fetch it: it goes further, another way, or to a place of its own.
    """
    if isinstance(found, Prefetch) and found.prefetch_to != found.prefetch_through:
        return None
    name = name_of(found)
    meta: Any = model._meta
    near = (each for each in meta.related_objects if each.get_accessor_name() == name)
    far = (each for each in meta.many_to_many if each.name == name and isinstance(found, str))
    return next((each for each in (*near, *far) if is_plain(each)), None)


def name_of(found: Found) -> str:
    if isinstance(found, Prefetch):
        return str(found.prefetch_through)
    return found.name if isinstance(found, Joined) else found


def is_plain(relation: Any) -> bool:
    """Whether rows name the primary key of the object, or the targets can be asked by it."""
    if type(relation) is ManyToOneRel:
        return bool(relation.field.target_field.primary_key)
    return isinstance(relation, ManyToManyField) and not relation.remote_field.hidden


def is_fetched(obj: Model, relation: Any) -> bool:
    name = relation.name if relation.many_to_many else relation.cache_name
    return name in getattr(obj, PREFETCHED, {})


def give_rows(relation: ManyToOneRel, found: Found, objects: list[Model]) -> None:
    """Let each of `objects` have its rows, each of which knows whose it is."""
    field: Any = relation.field
    owners = {obj.pk: obj for obj in objects}
    fitting = rows_of(relation, found).filter(**{f"{field.name}__in": list(owners)})
    if isinstance(found, Joined):
        whole = list(with_target(fitting, found.one, found.only))
    else:
        whole = list(fitting)
    for row in whole:
        field.set_cached_value(row, owners[getattr(row, field.attname)])
    give(objects, str(relation.cache_name), ((getattr(row, field.attname), row) for row in whole))


def rows_of(relation: ManyToOneRel, found: Found) -> QuerySet[Any]:
    wanted = found.queryset if isinstance(found, Prefetch) else None
    rows: QuerySet[Any] = relation.related_model._default_manager.all()
    return rows if wanted is None else wanted
