"""Where fragments lie: in the memory of a process, and in a cache that processes may share."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from headless.caching.answer_store import Store
from headless.caching.fragments import Fragment
from headless.caching.shared_answers import SharedAnswers


class KeptFragments:
    """The fragments that one process knows, and those that others have made."""

    def __init__(self, most_bytes: int, shared: SharedAnswers) -> None:
        self.own: Store[Fragment] = Store(most_bytes)
        self.shared = shared

    def get_many(self, keys: list[Hashable]) -> dict[Hashable, Fragment]:
        found = {key: kept for key in keys if (kept := self.own.get(key)) is not None}
        others = self.shared.get_many([key for key in keys if key not in found])
        for key, kept in others.items():
            self.own.put(key, kept)
        return {**found, **others}

    def put_many(self, fragments: Mapping[Hashable, Fragment]) -> None:
        for key, kept in fragments.items():
            self.own.put(key, kept)
        self.shared.put_many(fragments)
