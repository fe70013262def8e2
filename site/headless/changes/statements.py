"""What a statement to the database writes: which table, and where it says so, which rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WRITING = re.compile(
    r"\s*(INSERT)(?: OR \w+)? INTO\s+\"?(\w+)|\s*(UPDATE)\s+\"?(\w+)|\s*(DELETE)\s+FROM\s+\"?(\w+)",
    re.IGNORECASE,
)
BY_KEY = re.compile(r" WHERE \(?\"?\w+\"?\.\"?(\w+)\"? (?:= %s|IN \((%s(?:, %s)*)\))\)?\s*$")
ASSIGNED = re.compile(r"[ ,(]\"?(\w+)\"? ?= ?")


@dataclass(frozen=True, slots=True)
class Written:
    """A statement that writes. `keys` are None where the rows cannot be told from it."""

    verb: str
    table: str
    columns: frozenset[str] = frozenset()
    keys: tuple[Any, ...] | None = None


def written_table(sql: str) -> tuple[str, str] | None:
    """The verb and the table of a statement that writes; None for every other one."""
    found = WRITING.match(sql)
    if found is None:
        return None
    verb, table = (group for group in found.groups() if group)
    return verb.upper(), table


def written_by(sql: str, params: Any, key_column: str) -> Written | None:
    """What the statement writes; `key_column` is the primary key of its table."""
    target = written_table(sql)
    if target is None:
        return None
    verb, table = target
    if verb == "INSERT":
        return Written(verb, table)
    return Written(verb, table, assigned_columns(verb, sql), named_keys(sql, params, key_column))


def assigned_columns(verb: str, sql: str) -> frozenset[str]:
    """The columns that an UPDATE sets."""
    if verb != "UPDATE":
        return frozenset()
    assignments = re.split(r"\sSET\s", sql, maxsplit=1, flags=re.IGNORECASE)[-1]
    assignments = assignments.partition(" WHERE ")[0]
    return frozenset(ASSIGNED.findall(f" {assignments}"))


def named_keys(sql: str, params: Any, key_column: str) -> tuple[Any, ...] | None:
    """The primary keys that the statement's condition names, where that is all it says."""
    found = BY_KEY.search(sql)
    if found is None or found[1] != key_column or not isinstance(params, Sequence):
        return None
    count = found[2].count("%s") if found[2] else 1
    return tuple(params[-count:])
