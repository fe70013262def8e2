"""Text as it is kept: of one form, without what no database takes, in pieces of a bounded size."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# Controls but tab and line feed, soft hyphens, surrogates that stand alone, noncharacters.
_UNWANTED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_SPACES: Final = re.compile("[ \t\u00a0\u3000]+")
_AROUND_LINE_ENDS: Final = re.compile(" ?\n ?")
_MANY_LINE_ENDS: Final = re.compile("\n{3,}")
_BROKEN_WORDS: Final = re.compile("(?<=[가-힣])\n(?=[가-힣])")


def cleaned(text: str) -> str:
    """The text in NFC, with plain spaces and line ends and nothing that cannot be shown."""
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    text = _AROUND_LINE_ENDS.sub("\n", _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", _MANY_LINE_ENDS.sub("\n\n", text)).strip()


def with_whole_words(text: str) -> str:
    """The text without the single line ends at which a PDF breaks Korean words.

    Applied to what is `cleaned`. Where a line ends between two words their space goes too, which
    Korean search does not mind.
    """
    return _BROKEN_WORDS.sub("", text)


def pieces(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most `most` characters, cut at line ends, else at spaces."""
    while len(text) > most:
        half = most // 2
        cut = max(text.rfind("\n", half, most), -1)
        if cut < 0:
            cut = text.rfind(" ", half, most)
        if cut < 0:
            cut = most
        yield text[:cut].strip()
        text = text[cut:].lstrip()
    if text:
        yield text
