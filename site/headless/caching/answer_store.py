"""What is ready to be given again, in the memory of one process."""

from __future__ import annotations

import base64
import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, Protocol, TypeVar

from headless.caching.encodings import coded
from headless.caching.version_reader import VersionKey

Headers = list[tuple[str, str]]

OVERHEAD = 1_000


@dataclass(frozen=True, slots=True)
class Form:
    """An answer in one coding, as the server takes it."""

    etag: str
    headers: Headers
    headers_unchanged: Headers
    body: bytes


@dataclass(slots=True)
class Answer:
    """A complete 200 answer, in all codings that were asked for so far."""

    version: VersionKey | None
    until: float
    headers: Headers
    body: bytes
    forms: dict[str, Form] = field(default_factory=dict)

    def form(self, coding: str) -> Form:
        """The answer in that coding."""
        known = self.forms.get(coding)
        if known is None:
            known = self.forms[coding] = made_form(self.body, self.headers, coding)
        return known

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes, its coded forms included."""
        return OVERHEAD + 2 * len(self.body)


def made_form(body: bytes, headers: Headers, coding: str) -> Form:
    """The answer in one coding, with a strong validator of its own (RFC 9110, section 8.8.3)."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:16]).decode().rstrip("=")
    etag = f'"{digest}-{coding}"' if coding else f'"{digest}"'
    content = coded(body, coding)
    unchanged = [
        *(header for header in headers if not header[0].lower().startswith("content-")),
        ("ETag", etag),
    ]
    changed = [*headers, ("ETag", etag), ("Content-Length", str(len(content)))]
    if coding:
        changed.append(("Content-Encoding", coding))
    return Form(etag, changed, unchanged, content)


class Sized(Protocol):
    """Something that knows how many bytes of memory it takes."""

    @property
    def size(self) -> int: ...


Kept = TypeVar("Kept", bound=Sized)


class Store(Generic[Kept]):
    """Keeps what was asked for last, up to so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._answers: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> Kept | None:
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
        return answer

    def put(self, key: Hashable, answer: Kept) -> None:
        with self._lock:
            self._drop(key)
            self._answers[key] = answer
            self._bytes += answer.size
            while self._bytes > self.most_bytes and self._answers:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: Hashable) -> None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            self._bytes -= answer.size

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self._bytes = 0
