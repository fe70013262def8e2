"""Mangled files by the hundred: none may crash or hold up the process that reads them."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publications.extraction.file_types import type_of
from publications.extraction.limits import Limits
from publications.extraction.reader import DocumentReader
from publications.models import ExtractionStatus
from tests import files

pytestmark = pytest.mark.once

SEED = 20_261_122
ROUNDS = 4
ENDED = set(ExtractionStatus) - {ExtractionStatus.WAITING, ExtractionStatus.READING}
# One mangled file may well take long; it may not take longer than it is given.
LIMITS = Limits(processor_seconds=3, seconds=8)

Mangle = Callable[[random.Random, bytes], bytes]


def cut(dice: random.Random, content: bytes) -> bytes:
    """A download that broke off."""
    return content[: dice.randrange(1, len(content))]


def without_start(dice: random.Random, content: bytes) -> bytes:
    kept = min(8, len(content) // 4)
    return content[:kept] + content[dice.randrange(kept, len(content)) :]


def flipped(dice: random.Random, content: bytes) -> bytes:
    """A bit here and there, as on a worn disk."""
    mangled = bytearray(content)
    for _time in range(dice.randrange(1, 60)):
        mangled[dice.randrange(len(mangled))] ^= 1 << dice.randrange(8)
    return bytes(mangled)


def overwritten(dice: random.Random, content: bytes) -> bytes:
    """A stretch of noise."""
    start = dice.randrange(len(content))
    length = dice.randrange(1, max(2, len(content) // 8))
    return content[:start] + dice.randbytes(length) + content[start + length :]


def repeated(dice: random.Random, content: bytes) -> bytes:
    start = dice.randrange(len(content))
    piece = content[start : start + dice.randrange(1, 2000)]
    return content[:start] + piece * dice.randrange(2, 40) + content[start:]


def shuffled(dice: random.Random, content: bytes) -> bytes:
    """Sectors in the wrong order, the first in its place."""
    sectors = [content[start : start + 512] for start in range(512, len(content), 512)]
    dice.shuffle(sectors)
    return content[:512] + b"".join(sectors)


def numbers_grown(dice: random.Random, content: bytes) -> bytes:
    """Lengths and offsets as large as they can be."""
    mangled = bytearray(content)
    for _time in range(dice.randrange(1, 12)):
        start = dice.randrange(max(1, len(mangled) - 4))
        mangled[start : start + 4] = dice.choice(
            [b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", bytes(4)]
        )
    return bytes(mangled)


MANGLES: list[Mangle] = [
    cut, without_start, flipped, overwritten, repeated, shuffled, numbers_grown,
]  # fmt: skip


def mangled_files() -> Iterator[tuple[str, bytes]]:
    """Every type in every way, several times over; the same ones on every run."""
    dice = random.Random(SEED)
    good = {**files.of_every_type(), "hwp+": files.hwp("표지", picture=files.png((90, 120)))}
    for kind, content in good.items():
        for mangle in MANGLES:
            for _round in range(ROUNDS):
                yield f"{kind} {mangle.__name__}", mangle(dice, content)


def test_hundreds_of_mangled_files_end_in_a_status_each(tmp_path: Path) -> None:
    statuses: Counter[str] = Counter()
    slowest = 0.0
    path = tmp_path / "file"
    with DocumentReader(LIMITS) as reader:
        server = None
        for name, content in mangled_files():
            path.write_bytes(content)
            started = time.monotonic()
            reading = reader.read(path)
            slowest = max(slowest, time.monotonic() - started)
            assert reading.status in ENDED, name
            assert reader.server is None or server in (None, reader.server), name
            server = reader.server or server
            statuses[reading.status] += 1
        assert server is not None
        assert server.poll() is None
    assert statuses.total() >= 200
    assert statuses["damaged"] > 50
    assert statuses["read"] > 10
    assert slowest < LIMITS.seconds + 10


def test_looking_at_an_upload_never_fails(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for name, content in mangled_files():
        path.write_bytes(content)
        with path.open("rb") as file:
            assert isinstance(type_of(file), str), name
