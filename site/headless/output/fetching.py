"""What schemas read besides the objects themselves, fetched for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db.models import ManyToOneRel, Model, Prefetch, QuerySet, prefetch_related_objects
from ninja import Schema

from headless.output.context import Context
from headless.output.schemas import Joined, ObjectSchema, Related

PREFETCHED = "_prefetched_objects_cache"


class Rows(list[Any]):
    """An object's rows of a relation, where its manager looks for what was prefetched.

    Django makes a queryset for each object to hold them, which takes longer than to read them.
    """

    def all(self) -> Rows:
        return self


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
    found = lookup(related, type(objects[0]), context)
    relation = relation_to_rows(type(objects[0]), found)
    if relation is None or any(is_fetched(obj, relation) for obj in objects):
        prefetch_related_objects(objects, found)
    else:
        give_rows(relation, rows_of(relation, found), objects)


def lookup(related: Related, model: type[Model], context: Context) -> str | Prefetch:
    if isinstance(related, Joined):
        return related.prefetch(model)
    return related if isinstance(related, str) else related(context)


def relation_to_rows(model: type[Model], found: str | Prefetch) -> ManyToOneRel | None:
    """The relation, where it leads from an object to rows that name its primary key."""
    name = found if isinstance(found, str) else found.prefetch_through
    if not isinstance(found, str) and found.prefetch_to != name:
        return None
    relations: Any = model._meta.related_objects
    named = (each for each in relations if each.get_accessor_name() == name)
    return next(filter(names_primary_key, named), None)


def names_primary_key(relation: Any) -> bool:
    return type(relation) is ManyToOneRel and relation.field.target_field.primary_key


def is_fetched(obj: Model, relation: ManyToOneRel) -> bool:
    return relation.cache_name in getattr(obj, PREFETCHED, {})


def rows_of(relation: ManyToOneRel, found: str | Prefetch) -> QuerySet[Any]:
    wanted = None if isinstance(found, str) else found.queryset
    rows: QuerySet[Any] = relation.related_model._default_manager.all()
    return rows if wanted is None else wanted


def give_rows(relation: ManyToOneRel, rows: QuerySet[Any], objects: list[Model]) -> None:
    """Let each of `objects` have its rows, as if its manager had prefetched them."""
    field: Any = relation.field
    by_key = {obj.pk: Rows() for obj in objects}
    owners = {obj.pk: obj for obj in objects}
    for row in rows.filter(**{f"{field.name}__in": list(owners)}):
        key = getattr(row, field.attname)
        field.set_cached_value(row, owners[key])
        by_key[key].append(row)
    for obj in objects:
        vars(obj).setdefault(PREFETCHED, {})[relation.cache_name] = by_key[obj.pk]
