"""Objects' texts, each kept until the object or anything that it shows changes.

Every new combination of filters, order and page is a list that nobody has made yet, of objects
that mostly were written before. What a list holds is always for the database to say; only how an
object is written is taken from here. Its key names all that this hangs on: the object with the
sequence of its latest change, the latest sweeping change, the form, the language and the address
that was asked at. None is given past the moment at which time alone may have altered it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

OVERHEAD = 500
# Where a request holds the fragments that may be used for it; no client can send this.
IN_REQUEST = "headless.fragments"


@dataclass(frozen=True, slots=True)
class Fragment:
    """An object as JSON in UTF-8; `until` is in seconds since the epoch."""

    until: float
    text: bytes

    @property
    def size(self) -> int:
        return OVERHEAD + len(self.text)


class Fragments(Protocol):
    """Where fragments lie."""

    def get_many(self, keys: list[Hashable]) -> dict[Hashable, Fragment]: ...

    def put_many(self, fragments: Mapping[Hashable, Fragment]) -> None: ...


def fragments_for(environ: Mapping[str, Any]) -> Fragments | None:
    """Those that may be used for the request; None where everything is to be made."""
    found: Fragments | None = environ.get(IN_REQUEST)
    return found
