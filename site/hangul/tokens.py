"""What a search index holds of a text: tokens that any database's word index can keep.

**The stream.** Korean, Japanese and Chinese words are cut into overlapping pieces of two syllables
or three, so that every part of a word can be found: 협동조합 is 협동 동조 조합 합, or 협동조 동조합
조합 합. Words that are *joined* (see `hangul.words`) are cut as if nothing stood between them, so
that spacing does not matter: 사회적 가치 and 사회적가치 are both 사회 회적 적가 가치 치. At the
end of a row the pieces get shorter; therefore each syllable begins exactly one token, and a query
shorter than a piece is a search for a beginning. Latin words and numbers are tokens as they are.
Neighbours in the text are neighbours in the stream: a phrase of tokens is a phrase of the text. How
long the pieces are makes no difference to what is found.

**Marks.** What only ranks the finds stands beside the stream, under a mark: a Greek letter, which
no other token contains. `WORD` marks whole words without their particles (ω협동조합), `MUCH` those
that occur three times or more. `NEXT` marks a number or Latin word with the syllable that follows
it (λ2018년), which spares the many words that begin with 년 the search for 2018년.

Tokens consist of a-z, 0-9 and the characters of `words.SYLLABIC` alone, so that neither SQLite's
tokeniser nor the locale of PostgreSQL has anything to decide. Words in other scripts are spelled in
hexadecimal digits after an x, which keeps their beginnings comparable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import add

from hangul.expressions import NOTHING, Expression, Phrase
from hangul.initials import initials
from hangul.particles import stem
from hangul.words import (
    SYLLABIC,
    Word,
    is_syllabic,
    plain_text,
    run_together,
    split,
    words,
)

WORD = "ω"
MUCH = "μ"
NEXT = "λ"
OFTEN = 3
# About 10 MB, once somebody indexes.
WORDS_AT_HAND = 60_000

_SAFE = re.compile(f"[a-z0-9{SYLLABIC}]+")
# SQLite and PostgreSQL both refuse endless tokens; a word of this length is no word.
MOST_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Cut:
    """A way to cut texts and queries alike: `size` is the number of syllables in a piece."""

    size: int

    def stream(self, found: Iterable[Word]) -> list[str]:
        """The tokens of consecutive words, in the order of the text."""
        return self.pieces(rows(found))

    def pieces(self, found: Iterable[str]) -> list[str]:
        """The tokens of rows, one after the other."""
        tokens: list[str] = []
        for row in found:
            if is_syllabic(row):
                pieces: Iterable[str] = row
                for start in range(1, self.size):
                    pieces = map(add, pieces, row[start:])
                tokens += pieces
                tokens += [
                    row[start:] for start in range(max(0, len(row) + 1 - self.size), len(row))
                ]
            else:
                tokens.append(safe(row))
        return tokens

    def text(self, text: str) -> list[str]:
        """The stream of a text, and after it what stands under marks, each once.

        The stream is `stream(words(text))`, at the speed that whole reports need.
        """
        plain = plain_text(text)
        found = split(run_together(plain))
        tokens = self.pieces(found)
        tokens += dict.fromkeys(NEXT + pair for pair in unlike_pairs(found))
        counts: dict[str, int] = {}
        for word, count in Counter(split(plain)).items():
            bare = whole(word)
            counts[bare] = counts.get(bare, 0) + count
        tokens += [WORD + bare for bare in counts]
        tokens += [MUCH + bare for bare, count in counts.items() if count >= OFTEN]
        return tokens

    def initials(self, name: str) -> list[str]:
        """The stream of the initial consonants of a name: ㅎㅅ ㅅㄹ ㄹ for 한살림."""
        return self.stream(words(initials(name)))

    def phrase(self, found: Sequence[Word], *, is_open: bool = False) -> Expression:
        """By which tokens consecutive words are found in a stream.

        `is_open`: a Latin word or number at the end may be the beginning of one. Syllables may be
        followed by others in any case.
        """
        if not found:
            return NOTHING
        tokens = self.stream(found)
        *others, last = rows(found)
        if not is_syllabic(last):
            return Phrase(tuple(tokens), is_open)
        if len(others) == len(last) == 1 and not is_syllabic(others[0]):
            return Phrase((NEXT + safe(others[0]) + last,))
        shorter = min(len(last), self.size) - 1
        return Phrase(tuple(tokens[: len(tokens) - shorter]), is_open=len(last) < self.size)


PAIRS = Cut(2)
TRIPLES = Cut(3)


def rows(found: Iterable[Word]) -> Iterator[str]:
    """Words, with the syllabic ones that are joined made into one."""
    row: list[str] = []
    was_syllabic = False
    for text, _, is_joined in found:
        syllabic = is_syllabic(text)
        if row and not (is_joined and syllabic and was_syllabic):
            yield "".join(row)
            row = []
        row.append(text)
        was_syllabic = syllabic
    if row:
        yield "".join(row)


def unlike_pairs(found: Iterable[str]) -> Iterator[str]:
    """Each row that is not syllabic with the first syllable of the one that follows it."""
    for row, following in pairwise(found):
        if not is_syllabic(row) and is_syllabic(following):
            yield safe(row) + following[0]


def safe(word: str) -> str:
    """The word as a token: itself, or its bytes where it has characters of other scripts."""
    token = word if _SAFE.fullmatch(word) else "x" + word.encode().hex()
    return token[:MOST_CHARACTERS]


@lru_cache(maxsize=WORDS_AT_HAND)
def whole(word: str) -> str:
    """The token of a whole word, without its particle, and without the mark."""
    return stem(word)[:MOST_CHARACTERS] if is_syllabic(word) else safe(word)
