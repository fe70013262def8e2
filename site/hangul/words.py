"""The words of a text: what an index holds and a query asks for, before anything is cut up.

* A word is an unbroken row of letters or of digits. Korean, Japanese and Chinese characters make
  words of their own, and so do numbers: ESG경영 is ESG and 경영, 2018년 is 2018 and 년, GSEF2014 is
  GSEF and 2014, each reachable from both sides.
* Accents are dropped (café is cafe), and so are the commas of a number (2,000 is 2000).
* Two words are *glued* where nothing stands between them, and *joined* where only spaces, middle
  dots, hyphens or quotation marks do: those are what writers of Korean put between the parts of a
  compound or leave out (사회적 가치, 사회적가치, 교육·의료).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from hangul.normalise import normalise

# Hangul syllables and letters, Han of Unicode 6.1 and before, kana: what SQLite's tokeniser of
# every version takes for letters.
SYLLABIC = "가-힣ㄱ-ㅎㅏ-ㅣ㐀-䶵一-鿌々ぁ-ゖァ-ヺー"

_WORD = re.compile(rf"[{SYLLABIC}]+|[0-9]+|(?:(?![{SYLLABIC}0-9])[^\W_])+")
_SYLLABIC_WORD = re.compile(f"[{SYLLABIC}]+")
_JOINTS = r"[\s·\-‐-―~_'\"‘’“”「」『』]"
_JOINT = re.compile(f"{_JOINTS}*")
_JOINT_OF_SYLLABLES = re.compile(f"(?<=[{SYLLABIC}]){_JOINTS}+(?=[{SYLLABIC}])")
_GROUPED_NUMBER = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_MAY_HAVE_ACCENTS = re.compile("[\u00c0-\u058f\u1e00-\u1fff]")
_ACCENT = re.compile("[\u0300-\u036f]")


class Word(NamedTuple):
    """A word and what stands before it."""

    text: str
    is_glued: bool
    is_joined: bool

    @property
    def is_syllabic(self) -> bool:
        """Whether it is written in characters that are cut up."""
        return is_syllabic(self.text)


def words(text: str) -> list[Word]:
    """The words of any text, normalised, in their order; never raises."""
    plain = plain_text(text)
    found: list[Word] = []
    end = -1
    for match in _WORD.finditer(plain):
        start = match.start()
        is_joined = end >= 0 and _is_joint(plain[end:start])
        found.append(Word(match[0], start == end, is_joined))
        end = match.end()
    return found


def split(plain: str) -> list[str]:
    """The words of a text that `plain_text` gave, and nothing of what stands between them."""
    found: list[str] = _WORD.findall(plain)
    return found


def run_together(plain: str) -> str:
    """A text that `plain_text` gave, with the syllabic words that are joined made into one."""
    return _JOINT_OF_SYLLABLES.sub("", plain)


@lru_cache(maxsize=256)
def _is_joint(between: str) -> bool:
    return _JOINT.fullmatch(between) is not None


def is_syllabic(word: str) -> bool:
    """Whether a word of `words` is Korean, Japanese or Chinese."""
    return _SYLLABIC_WORD.match(word) is not None


def plain_text(text: str) -> str:
    """`text` normalised, without accents, and with its numbers ungrouped."""
    plain = normalise(text)
    if _MAY_HAVE_ACCENTS.search(plain):
        apart = unicodedata.normalize("NFD", plain)
        plain = unicodedata.normalize("NFC", _ACCENT.sub("", apart))
    if "," in plain:
        plain = _GROUPED_NUMBER.sub(lambda number: number[0].replace(",", ""), plain)
    return plain
