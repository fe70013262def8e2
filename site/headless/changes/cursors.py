"""Cursors of the change feed: opaque to callers, checked on return."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from headless.models import ContentVersion

FORM = "1"


class CursorError(ValueError):
    """A text that is no cursor of this feed."""


class OutdatedCursorError(CursorError):
    """A cursor from which one cannot go on: its reader has to start over."""


@dataclass(frozen=True)
class Cursor:
    """Everything up to `sequence` is known to its holder.

    While a full export is under way, `export_end` is the sequence with which it began; traces of
    what had been deleted by then are no news to somebody who starts from nothing.
    """

    epoch: str
    sequence: int = 0
    export_end: int = 0

    def __str__(self) -> str:
        text = f"{FORM}.{self.epoch}.{self.sequence}.{self.export_end}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @property
    def is_exporting(self) -> bool:
        return self.sequence < self.export_end


def read_cursor(text: str, version: ContentVersion) -> Cursor:
    """The cursor that was given out as `text`.

    Raises CursorError where it never was, and OutdatedCursorError where it is of an earlier life
    of the counter, or older than the oldest trace of a deleted object.
    """
    cursor = parsed(text)
    if cursor.epoch != version.epoch:
        raise OutdatedCursorError("This cursor belongs to an earlier state of the content.")
    if max(cursor.sequence, cursor.export_end) > version.sequence:
        raise CursorError("This cursor was never given out.")
    if not cursor.is_exporting and cursor.sequence < version.horizon:
        raise OutdatedCursorError("This cursor is too old: deletions since then are forgotten.")
    if cursor.is_exporting and cursor.export_end < version.horizon:
        raise OutdatedCursorError("This export has taken too long: deletions are forgotten.")
    return cursor


def parsed(text: str) -> Cursor:
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        form, epoch, sequence, end = base64.urlsafe_b64decode(padded).decode("ascii").split(".")
        cursor = Cursor(epoch, int(sequence), int(end))
    except (ValueError, binascii.Error) as error:
        raise CursorError("This is no cursor of this feed.") from error
    if form != FORM or str(cursor) != text:
        raise CursorError("This is no cursor of this feed.")
    return cursor
