"""Fields whose moment alone alters what can be read, such as an embargo's or a consent's end."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import DateTimeField, Model
from django.utils import timezone

# How long after its moment a row is looked at again, should the minute job have rested meanwhile.
LOOKING_BACK = datetime.timedelta(days=8)
A_DAY = datetime.timedelta(days=1)

_fields: list[tuple[type[Model], str]] = []


def changes_with_time(model: type[Model], field: str) -> None:
    """Say that rows of `model` read differently once `field` has passed; called from `ready()`.

    At the moment itself where it is a time; where it is a date, when that day begins and when it
    ends.
    """
    if (model, field) not in _fields:
        _fields.append((model, field))


def just_passed() -> Iterator[tuple[type[Model], set[Any]]]:
    """The rows whose moment came lately; whether anything reads differently is to be compared."""
    for model, field in _fields:
        end = moment(model, field)
        passed = {f"{field}__gt": end - LOOKING_BACK, f"{field}__lte": end}
        yield model, set(model._base_manager.filter(**passed).values_list("pk", flat=True))


def next_moment() -> datetime.datetime | None:
    """When the next row's moment comes."""
    return min((due for model, field in _fields if (due := next_of(model, field))), default=None)


def next_of(model: type[Model], field: str) -> datetime.datetime | None:
    now = moment(model, field)
    begin = now if is_time(model, field) else now - A_DAY
    rows = model._base_manager.filter(**{f"{field}__gt": begin}).order_by(field)
    due = rows.values_list(field, flat=True).first()
    if due is None or is_time(model, field):
        return due
    return midnight(max(due, now + A_DAY))


def moment(model: type[Model], field: str) -> Any:
    """Now, as the field would have it."""
    return timezone.now() if is_time(model, field) else timezone.localdate()


def is_time(model: type[Model], field: str) -> bool:
    return isinstance(model._meta.get_field(field), DateTimeField)


def midnight(day: datetime.date) -> datetime.datetime:
    """When that day begins, in the site's own time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
