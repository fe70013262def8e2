"""Asking once for many: what an answer refers to is noted first and fetched together, last."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from pydantic_core import to_json

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Later:
    """A value of an answer that is made when the answer is written."""

    __slots__ = ("value",)

    def __init__(self, value: Callable[[], Any]) -> None:
        self.value = value


class Loader(Generic[Key, Found]):
    """Notes what is asked for, and fetches all of it when the first of it is needed.

    `fetch` gets the keys and answers those that exist, and that the caller may see.
    """

    def __init__(self, fetch: Callable[[set[Key]], dict[Key, Found]]) -> None:
        self._fetch = fetch
        self._asked: set[Key] = set()
        self._found: dict[Key, Found | None] = {}

    def note(self, key: Key) -> None:
        if key not in self._found:
            self._asked.add(key)

    def get(self, key: Key) -> Found | None:
        """What was found under `key`, with everything else that was noted meanwhile."""
        self.note(key)
        if self._asked and key not in self._found:
            asked, self._asked = self._asked, set()
            self._found.update(dict.fromkeys(asked))
            self._found.update(self._fetch(asked))
        return self._found[key]

    def later(self, key: Key, shape: Callable[[Found], Any]) -> Later:
        """What `shape` makes of what is found; null where nothing is."""
        self.note(key)
        return Later(lambda: None if (found := self.get(key)) is None else shape(found))


def written(data: Any) -> bytes:
    """`data` as JSON in UTF-8, with Korean left readable and every later value made."""
    return to_json(data, fallback=made)


def made(value: Any) -> Any:
    """What a value that JSON does not know is written as."""
    return value.value() if isinstance(value, Later) else str(value)
