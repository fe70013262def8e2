"""Parts of a file: what a Range header asks for (RFC 9110, section 14), and the bytes to answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import IO

from django.utils.http import parse_http_date_safe

MOST_RANGES = 16
STRONG_AFTER_SECONDS = 60

_UNIT = re.compile(r"bytes=(.*)", re.IGNORECASE | re.DOTALL)
_SPECIFICATION = re.compile(r"([0-9]{1,100})-([0-9]{0,100})|-([0-9]{1,100})", re.ASCII)


class NotSatisfiableError(ValueError):
    """None of the ranges asked for lies within the file: the answer is a 416."""


@dataclass(frozen=True)
class ByteRange:
    """The bytes from `start` to `end`, both included, counted from 0."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start + 1

    def described(self, size: int) -> str:
        """Its Content-Range in a file of `size` bytes."""
        return f"bytes {self.start}-{self.end}/{size}"


def requested_ranges(header: str, size: int) -> list[ByteRange] | None:
    """The ranges that `header` asks for, in its order; None where the whole file is the answer.

    A header that is malformed, has another unit or wants very many ranges is ignored, as the RFC
    allows; so is any range of an empty file. Ranges that overlap or touch are joined. Raises
    NotSatisfiableError.
    """
    found = _UNIT.fullmatch(header.strip())
    if not found or not size:
        return None
    specifications = [part.strip(" \t") for part in found[1].split(",")]
    asked = [_SPECIFICATION.fullmatch(part) for part in specifications if part]
    matches = [match for match in asked if match]
    if not 0 < len(asked) <= MOST_RANGES or len(matches) < len(asked):
        return None
    if any(match[2] and int(match[2]) < int(match[1]) for match in matches):
        return None
    ranges = [each for match in matches if (each := _within(match, size))]
    if not ranges:
        raise NotSatisfiableError(header)
    return joined(ranges)


def _within(match: re.Match[str], size: int) -> ByteRange | None:
    """The range cut to the file; None where it lies outside."""
    if match[3]:
        length = min(int(match[3]), size)
        return ByteRange(size - length, size - 1) if length else None
    start = int(match[1])
    end = min(int(match[2]), size - 1) if match[2] else size - 1
    return ByteRange(start, end) if start < size else None


def joined(ranges: Sequence[ByteRange]) -> list[ByteRange]:
    """The same bytes once each: as they are, or in the file's order where some had to be joined."""
    in_order = sorted(ranges, key=lambda each: (each.start, each.end))
    if all(before.end + 1 < after.start for before, after in pairwise(in_order)):
        return list(ranges)
    merged = in_order[:1]
    for each in in_order[1:]:
        last = merged[-1]
        if each.start > last.end + 1:
            merged.append(each)
        else:
            merged[-1] = ByteRange(last.start, max(last.end, each.end))
    return merged


def if_range_holds(header: str, etag: str, last_modified: int, now: int) -> bool:
    """Whether the client's If-Range names what the file is now; times in seconds since 1970.

    Only strong validators count: an entity tag that is not weak, or a date that is exactly the
    file's and old enough for no second change in the same moment.
    """
    header = header.strip()
    if header.startswith(('"', "W/")):
        return header == etag and not etag.startswith("W/")
    is_strong = last_modified + STRONG_AFTER_SECONDS <= now
    return is_strong and parse_http_date_safe(header) == last_modified


class Pieces:
    """A file-like object that reads pieces one after the other: bytes, and ranges out of a file."""

    def __init__(self, file: IO[bytes], pieces: Sequence[bytes | ByteRange]) -> None:
        self.file = file
        self.pieces = pieces
        self.chunks: Iterator[bytes] | None = None

    def __len__(self) -> int:
        return sum(len(piece) for piece in self.pieces)

    def read(self, size: int) -> bytes:
        """At most `size` more bytes; none at the end, or where the file ends too early."""
        if self.chunks is None:
            self.chunks = self._chunks(size)
        return next(self.chunks, b"")

    def close(self) -> None:
        self.file.close()

    def _chunks(self, size: int) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                yield from self._chunks_of(piece, size)

    def _chunks_of(self, wanted: ByteRange, size: int) -> Iterator[bytes]:
        self.file.seek(wanted.start)
        left = len(wanted)
        while left:
            chunk = self.file.read(min(size, left))
            if not chunk:
                raise EOFError(f"the file ended {left} bytes early")
            left -= len(chunk)
            yield chunk


def multipart(
    ranges: Sequence[ByteRange], size: int, media_type: str, boundary: str
) -> list[bytes | ByteRange]:
    """The pieces of a `multipart/byteranges` body (RFC 9110, section 14.6)."""
    pieces: list[bytes | ByteRange] = []
    for each in ranges:
        head = (
            f"\r\n--{boundary}\r\n"
            f"Content-Type: {media_type}\r\nContent-Range: {each.described(size)}\r\n\r\n"
        )
        pieces += [head.encode("ascii"), each]
    return [*pieces, f"\r\n--{boundary}--\r\n".encode("ascii")]
