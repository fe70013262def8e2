"""Writing down what a transaction changed, as the last thing it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.dispatch import Signal
from django.utils import timezone

from headless.caching.stored_fragments import state_of
from headless.changes.audiences import Audience, State, audiences, states_of
from headless.changes.dependents import portions, subjects_of
from headless.changes.stored_texts import Read, store_texts
from headless.due import next_due
from headless.models import Change, ContentVersion

AT_ONCE = 100
# A transaction that touches more objects of a type has changed them: they are not compared.
MOST_COMPARED = 500
COUNTED = [
    "type",
    "sequence",
    "published_sequence",
    "changed_at",
    "is_visible",
    "is_gone",
    "digest",
]

# Sent within the transaction that changed something; provides `sequences`, a range of numbers.
changes_recorded = Signal()


def record(
    saved: Mapping[type[Model], set[Any]],
    unknown: AbstractSet[type[Model]] = frozenset(),
    addresses: AbstractSet[str] = frozenset(),
    *,
    is_write: bool = True,
    is_sweeping: bool = True,
) -> None:
    """Give every object that reads differently now, to whomever, its new sequence.

    The counter's row is locked first: nobody else records meanwhile, so that what is compared
    here is what will be true after the commit. Where nothing reads differently, the content
    version moves on nevertheless, because a list or a search may; unless nothing was written,
    and only looked at again.

    `addresses` are those whose embeds were deleted. `is_sweeping` says that more objects may read
    differently than can be told.
    """
    with transaction.atomic():
        version = locked_version()
        if version is None:
            return
        read = list(chain.from_iterable(changes_of(subjects_of(saved, unknown, addresses))))
        changed = [row for row, _state in read]
        objects = list(dict.fromkeys((row.family, row.object_id) for row in changed))
        if not objects and not is_write:
            return
        steps = max(1, len(objects))
        sequences = version.advance(steps, next_due(), is_sweeping=is_sweeping)
        give_sequences(changed, dict(zip(objects, sequences, strict=False)))
        store_texts(read, state_of(version.epoch, version.swept))
        if objects:
            changes_recorded.send(sender=Change, sequences=sequences)


def locked_version() -> ContentVersion | None:
    """The locked counter; None while its table is still to be made."""
    try:
        with transaction.atomic():
            return ContentVersion.locked()
    except DatabaseError:
        if ContentVersion._meta.db_table in connection.introspection.table_names():
            raise
        return None


def changes_of(subjects: Mapping[type[Model], set[Any]]) -> Iterable[list[Read]]:
    """The rows that differ from what is on record, each with how the object reads now."""
    everybody = list(audiences())
    for family, keys in subjects.items():
        is_compared = len(keys) <= MOST_COMPARED
        for portion in portions(keys, AT_ONCE):
            for audience in everybody:
                yield list(differences(audience, family, portion, is_compared=is_compared))


def differences(
    audience: Audience, family: type[Model], keys: list[Any], *, is_compared: bool = True
) -> Iterable[Read]:
    """The rows of the objects with `keys` that read differently now to the audience."""
    states = states_of(audience, family, keys, with_digests=is_compared)
    label = family._meta.label
    rows = {
        row.object_id: row
        for row in Change.objects.told_to(audience.site.pk, audience.tier).filter(
            family=label, object_id__in=[str(key) for key in keys]
        )
    }
    hidden = [key for key in keys if key not in states and str(key) in rows]
    gone = set(hidden) - existing(family, hidden)
    for key in keys:
        row = rows.get(str(key))
        state = states.get(key)
        if state is not None:
            row = row or Change(
                family=label,
                object_id=str(key),
                site=audience.site,
                tier=audience.tier,
                is_visible=False,
            )
            if shown(row, state):
                yield row, state
        elif row is not None and hidden_now(row, is_gone=key in gone):
            yield row, None


def existing(family: type[Model], keys: list[Any]) -> set[Any]:
    found = family._base_manager.filter(pk__in=keys) if keys else family._base_manager.none()
    return set(found.values_list("pk", flat=True))


def shown(row: Change, state: State) -> bool:
    """Note how the object reads now; whether that is news."""
    is_news = not row.is_visible or not state.digest or row.digest != state.digest
    if not row.is_visible:
        row.published_sequence = 0
    row.is_visible, row.is_gone = True, False
    row.type, row.digest = state.type, state.digest
    return is_news


def hidden_now(row: Change, *, is_gone: bool) -> bool:
    """Note that the object cannot be seen; whether that is news."""
    is_news = row.is_visible
    if not is_news and is_gone and not row.is_gone:
        Change.objects.filter(pk=row.pk).update(is_gone=True)
    row.is_visible, row.is_gone, row.digest = False, is_gone, ""
    return is_news


def give_sequences(rows: list[Change], sequences: Mapping[tuple[str, str], int]) -> None:
    """Store `rows`, each with the number of its object."""
    now = timezone.now()
    for row in rows:
        row.sequence = sequences[(row.family, row.object_id)]
        row.published_sequence = row.published_sequence or row.sequence
        row.changed_at = now
    known = [row for row in rows if row.pk is not None]
    Change.objects.bulk_create([row for row in rows if row.pk is None], batch_size=AT_ONCE)
    Change.objects.bulk_update(known, COUNTED, batch_size=AT_ONCE)
