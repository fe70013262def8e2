"""Which coding of an answer a client prefers (RFC 9110, section 12.5.3), and the coding itself."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

import brotli

IDENTITY = ""
BROTLI = "br"
GZIP = "gzip"
PREFERRED = (BROTLI, GZIP)
# Below so many bytes coding saves no packet.
WORTH_WHILE = 500
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
GZIP_FORM = zlib.MAX_WBITS | 16
WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?", re.ASCII)


def coding_for(accept_encoding: str, length: int) -> str:
    """The coding for an answer of `length` bytes. Small ones stay plain where they may."""
    if length < WORTH_WHILE and not refuses_identity(accept_encoding):
        return IDENTITY
    return preferred_coding(accept_encoding)


@lru_cache(maxsize=256)
def preferred_coding(accept_encoding: str) -> str:
    """The coding to answer with: brotli, gzip, or none.

    None also for whoever takes nothing that there is: the wish is disregarded then, rather than
    answered with 406 (RFC 9110, section 12.4.1), as nginx, Apache and Caddy do.
    """
    weights = weights_in(accept_encoding)
    others = weights.get("*", 0.0)
    accepted = {name: weights.get(name, others) for name in PREFERRED}
    best = max(accepted.values())
    if best <= 0 or best < weights.get("identity", 0.0):
        return IDENTITY
    return next(name for name in PREFERRED if accepted[name] == best)


@lru_cache(maxsize=256)
def refuses_identity(accept_encoding: str) -> bool:
    """Whether the client wants no answer without a coding."""
    weights = weights_in(accept_encoding)
    return weights.get("identity", weights.get("*", 1.0)) <= 0


def weights_in(accept_encoding: str) -> dict[str, float]:
    """Each coding that the header names, `*` for all others, with its weight."""
    return dict(weight_of(part) for part in accept_encoding.split(",") if part.strip())


def weight_of(part: str) -> tuple[str, float]:
    """The coding that one part of the header names, and its weight; 0 where it makes no sense."""
    name, _, parameter = part.partition(";")
    parameter = parameter.strip().lower()
    named, _, number = parameter.partition("=")
    is_weight = named.strip() == "q" and WEIGHT.fullmatch(number.strip())
    weight = float(number) if is_weight else 0.0 if parameter else 1.0
    return name.strip().lower(), weight


def coded(body: bytes, coding: str) -> bytes:
    """`body` in that coding; the same bytes each time."""
    if coding == BROTLI:
        return brotli.compress(body, quality=BROTLI_QUALITY)
    if coding == GZIP:
        return gzip.compress(body, GZIP_LEVEL, mtime=0)
    return body


class CodedStream:
    """A stream in some coding, made piece by piece; closing it closes what it is made of."""

    def __init__(self, pieces: Iterable[bytes], coding: str) -> None:
        self.pieces = pieces
        self.coding = coding

    def __iter__(self) -> Iterator[bytes]:
        if self.coding == BROTLI:
            compressor = brotli.Compressor(quality=BROTLI_QUALITY)
            compress, finish = compressor.process, compressor.finish
        elif self.coding == GZIP:
            zipper = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_FORM)
            compress, finish = zipper.compress, zipper.flush
        else:
            yield from self.pieces
            return
        yield from (part for piece in self.pieces if (part := compress(piece)))
        yield finish()

    def close(self) -> None:
        close = getattr(self.pieces, "close", None)
        if close:
            close()
