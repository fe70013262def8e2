"""The place in a text that a query is about, cut out, with the hits marked.

    excerpt(page.body_text, "사회적가치를", 160)
    -> [Part("…점수에 ", False), Part("사회적 가치", True), Part("를 넣어야 한다…", False)]

Hits are marked by the rules by which the index finds them: spaces do not count inside a word of
three syllables or more, nor particles at its end, nor case, width, accents or the commas of
numbers; synonyms are hits; a query of initial consonants marks the syllables that begin with them.
Parts are plain text: it is for the template to escape them.

Who wants excerpts of many texts for one query makes one `Marker` and asks it for each. A text may
be given as UTF-8 (`hangul.search.undecoded` asks the database for that): of a long one only the
place that is shown is decoded, because to decode a Korean text takes several times as long as to
find a word in it.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeAlias

from hangul.initials import is_initials
from hangul.normalise import compose, normalise
from hangul.particles import FUNCTION_WORDS, stem
from hangul.synonyms import Meanings, meanings
from hangul.tokens import rows
from hangul.utf8 import (
    GAP,
    LEAP,
    MOST_BYTES_OF_A_CHARACTER,
    has_space_around,
    pattern_of_bytes,
    start_of_character,
)
from hangul.words import is_syllabic, plain_text, words

ELLIPSIS = "…"
MOST_CHARACTERS_ASKED = 250
MOST_HITS = 40
MOST_TERMS = 24
MOST_KEPT = 128
# How many characters an excerpt gives up at its end, so as not to cut a word.
BACK_TO_A_SPACE = 20

_CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_SYLLABLES_OF = {
    letter: f"[{letter}{chr(0xAC00 + 588 * place)}-{chr(0xAC00 + 588 * place + 587)}]"
    for place, letter in enumerate(_CONSONANTS)
}
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


# Where in a text a hit starts and ends, and which of the query's terms it is. There are hundreds of
# them on a page of results, so they have no class of their own.
Span: TypeAlias = tuple[int, int, int]


class Piece(NamedTuple):
    """A part of a text, the hits in it, and the one that it is to be cut around."""

    text: str
    spans: list[Span]
    best: Span | None


def excerpt(text: str | bytes, query: str, length: int | None = None) -> list[Part]:
    """About `length` characters of `text` around the best hits of `query`; None is all of it.

    White space is run together. Without a hit it is the beginning of the text. Takes any strings
    and never raises; an empty text gives no parts. Bytes are UTF-8, and what is none of it raises
    UnicodeDecodeError.
    """
    return Marker(query).excerpt(text, length)


class Marker:
    """Finds and marks one query in any number of texts."""

    def __init__(self, query: str) -> None:
        self.patterns = _patterns(query[:MOST_CHARACTERS_ASKED], meanings())

    def excerpt(self, text: str | bytes, length: int | None = None) -> list[Part]:
        """As the function `excerpt`."""
        if isinstance(text, bytes):
            return self.excerpt_of_utf8(text, length)
        text = text.strip()
        spans = self.spans(text)
        if not spans and not unicodedata.is_normalized("NFC", text):
            text = compose(text)
            spans = self.spans(text)
        if length is None or len(text) <= length:
            return _parts(text, spans, 0, len(text))
        best = spans[_best_place(spans, length)] if spans else None
        return _cut(Piece(text, spans, best), length)

    def excerpt_of_utf8(self, text: bytes, length: int | None = None) -> list[Part]:
        piece = self.piece(text.strip(), length) if length else None
        return _cut(piece, length) if piece and length else self.excerpt(text.decode(), length)

    def piece(self, text: bytes, length: int) -> Piece | None:
        """So much of a long text that an excerpt of it is one of the text.

        None where the bytes do not tell, or no sooner: of a short text, without a hit, for a word
        that is not of syllables, and for several terms, of which there are too many hits.
        """
        is_long = len(text) > MOST_BYTES_OF_A_CHARACTER * length and length > BACK_TO_A_SPACE
        pattern = pattern_of_bytes(self.patterns[0].pattern) if len(self.patterns) == 1 else None
        if not pattern or not is_long or has_space_around(text):
            return None
        hits = islice(pattern.finditer(text), MOST_HITS)
        found = [(hit.start() - LEAP, hit.end(), 0) for hit in hits]
        return _piece(text, found, length) if found else None

    def spans(self, text: str) -> list[Span]:
        """The first hits in `text`, in their order; no two overlap."""
        found = self.hits(text)
        if not found and self.patterns and not _PLAIN.fullmatch(text):
            found = self.hits_when_folded(text)
        return found if len(self.patterns) == 1 else _apart(found)

    def hits(self, text: str) -> list[Span]:
        return [
            (*hit.span(), number)
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
            (bisect.bisect_right(places, start) - 1, bisect.bisect_left(places, end), term)
            for start, end, term in self.hits("".join(folded))
        ]


def _apart(spans: Sequence[Span]) -> list[Span]:
    """In their order, and of two that overlap only the one that begins first or is longer."""
    found: list[Span] = []
    free = 0
    for span in sorted(spans, key=_start_and_length):
        if span[0] >= free:
            found.append(span)
            free = span[1]
    return found


def _start_and_length(span: Span) -> tuple[int, int]:
    return span[0], -span[1]


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
        return (_compiled(GAP.join(_SYLLABLES_OF[letter] for letter in query.replace(" ", ""))),)
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
    return GAP.join(_word_pattern(word.text) for word in words(term))


def _word_pattern(word: str) -> str:
    """Begins with a character that the word begins with, so that the search can leap to it."""
    if is_syllabic(word):
        gap = GAP if len(word) >= _LONG_ENOUGH_FOR_GAPS else ""
        return gap.join(map(re.escape, word))
    if word.isdigit():
        return rf"{word[0]}(?<!\d{word[0]}){''.join(f',?{digit}' for digit in word[1:])}(?!\d)"
    first, *others = map(_either_case, word)
    return f"{first}(?<!{_LETTER}{first}){''.join(others)}(?!{_LETTER})"


def _either_case(letter: str) -> str:
    return f"[{letter}{letter.upper()}]" if "a" <= letter <= "z" else re.escape(letter)


def _piece(text: bytes, hits: list[Span], length: int) -> Piece:
    """The text around the best of the hits, so far that no excerpt reaches its ends.

    `hits` are those of one term, in bytes. But for the ends of the text there are more characters
    on either side than an excerpt may have there: all, where the text ends soon after the hit.
    """
    best = hits[_best_place_in_utf8(text, hits, length)]
    end = start_of_character(text, best[1] + MOST_BYTES_OF_A_CHARACTER * (length + 2))
    lead = _most_before(length) if end < len(text) else length
    start = start_of_character(text, max(0, best[0] - MOST_BYTES_OF_A_CHARACTER * (lead + 2)))
    moved = {
        hit: _in_characters(text, start, hit) for hit in hits if start <= hit[0] and hit[1] <= end
    }
    return Piece(text[start:end].decode(), list(moved.values()), moved[best])


def _in_characters(text: bytes, start: int, hit: Span) -> Span:
    """Where a hit in UTF-8 lies, counted in characters from `start` on."""
    place = len(text[start : hit[0]].decode())
    return place, place + len(text[hit[0] : hit[1]].decode()), hit[2]


def _best_place_in_utf8(text: bytes, hits: list[Span], length: int) -> int:
    """As `_best_place`, for the hits of one term in bytes.

    Characters are counted only where there are so many bytes that a place may be a better one.
    """
    if len(hits) == 1:
        return 0
    best = most = end = 0
    most_characters = _most_apart(length)
    for place, (start, _end, _term) in enumerate(hits):
        latest = start + MOST_BYTES_OF_A_CHARACTER * most_characters
        end = max(end, place)
        while end < len(hits) and hits[end][1] <= latest:
            end += 1
        if end - place > most:
            near = sum(
                len(text[start : hit[1]].decode()) <= most_characters for hit in hits[place:end]
            )
            if near > most:
                best, most = place, near
    return best


def _cut(piece: Piece, length: int) -> list[Part]:
    """The excerpt around the best of the hits."""
    text, spans, best = piece
    return _parts(text, spans, *_window(text, best, length))


def _window(text: str, hit: Span | None, length: int) -> tuple[int, int]:
    """Where the excerpt around a hit starts and ends; without one, that of the beginning."""
    if hit is None:
        return 0, _word_end(text, length)
    hit_start, hit_end, _term = hit
    lead = max(0, min(_most_before(length), length - (hit_end - hit_start)))
    start = _word_start(text, max(0, min(hit_start - lead, len(text) - length)), hit_start)
    return start, max(hit_end, _word_end(text, start + length))


def _best_place(spans: list[Span], length: int) -> int:
    """The first of those from which on the most different terms, then the most hits are near."""
    kinds = len({term for _start, _end, term in spans})
    best = most_terms = most_near = end = 0
    most_characters = _most_apart(length)
    for place, (start, _end, _term) in enumerate(spans):
        latest = start + most_characters
        end = max(end, place)
        while end < len(spans) and spans[end][1] <= latest:
            end += 1
        near = min(end - place, MOST_HITS)
        bound = min(kinds, near)
        if bound < most_terms or (bound == most_terms and near <= most_near):
            continue
        terms = len({term for _start, _end, term in spans[place : place + near]})
        if (terms, near) > (most_terms, most_near):
            best, most_terms, most_near = place, terms, near
    return best


def _most_before(length: int) -> int:
    """How many characters there are at most before the hit, but at the end of a text."""
    return length // 4


def _most_apart(length: int) -> int:
    """How many characters there are at most between what is near each other."""
    return length * 3 // 4


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
    space = text.rfind(" ", position - BACK_TO_A_SPACE, position)
    return position if space < 1 else space


def _parts(text: str, spans: list[Span], start: int, end: int) -> list[Part]:
    found: list[Part] = []
    before = ELLIPSIS if start > 0 else ""
    place = start
    for hit_start, hit_end, _term in spans:
        if hit_start < place or hit_end > end:
            continue
        found.append(Part(before + text[place:hit_start], is_hit=False))
        found.append(Part(text[hit_start:hit_end], is_hit=True))
        before, place = "", hit_end
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
