from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.ranges import (
    ByteRange,
    NotSatisfiableError,
    Pieces,
    if_range_holds,
    multipart,
    requested_ranges,
)

pytestmark = pytest.mark.once

# RFC 9110, 14.1.2: the examples for a representation of 10,000 bytes, and what lies around them.
SATISFIABLE = {
    "bytes=0-499": [(0, 499)],
    "bytes=500-999": [(500, 999)],
    "bytes=-500": [(9500, 9999)],
    "bytes=9500-": [(9500, 9999)],
    "bytes=0-0,-1": [(0, 0), (9999, 9999)],
    "bytes= 0-0, -1 ": [(0, 0), (9999, 9999)],
    "bytes=,0-0,,5-6,": [(0, 0), (5, 6)],
    "BYTES=0-4": [(0, 4)],
    "bytes=500-600,601-999": [(500, 999)],
    "bytes=500-700,601-999": [(500, 999)],
    "bytes=700-800,0-9": [(700, 800), (0, 9)],
    "bytes=0-,0-,0-": [(0, 9999)],
    "bytes=9999-10500": [(9999, 9999)],
    "bytes=-20000": [(0, 9999)],
    "bytes=0-0,20000-": [(0, 0)],
    f"bytes=0-{10**60}": [(0, 9999)],
}
IGNORED = [
    "", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=5-4", "bytes=a-b", "bytes=1-2-3",
    "items=0-4", "bytes=0-4;5-6", "bytes=0x1-2", "bytes=--1", "bytes=+1-2", "bytes=１-２",
    "bytes=" + ",".join(f"{n * 10}-{n * 10}" for n in range(17)), "0-4", "bytes 0-4",
]  # fmt: skip


@pytest.mark.parametrize(("header", "ranges"), SATISFIABLE.items())
def test_ranges_are_read_as_the_rfc_says(header: str, ranges: list[tuple[int, int]]) -> None:
    assert requested_ranges(header, 10_000) == [ByteRange(*each) for each in ranges]


@pytest.mark.parametrize("header", IGNORED)
def test_what_is_no_range_or_too_many_is_ignored(header: str) -> None:
    assert requested_ranges(header, 10_000) is None


@pytest.mark.parametrize("header", ["bytes=10000-", "bytes=-0", f"bytes={10**60}-", "bytes=-0,-0"])
def test_ranges_outside_of_the_file_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(NotSatisfiableError):
        requested_ranges(header, 10_000)


def test_an_empty_file_has_no_ranges() -> None:
    assert requested_ranges("bytes=0-", 0) is None


@given(header=st.text(), size=st.integers(0, 1000))
def test_no_header_breaks_anything(header: str, size: int) -> None:
    for text in (header, f"bytes={header}"):
        with contextlib.suppress(NotSatisfiableError):
            requested_ranges(text, size)


@given(
    content=st.binary(min_size=1, max_size=200),
    asked=st.lists(st.tuples(st.integers(0, 250), st.integers(0, 250)), min_size=1, max_size=16),
    block=st.integers(1, 50),
)
def test_ranges_hold_exactly_the_bytes_that_were_asked_for(
    content: bytes, asked: list[tuple[int, int]], block: int
) -> None:
    header = "bytes=" + ",".join(f"{start}-{start + more}" for start, more in asked)
    wanted = {at for start, more in asked for at in range(start, start + more + 1)}
    wanted &= set(range(len(content)))
    if not wanted:
        with pytest.raises(NotSatisfiableError):
            requested_ranges(header, len(content))
        return
    ranges = requested_ranges(header, len(content))
    assert ranges
    sent = [at for each in ranges for at in range(each.start, each.end + 1)]
    assert sorted(sent) == sorted(wanted)
    pieces = Pieces(io.BytesIO(content), list(ranges))
    read = b"".join(iter(lambda: pieces.read(block), b""))
    assert read == bytes(content[at] for at in sent)
    assert len(pieces) == len(read)


def test_parts_announce_exactly_their_length() -> None:
    ranges = [ByteRange(0, 1), ByteRange(4, 9)]
    pieces = Pieces(io.BytesIO(b"0123456789"), multipart(ranges, 10, "text/plain", "cut"))
    read = b"".join(iter(lambda: pieces.read(3), b""))
    assert len(read) == len(pieces)
    assert read == (
        b"\r\n--cut\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01"
        b"\r\n--cut\r\nContent-Type: text/plain\r\nContent-Range: bytes 4-9/10\r\n\r\n456789"
        b"\r\n--cut--\r\n"
    )


def test_a_file_that_ends_too_early_breaks_the_answer_off() -> None:
    pieces = Pieces(io.BytesIO(b"012"), [ByteRange(0, 9)])
    assert pieces.read(10) == b"012"
    with pytest.raises(EOFError):
        pieces.read(10)


NOW, CHANGED = 1_000_000_000, 999_999_000
HTTP_DATE = "Sun, 09 Sep 2001 01:30:00 GMT"


@pytest.mark.parametrize(
    ("header", "holds"),
    [
        ('"a"', True), ('"b"', False), ('W/"a"', False), (HTTP_DATE, True),
        ("Sun, 09 Sep 2001 01:30:01 GMT", False), ("Sun, 09 Sep 2001 01:29:59 GMT", False),
        ("a", False), ("*", False),
    ],
)  # fmt: skip
def test_only_an_exact_and_strong_validator_lets_a_download_go_on(header: str, holds: bool) -> None:
    assert if_range_holds(header, '"a"', CHANGED, NOW) is holds


def test_a_date_of_this_very_minute_is_not_strong() -> None:
    assert not if_range_holds(HTTP_DATE, '"a"', CHANGED, CHANGED + 59)
