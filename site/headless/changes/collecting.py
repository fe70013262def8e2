"""What one transaction writes, noted on the way and recorded just before it commits.

Signals tell which objects come and go. Statements tell the rest: which rows are updated, and that
something was written past all signals, in bulk or by hand. Outside of a transaction every write is
recorded at once. Whoever asks for the content version within a transaction sees what it wrote.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from wagtail.models import AbstractPage

from headless.changes.recording import record
from headless.changes.statements import Written, written_by, written_table
from headless.changes.watching import (
    INHERITED,
    NOT_CONTENT,
    PLACE,
    sweeping_models,
    watched_tables,
)
from headless.leases import outlast_leases
from headless.registry import family_of

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


@dataclass
class Collected:
    """What was written since the transaction began."""

    saved: dict[type[Model], set[Any]] = field(default_factory=lambda: defaultdict(set))
    unknown: set[type[Model]] = field(default_factory=set)
    inserted: Counter[type[Model]] = field(default_factory=Counter)
    told_inserts: set[type[Model]] = field(default_factory=set)
    told_deletes: set[type[Model]] = field(default_factory=set)
    # What the embeds were of that are deleted.
    addresses: set[str] = field(default_factory=set)
    is_empty: bool = True
    # Whether something was written that alters more than `dependents` tells of.
    is_sweeping: bool = False

    def add(self, model: type[Model], keys: Iterable[Any]) -> None:
        """The objects of `model` with those primary keys may read differently now."""
        self.is_empty = False
        self.saved[family_of(model)].update(keys)

    def add_all(self, model: type[Model]) -> None:
        """Any object of `model` may read differently now."""
        self.is_empty = False
        self.unknown.add(model)

    def note_created(self, model: type[Model]) -> None:
        """A signal tells of an object for which rows were inserted."""
        for table in (model, *model._meta.get_parent_list()):
            self.inserted[table] -= 1

    def note_deleting(self, model: type[Model]) -> None:
        """Signals tell of each object whose rows are deleted."""
        self.told_deletes.update([model, *model._meta.get_parent_list()])

    def unknown_models(self) -> set[type[Model]]:
        """Models of which rows were written that nobody told of."""
        in_bulk = {model for model, count in self.inserted.items() if count > 0}
        return self.unknown | (in_bulk - self.told_inserts)


_collected: WeakKeyDictionary[BaseDatabaseWrapper, Collected] = WeakKeyDictionary()
_paused: set[str] = set()


def collected() -> Collected:
    """What this thread's connection has written and not recorded yet."""
    return _collected.setdefault(connections[DEFAULT_DB_ALIAS], Collected())


def pause(**_kwargs: Any) -> None:
    """While tables are made and altered, nothing is noted."""
    _paused.add(DEFAULT_DB_ALIAS)


def resume(**_kwargs: Any) -> None:
    _paused.discard(DEFAULT_DB_ALIAS)


def watch(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Note what `connection` writes, and record it before it commits."""
    if connection.alias == DEFAULT_DB_ALIAS and note_statement not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, note_statement)
        commit, rollback = connection.commit, connection.rollback
        vars(connection)["commit"] = lambda: committed(connection, commit)
        vars(connection)["rollback"] = lambda: forgotten(connection, rollback)


def committed(connection: BaseDatabaseWrapper, commit: Callable[[], None]) -> None:
    """Record what the transaction wrote as the last thing that it does.

    Where it has moved the content version on, it commits when nobody goes by the old one.
    """
    try:
        record_collected()
        outlast_leases(connection)
    except BaseException:
        connection.rollback()
        raise
    commit()


def forgotten(connection: BaseDatabaseWrapper, rollback: Callable[[], None]) -> None:
    _collected.pop(connection, None)
    rollback()


def note_statement(
    execute: Execute, sql: str, params: Any, many: Any, context: dict[str, Any]
) -> Any:
    """Run a statement, and note what it writes.

    Outside of a transaction what was noted is recorded as soon as the statement has given out its
    rows: at once where it gives none, else with the signal or the statement that comes next.
    """
    if context["connection"] in _collected:
        record_unless_in_transaction()
    result = execute(sql, params, many, context)
    target = written_table(sql) if isinstance(sql, str) and not _paused else None
    model = watched_tables().get(target[1]) if target else None
    if model is not None:
        note(model, sql, None if many else params)
        if context["cursor"].description is None:
            record_unless_in_transaction()
    return result


def note(model: type[Model], sql: str, params: Any) -> None:
    """Note what a statement has written into the table of `model`."""
    written = written_by(sql, params, key_column(model))
    if written is None or (written.columns and written.columns <= NOT_CONTENT):
        return
    is_place = issubclass(model, AbstractPage) and written.columns and written.columns <= PLACE
    writes = collected()
    writes.is_empty = False
    writes.is_sweeping = writes.is_sweeping or sweeps(model, written)
    if written.verb == "INSERT":
        writes.inserted[model] += 1
    elif written.keys is not None and not is_relation(model):
        writes.add(model, written.keys)
    elif not is_place and not (written.verb == "DELETE" and model in writes.told_deletes):
        writes.add_all(model)


def sweeps(model: type[Model], written: Written) -> bool:
    """Whether the statement may alter objects that nothing leads to from what it writes.

    Pages that come and go, and what others inherit of them: addresses, and who may read. Where a
    page is saved as a whole, a signal tells whether any of that is different.
    """
    if not issubclass(model, AbstractPage):
        return model in sweeping_models()
    if written.verb != "UPDATE" or not written.columns:
        return True
    return bool(written.columns & (PLACE | INHERITED)) and not is_whole_row(model, written)


def is_whole_row(model: type[Model], written: Written) -> bool:
    fields = model._meta.local_concrete_fields
    columns = {field.column for field in fields if not field.primary_key}
    return columns <= written.columns and len(written.keys or ()) == 1


def is_relation(model: type[Model]) -> bool:
    """Whether its table only holds a many-to-many relation."""
    return bool(model._meta.auto_created)


def key_column(model: type[Model]) -> str:
    return str(model._meta.pk.column)


def record_unless_in_transaction() -> None:
    """Record at once what was written in a transaction of its own."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block and connection.get_autocommit():
        record_collected()


def record_collected() -> None:
    """Write down what this connection has written since the last time."""
    writes = _collected.pop(connections[DEFAULT_DB_ALIAS], None)
    if writes is not None and not writes.is_empty and not _paused:
        record(
            writes.saved,
            writes.unknown_models(),
            writes.addresses,
            is_sweeping=writes.is_sweeping,
        )
