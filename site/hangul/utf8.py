"""Korean looked for in texts that are still UTF-8.

The bytes of a character are found nowhere but where the character stands, so that a word and its
bytes have the same hits. To decode a text of thousands of Korean characters takes several times as
long as to look through its bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hangul.words import SYLLABIC

MOST_BYTES_OF_A_CHARACTER = 4
# What the two highest bits of a byte are where it is not the first of its character.
NOT_THE_FIRST_MASK = 0b1100_0000
NOT_THE_FIRST = 0b1000_0000
# Korean, Japanese and Chinese alike.
BYTES_OF_A_SYLLABLE = 3
# How many bytes before the start of a match its first syllable starts.
LEAP = BYTES_OF_A_SYLLABLE - 1

# What may stand between syllables: as a pattern of characters, and of their bytes.
GAP = r"[\s·\-‐]{0,3}"
_WIDE_SPACE = rb"\xe1\x9a\x80|\xe2(?:\x80[\x80-\x8a\xa8\xa9\xaf]|\x81\x9f)|\xe3\x80\x80"
_GAP = rb"(?:[\t-\r\x1c-\x20\-]|\xc2[\x85\xa0\xb7]|\xe2\x80\x90|%b){0,3}" % _WIDE_SPACE

_SPACE = rb"[\t-\r\x1c-\x20]|\xc2[\x85\xa0]|" + _WIDE_SPACE
_SPACE_AT_START = re.compile(_SPACE)
_SPACE_AT_END = re.compile(rb"(?:%b)\Z" % _SPACE)
_SYLLABLES = re.compile(f"[{SYLLABIC}]+")


@lru_cache(maxsize=256)
def pattern_of_bytes(pattern: str) -> re.Pattern[bytes] | None:
    """The pattern for UTF-8 of one that is made of syllables and `GAP`; None for any other.

    It begins with the last byte of the first syllable, because the search leaps to a byte that is
    rare, and nearly all syllables have the first in common: matches begin `LEAP` bytes late.
    """
    parts = pattern.split(GAP)
    if not all(_SYLLABLES.fullmatch(part) for part in parts):
        return None
    first, others = parts[0][0].encode(), parts[0][1:]
    found = _GAP.join([others.encode(), *(part.encode() for part in parts[1:])])
    return re.compile(re.escape(first[LEAP:]) + b"(?<=" + re.escape(first) + b")" + found)


def has_space_around(text: bytes) -> bool:
    """Whether a text begins or ends with white space of any kind."""
    at_end = _SPACE_AT_END.search(text, max(0, len(text) - BYTES_OF_A_SYLLABLE))
    return bool(_SPACE_AT_START.match(text) or at_end)


def start_of_character(text: bytes, place: int) -> int:
    """The first place from `place` on at which a character starts or the text ends."""
    while place < len(text) and text[place] & NOT_THE_FIRST_MASK == NOT_THE_FIRST:
        place += 1
    return place


def after(text: bytes, start: int, characters: int) -> int:
    """The place so many characters after `start`, or the end of the text."""
    most = text[start : start + MOST_BYTES_OF_A_CHARACTER * characters]
    return start + len(most.decode(errors="ignore")[:characters].encode())
