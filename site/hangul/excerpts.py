"""The place in a text that a query is about, cut out, with the hits marked.

    excerpt(page.body_text, "사회적가치를", 160)
    -> [Part("…점수에 ", False), Part("사회적 가치", True), Part("를 넣어야 한다…", False)]

Hits are marked by the rules by which the index finds them: spaces do not count inside a word of
three syllables or more, nor particles at its end, nor case, width, accents or the commas of
numbers; synonyms are hits; a query of initial consonants marks the syllables that begin with them.
Parts are plain text: it is for the template to escape them.

The place is the first with the most different terms, then with the most hits near each other: of a
single term among its first dozen, of several among the first forty of each. A term that is written
somewhere as it was asked for is looked for only so; in the excerpt all spellings are marked.

Who wants excerpts of many texts for one query makes one `Marker` and asks it for each. A text may
be given as UTF-8 (`hangul.search.undecoded` asks the database for that): of a long one only the
place that is shown is decoded, because to decode a Korean text takes several times as long as to
find a word in it.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import AnyStr, Generic, NamedTuple, TypeAlias

from hangul.initials import is_initials
from hangul.normalise import compose, normalise
from hangul.particles import FUNCTION_WORDS, stem
from hangul.synonyms import Meanings, meanings
from hangul.tokens import rows
from hangul.utf8 import (
    GAP,
    LEAP,
    MOST_BYTES_OF_A_CHARACTER,
    after,
    has_space_around,
    pattern_of_bytes,
    start_of_character,
)
from hangul.words import is_syllabic, plain_text, words

ELLIPSIS = "…"
MOST_CHARACTERS_ASKED = 250
# How many hits the place is chosen from: of the only term, and of each of several, which may be
# near each other only late in a text; and how many of each are marked.
MOST_PLACES = 12
MOST_PLACES_OF_SEVERAL = MOST_HITS = 40
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


class Term(NamedTuple, Generic[AnyStr]):
    """A term of the query: how it may stand in a text, and how it mostly does.

    What is written just so is found several times as fast as any spelling of it: a term of
    syllables without a gap, a word of letters as ESG, esg or Esg. `late` is by how much a match of
    the pattern begins behind the hit.
    """

    pattern: re.Pattern[AnyStr]
    written: tuple[AnyStr, ...] = ()
    late: int = 0


class Terms(NamedTuple):
    """Those of a query, for texts and for UTF-8; none for that, where bytes do not tell."""

    of_text: tuple[Term[str], ...]
    of_utf8: tuple[Term[bytes], ...] = ()


class Piece(NamedTuple):
    """A part of a text that an excerpt is cut out of, and the hit that it is cut around."""

    text: str
    best: Span


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
        self.terms = _terms(query[:MOST_CHARACTERS_ASKED], meanings())

    def excerpt(self, text: str | bytes, length: int | None = None) -> list[Part]:
        """As the function `excerpt`."""
        if isinstance(text, bytes):
            return self.excerpt_of_utf8(text, length)
        text = text.strip()
        places = self.places(text)
        if not places and not unicodedata.is_normalized("NFC", text):
            text = compose(text)
            places = self.places(text)
        if length is None or len(text) <= length:
            return _parts(text, self.spans(text, 0, len(text)), 0, len(text))
        best = places[_best_place(places, _most_apart(length))] if places else None
        return self.cut(text, best, length)

    def excerpt_of_utf8(self, text: bytes, length: int | None = None) -> list[Part]:
        piece = self.piece(text.strip(), length) if length else None
        return self.cut(*piece, length) if piece and length else self.excerpt(text.decode(), length)

    def piece(self, text: bytes, length: int) -> Piece | None:
        """So much of a long text that an excerpt of it is one of the text.

        None where the bytes do not tell, or no sooner: of a short text, without a hit, and for a
        word that is not of syllables.
        """
        is_long = len(text) > MOST_BYTES_OF_A_CHARACTER * length and length > BACK_TO_A_SPACE
        if not self.terms.of_utf8 or not is_long or has_space_around(text):
            return None
        places = _places(text, self.terms.of_utf8)
        if not places:
            return None
        most = _most_apart(length)
        best = _best_place(
            places, MOST_BYTES_OF_A_CHARACTER * most, lambda start: after(text, start, most)
        )
        return _piece(text, places[best], length)

    def places(self, text: str) -> list[Span]:
        """The first hits to cut an excerpt around, in their order; no two overlap."""
        found = _places(text, self.terms.of_text)
        if not found and self.terms.of_text and not _PLAIN.fullmatch(text):
            return _apart(self.spans_when_folded(text))
        return found

    def cut(self, text: str, best: Span | None, length: int) -> list[Part]:
        """The excerpt around one of the hits."""
        start, end = _window(text, best, length)
        spans = self.spans(text, start, end) if best else []
        return _parts(text, spans, start, end)

    def spans(self, text: str, start: int, end: int) -> list[Span]:
        """What is marked in a part of a text, in its order; no two overlap."""
        found = [
            (*hit.span(), number)
            for number, term in enumerate(self.terms.of_text)
            # One character more, for what may not follow a word.
            for hit in islice(term.pattern.finditer(text, start, end + 1), MOST_HITS)
            if hit.end() <= end
        ]
        if not found and self.terms.of_text and not _PLAIN.fullmatch(text, start, end):
            folded = self.spans_when_folded(text[start:end])
            found = [(start + first, start + last, number) for first, last, number in folded]
        return _apart(found)

    def spans_when_folded(self, text: str) -> list[Span]:
        """The hits in the normalised text, brought back to where they stand in the given one."""
        folded = [_folded(character) for character in text]
        places = [0]
        for each in folded:
            places.append(places[-1] + len(each))
        normalised = "".join(folded)
        return [
            (bisect.bisect_right(places, start) - 1, bisect.bisect_left(places, end), number)
            for number, term in enumerate(self.terms.of_text)
            for start, end in _spelled(normalised, term, MOST_HITS)
        ]


def _places(text: AnyStr, terms: Sequence[Term[AnyStr]]) -> list[Span]:
    """The first hits of each term: as it is mostly written, or else in any spelling."""
    most = MOST_PLACES if len(terms) == 1 else MOST_PLACES_OF_SEVERAL
    found = [
        (start, end, number)
        for number, term in enumerate(terms)
        for start, end in _written(text, term, most) or _spelled(text, term, most)
    ]
    return found if len(terms) == 1 else _apart(found)


def _written(text: AnyStr, term: Term[AnyStr], most: int) -> list[tuple[int, int]]:
    if len(term.written) == 1:
        return list(islice(_finds(text, term.written[0]), most))
    found = [
        find
        for form in term.written
        for find in islice(_finds(text, form), most)
        if term.pattern.match(text, find[0])
    ]
    return sorted(found)[:most]


def _finds(text: AnyStr, form: AnyStr) -> Iterator[tuple[int, int]]:
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        yield start, end
        start = text.find(form, end)


def _spelled(text: AnyStr, term: Term[AnyStr], most: int) -> list[tuple[int, int]]:
    hits = islice(term.pattern.finditer(text), most)
    return [(hit.start() - term.late, hit.end()) for hit in hits]


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
def _terms(query: str, kept_by_editors: Meanings) -> Terms:
    """What of a query is marked: its words, with and without particles, and their synonyms."""
    query = normalise(query)
    if is_initials(query):
        spelled = GAP.join(_SYLLABLES_OF[letter] for letter in query.replace(" ", ""))
        return Terms((Term(_compiled(spelled)),))
    asked = _chunks(query)[:MOST_TERMS]
    telling = [chunk for chunk in asked if chunk not in FUNCTION_WORDS] or asked
    found: dict[str, None] = {}
    for chunk in telling:
        found |= dict.fromkeys((chunk, stem(chunk)))
    for _length, others in kept_by_editors.terms_of(asked):
        found |= dict.fromkeys(" ".join(rows(words(other))) for other in others)
    terms = [_term(text) for text in found if text]
    of_utf8 = [_in_utf8(term) for term in terms]
    return Terms(tuple(terms), tuple(term for term in of_utf8 if term) if all(of_utf8) else ())


def _term(text: str) -> Term[str]:
    found = [word.text for word in words(text)]
    pattern = _compiled(GAP.join(map(_word_pattern, found)))
    if all(map(is_syllabic, found)):
        return Term(pattern, ("".join(found),))
    if len(found) == 1 and found[0].isascii() and found[0].isalpha():
        return Term(pattern, tuple(dict.fromkeys((text.upper(), text, text.capitalize()))))
    return Term(pattern)


def _in_utf8(term: Term[str]) -> Term[bytes] | None:
    """The term as bytes, if it is of syllables."""
    pattern = pattern_of_bytes(term.pattern.pattern)
    return pattern and Term(pattern, (term.written[0].encode(),), LEAP)


def _chunks(query: str) -> list[str]:
    """The words of the query, those run together that stand without a space between them."""
    found: list[str] = []
    for word in words(query):
        if word.is_glued:
            found[-1] += word.text
        else:
            found.append(word.text)
    return found


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


def _piece(text: bytes, best: Span, length: int) -> Piece:
    """The text around a hit in bytes, so far that no excerpt reaches its ends.

    But for the ends of the text there are more characters on either side than an excerpt may have
    there: all, where the text ends soon after the hit.
    """
    end = start_of_character(text, best[1] + MOST_BYTES_OF_A_CHARACTER * (length + 2))
    lead = _most_before(length) if end < len(text) else length
    start = start_of_character(text, max(0, best[0] - MOST_BYTES_OF_A_CHARACTER * (lead + 2)))
    return Piece(text[start:end].decode(), _in_characters(text, start, best))


def _in_characters(text: bytes, start: int, hit: Span) -> Span:
    """Where a hit in UTF-8 lies, counted in characters from `start` on."""
    place = len(text[start : hit[0]].decode())
    return place, place + len(text[hit[0] : hit[1]].decode()), hit[2]


def _window(text: str, hit: Span | None, length: int) -> tuple[int, int]:
    """Where the excerpt around a hit starts and ends; without one, that of the beginning."""
    if hit is None:
        return 0, _word_end(text, length)
    hit_start, hit_end, _term = hit
    lead = max(0, min(_most_before(length), length - (hit_end - hit_start)))
    start = _word_start(text, max(0, min(hit_start - lead, len(text) - length)), hit_start)
    return start, max(hit_end, _word_end(text, start + length))


def _best_place(spans: list[Span], most: int, reach: Callable[[int], int] | None = None) -> int:
    """The first of those from which on the most different terms, then the most hits are near.

    Near is what ends at most `most` farther. In bytes that is a bound, and `reach` tells how far it
    is from a place; it is asked only where there may be a better one.
    """
    if len(spans) == 1:
        return 0
    kinds = len({term for _start, _end, term in spans})
    best = most_terms = most_near = end = 0
    for place, (start, _end, _term) in enumerate(spans):
        latest = start + most
        end = max(end, place)
        while end < len(spans) and spans[end][1] <= latest:
            end += 1
        near = end - place
        bound = min(kinds, near)
        if bound < most_terms or (bound == most_terms and near <= most_near):
            continue
        if reach:
            latest = reach(start)
            near = sum(span[1] <= latest for span in spans[place : place + near])
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
