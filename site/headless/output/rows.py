"""The rows of an object's relations, fetched for many objects and lying ready with each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet

PREFETCHED = "_prefetched_objects_cache"


class Rows(list[Any]):
    """An object's rows of a relation, where its manager looks for what was prefetched.

    Django makes a queryset for each object to hold them, which takes longer than to read them.
    """

    def all(self) -> Rows:
        return self


def rows(obj: Any, name: str) -> Iterable[Any]:
    """What `obj.<name>.all()` gives, past the manager where it was fetched before.

    A manager is made for each look at a relation, which takes longer than to read the rows.
    """
    fetched: Iterable[Any] | None = vars(obj).get(PREFETCHED, {}).get(name)
    if fetched is None or "_cluster_related_objects" in vars(obj):
        fetched = getattr(obj, name).all()
    return fetched


def give(objects: Iterable[Model], name: str, found: Iterable[tuple[Any, Any]]) -> None:
    """Let each of `objects` have its rows, as if its manager had prefetched them.

    `found` are pairs of an object's primary key and a row of its own.
    """
    by_key: dict[Any, Rows] = {}
    for obj in objects:
        by_key[obj.pk] = vars(obj).setdefault(PREFETCHED, {})[name] = Rows()
    for key, row in found:
        by_key[key].append(row)


def with_target(found: QuerySet[Any], name: str, only: Sequence[str] = ()) -> Iterator[Any]:
    """Rows with what each leads to under `name`, in one query; each target is made once.

    Many rows lead to few targets, and an object takes longer to make than to read. `only` are the
    fields that are read of the targets; all where none are named.
    """
    link: Any = found.model._meta.get_field(name)
    own = columns(found.model)
    theirs = columns(link.related_model, only)
    targets: dict[Any, Any] = {}
    for values in found.values_list(*own, *(f"{name}__{each}" for each in theirs)):
        row = found.model.from_db(found.db, own, values[: len(own)])
        key = getattr(row, link.attname)
        if key is not None and key not in targets:
            targets[key] = link.related_model.from_db(found.db, theirs, values[len(own) :])
        link.set_cached_value(row, targets.get(key))
        yield row


def linked(field: Any, keys: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Primary keys with what the many-to-many `field` leads from them to; each target made once."""
    target: Any = field.related_model
    back = field.related_query_name()
    names = columns(target)
    found = target._default_manager.filter(**{f"{back}__in": keys})
    targets: dict[Any, Any] = {}
    for owner, key, *values in found.values_list(f"{back}__pk", "pk", *names):
        if key not in targets:
            targets[key] = target.from_db(found.db, names, values)
        yield owner, targets[key]


def columns(model: type[Model], only: Sequence[str] = ()) -> list[str]:
    """The attributes of the columns, in the order that the model takes them in."""
    wanted = {"pk", *only}
    return [
        field.attname
        for field in model._meta.concrete_fields
        if not only or field.primary_key or field.name in wanted
    ]
