"""The place in a text that a query is about, cut out, with the hits marked.

    excerpt(page.body_text, "사회적가치를", 160)
    -> [Part("…점수에 ", False), Part("사회적 가치", True), Part("를 넣어야 한다…", False)]

Hits are marked by the rules by which the index finds them: spaces do not count inside a word of
three syllables or more, nor particles at its end, nor case, width, accents or the commas of
numbers; synonyms are hits; a query of initial consonants marks the syllables that begin with them.
Parts are plain text: it is for the template to escape them.

Who wants excerpts of many texts for one query makes one `Marker` and asks it for each.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from hangul.initials import is_initials
from hangul.normalise import compose, normalise
from hangul.particles import FUNCTION_WORDS, stem
from hangul.synonyms import Meanings, meanings
from hangul.tokens import rows
from hangul.words import is_syllabic, plain_text, words

ELLIPSIS = "…"
MOST_CHARACTERS_ASKED = 250
MOST_HITS = 40
MOST_TERMS = 24
MOST_KEPT = 128

_CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_SYLLABLES_OF = {
    letter: f"[{letter}{chr(0xAC00 + 588 * place)}-{chr(0xAC00 + 588 * place + 587)}]"
    for place, letter in enumerate(_CONSONANTS)
}
_GAP = r"[\s·\-‐]{0,3}"
_LONG_ENOUGH_FOR_GAPS = 3
# A letter of a word that is not Korean.
_LETTER = r"[^\W\d_가-힣]"
_SPACES = re.compile(r"\s+")
# What needs no tidying, but where spaces follow each other.
_TIDY = re.compile("[ -~가-힣…]*")

# Texts that folding does not change, but for their case and their spaces.
_PLAIN = re.compile("[\\s!-~가-힣ㄱ-ㅎ一-鿌·…–—‘’“”「」『』《》〈〉※→°%]*")


class Part(NamedTuple):
    """A piece of an excerpt; the pieces in their order are the excerpt."""

    text: str
    is_hit: bool


class Span(NamedTuple):
    """Where in a text a hit lies, and which of the query's terms it is."""

    start: int
    end: int
    term: int


def excerpt(text: str, query: str, length: int | None = None) -> list[Part]:
    """About `length` characters of `text` around the best hits of `query`; None is all of it.

    White space is run together. Without a hit it is the beginning of the text. Takes any strings
    and never raises; an empty text gives no parts.
    """
    return Marker(query).excerpt(text, length)


class Marker:
    """Finds and marks one query in any number of texts."""

    def __init__(self, query: str) -> None:
        self.patterns = _patterns(query[:MOST_CHARACTERS_ASKED], meanings())

    def excerpt(self, text: str, length: int | None = None) -> list[Part]:
        """As the function `excerpt`."""
        text = text.strip()
        spans = self.spans(text)
        if not spans and not unicodedata.is_normalized("NFC", text):
            text = compose(text)
            spans = self.spans(text)
        if length is None or len(text) <= length:
            return _parts(text, spans, 0, len(text))
        return _parts(text, spans, *_window(text, spans, length))

    def spans(self, text: str) -> list[Span]:
        """The first hits in `text`, in their order; no two overlap."""
        found = self.hits(text)
        if not found and self.patterns and not _PLAIN.fullmatch(text):
            found = self.hits_when_folded(text)
        return found if len(self.patterns) == 1 else _apart(found)

    def hits(self, text: str) -> list[Span]:
        return [
            Span(*hit.span(), number)
            for number, pattern in enumerate(self.patterns)
            for hit in islice(pattern.finditer(text), MOST_HITS)
        ]

    def hits_when_folded(self, text: str) -> list[Span]:
        """The hits in the normalised text, brought back to where they stand in the given one."""
        folded = [_folded(character) for character in text]
        places = [0]
        for each in folded:
            places.append(places[-1] + len(each))
        return [
            Span(
                bisect.bisect_right(places, span.start) - 1,
                bisect.bisect_left(places, span.end),
                span.term,
            )
            for span in self.hits("".join(folded))
        ]


def _apart(spans: Sequence[Span]) -> list[Span]:
    """In their order, and of two that overlap only the one that begins first or is longer."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    return plain_text(character) or " "


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=MOST_KEPT)
def _patterns(query: str, kept_by_editors: Meanings) -> tuple[re.Pattern[str], ...]:
    """A regular expression for each term of the query."""
    query = normalise(query)
    if is_initials(query):
        return (_compiled(_GAP.join(_SYLLABLES_OF[letter] for letter in query.replace(" ", ""))),)
    asked = _chunks(query)[:MOST_TERMS]
    telling = [chunk for chunk in asked if chunk not in FUNCTION_WORDS] or asked
    found: dict[str, None] = {}
    for chunk in telling:
        found |= dict.fromkeys((chunk, stem(chunk)))
    for _length, others in kept_by_editors.terms_of(asked):
        found |= dict.fromkeys(" ".join(rows(words(other))) for other in others)
    return tuple(_compiled(_pattern(term)) for term in found if term)


def _chunks(query: str) -> list[str]:
    """The words of the query, those run together that stand without a space between them."""
    found: list[str] = []
    for word in words(query):
        if word.is_glued:
            found[-1] += word.text
        else:
            found.append(word.text)
    return found


def _pattern(term: str) -> str:
    return _GAP.join(_word_pattern(word.text) for word in words(term))


def _word_pattern(word: str) -> str:
    """Begins with a character that the word begins with, so that the search can leap to it."""
    if is_syllabic(word):
        gap = _GAP if len(word) >= _LONG_ENOUGH_FOR_GAPS else ""
        return gap.join(map(re.escape, word))
    if word.isdigit():
        return rf"{word[0]}(?<!\d{word[0]}){''.join(f',?{digit}' for digit in word[1:])}(?!\d)"
    first, *others = map(_either_case, word)
    return f"{first}(?<!{_LETTER}{first}){''.join(others)}(?!{_LETTER})"


def _either_case(letter: str) -> str:
    return f"[{letter}{letter.upper()}]" if "a" <= letter <= "z" else re.escape(letter)


def _window(text: str, spans: list[Span], length: int) -> tuple[int, int]:
    """Where the excerpt starts and ends: around the most different terms, then the most hits."""
    if not spans:
        return 0, _word_end(text, length)
    hit = spans[_best_place(spans, length)]
    lead = max(0, min(length // 4, length - (hit.end - hit.start)))
    start = _word_start(text, max(0, min(hit.start - lead, len(text) - length)), hit.start)
    return start, max(hit.end, _word_end(text, start + length))


def _best_place(spans: list[Span], length: int) -> int:
    """The first of those from which on the most different terms, then the most hits are near."""
    kinds = len({span.term for span in spans})
    best, most = 0, (0, 0)
    end = 0
    for place, span in enumerate(spans):
        latest = span.start + length * 3 // 4
        end = max(end, place)
        while end < len(spans) and spans[end].end <= latest:
            end += 1
        near = min(end - place, MOST_HITS)
        if (min(near, kinds), near) <= most:
            continue
        terms = len({each.term for each in spans[place : place + near]})
        if (terms, near) > most:
            best, most = place, (terms, near)
    return best


def _word_start(text: str, position: int, latest: int) -> int:
    """The next beginning of a word at or after `position`, if it comes before `latest`."""
    if position == 0 or text[position - 1].isspace():
        return position
    space = text.find(" ", position, latest)
    return position if space < 0 else space + 1


def _word_end(text: str, position: int) -> int:
    """The last end of a word at or before `position`, unless the word is very long."""
    if position >= len(text) or text[position].isspace():
        return min(position, len(text))
    space = text.rfind(" ", position - 20, position)
    return position if space < 1 else space


def _parts(text: str, spans: list[Span], start: int, end: int) -> list[Part]:
    found: list[Part] = []
    before = ELLIPSIS if start > 0 else ""
    place = start
    for span in spans:
        if span.start < place or span.end > end:
            continue
        found.append(Part(before + text[place : span.start], is_hit=False))
        found.append(Part(text[span.start : span.end], is_hit=True))
        before, place = "", span.end
    after = ELLIPSIS if end < len(text) else ""
    found.append(Part(before + text[place:end] + after, is_hit=False))
    return found if _is_tidy(text[start:end]) and all(part.text for part in found) else _tidy(found)


def _is_tidy(text: str) -> bool:
    return "  " not in text and _TIDY.fullmatch(text) is not None


def _tidy(parts: list[Part]) -> list[Part]:
    """With single spaces, without empty parts, and with neighbours of a kind as one."""
    found: list[Part] = []
    for part in parts:
        text = part.text
        if not _is_tidy(text):
            text = _SPACES.sub(" ", compose(text))
        if not text:
            continue
        if found and found[-1].is_hit == part.is_hit:
            text = found.pop().text + text
        found.append(Part(text, part.is_hit))
    return found
