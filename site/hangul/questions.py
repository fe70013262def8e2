"""What somebody asks: which tokens an object must have, and what makes it a better find.

* Words between spaces are *terms*, and an object must have them all, in any order. So that wrong
  spacing does not matter, the whole text as one phrase will do as well: 사회 적가치 is found in
  사회적 가치, though 사회 and 적가치 are no words of it.
* A term is looked for anywhere in a word, without its own particle: 협동조합을 finds
  강서구협동조합협의회.
* Words of grammar (및, 하는, the …) are not required where something else is asked for.
* Synonyms are looked for in the term's place, also for several terms that together are one entry.
* A query of initial consonants is looked for in the initials of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from hangul.expressions import NOTHING, Expression, Phrase, all_of, either_of
from hangul.initials import initials, is_initials
from hangul.particles import FUNCTION_WORDS, is_particle, stem
from hangul.synonyms import Meanings, key, meanings
from hangul.tokens import WORD, Cut, whole
from hangul.words import Word, words

MOST_CHARACTERS = 250
MOST_TERMS = 24
MOST_KEPT = 128
TOO_SHORT_TO_BE_SURE = 2

_LETTERS_AT_THE_END = re.compile("[ㄱ-ㅣ]+$")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for.

    `found` decides who has it. The rest is for ranking, and for databases that look up tokens
    faster than phrases: `typed` is the term as it was typed, `plain` without its particle and
    without synonyms, `words` its whole words, `proof` the tokens that prove `found` without a look
    at their places.
    """

    typed: Expression
    plain: Expression
    found: Expression
    words: Expression
    proof: Expression
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A text that was asked for: what is found, and its terms for ranking.

    Equal to itself alone, so that what was made of it is found again without a look inside.
    """

    found: Expression
    proof: Expression
    terms: tuple[Term, ...] = ()
    phrase: Expression = NOTHING
    name: str = ""


@dataclass(slots=True)
class _Chunk:
    """The words between two spaces of a query."""

    words: list[Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)

    def without_particle(self) -> list[Word]:
        *others, last = self.words
        if not last.is_syllabic:
            return self.words
        if others and is_particle(last.text):
            return others
        return [*others, Word(stem(last.text), last.is_glued, last.is_joined)]


def question(text: str, cut: Cut, operator: str = "and", *, is_open: bool = False) -> Question:
    """What a text typed into a search field asks of an index of such a cut.

    `operator` joins the terms: "and" or "or". `is_open` says that typing goes on: the last word
    may be the beginning of one. Any text will do; what is too long is cut off.
    """
    return _question(text[:MOST_CHARACTERS], cut, operator, meanings(), is_open=is_open)


@lru_cache(maxsize=MOST_KEPT)
def _question(
    text: str, cut: Cut, operator: str, kept_by_editors: Meanings, *, is_open: bool
) -> Question:
    """Kept at hand, because a page of results asks the same of one kind after the other."""
    if is_initials(text):
        return _of_phrase(cut.phrase(words(initials(text))))
    found = words(text)
    if is_open:
        found = _without_last_letters(found)
    chunks = list(_chunks(found))[:MOST_TERMS]
    if not chunks:
        return Question(NOTHING, NOTHING)
    terms = list(_terms(chunks, cut, kept_by_editors, is_open=is_open))
    together = cut.phrase(found, is_open=is_open)
    join = either_of if operator == "or" else all_of
    required = join([term.found for term in terms])
    proven = join([term.proof for term in terms])
    if len(chunks) > 1 and operator != "or":
        required = either_of([required, together])
    return Question(
        found=required,
        proof=proven,
        terms=tuple(terms),
        phrase=together if len(chunks) > 1 else NOTHING,
        name=key(text),
    )


def exact_phrase(text: str, cut: Cut) -> Question:
    """What a text in quotation marks asks for: itself, but for its spacing."""
    return _of_phrase(cut.phrase(words(text[:MOST_CHARACTERS])))


def _of_phrase(found: Expression) -> Question:
    proof = found if isinstance(found, Phrase) and found.is_token else NOTHING
    return Question(found, proof, (Term(found, found, found, NOTHING, proof),))


def _without_last_letters(found: list[Word]) -> list[Word]:
    """A letter at the end is a syllable being typed: 협동ㅈ is on its way to 협동조합."""
    if not found:
        return []
    *others, last = found
    kept = _LETTERS_AT_THE_END.sub("", last.text)
    return [*others, Word(kept, last.is_glued, last.is_joined)] if kept else others


def _chunks(found: list[Word]) -> Iterator[_Chunk]:
    chunk = _Chunk()
    for word in found:
        if chunk.words and not word.is_glued:
            yield chunk
            chunk = _Chunk()
        chunk.words.append(word)
    if chunk.words:
        yield chunk


def _telling(chunks: list[_Chunk]) -> list[_Chunk]:
    """The chunks without words of grammar, unless there is nothing else."""
    return [chunk for chunk in chunks if chunk.text not in FUNCTION_WORDS] or chunks


def _terms(
    chunks: list[_Chunk], cut: Cut, kept_by_editors: Meanings, *, is_open: bool
) -> Iterator[Term]:
    telling = _telling(chunks)
    place = 0
    for length, others in kept_by_editors.terms_of([chunk.text for chunk in chunks]):
        group = chunks[place : place + length]
        place += length
        if others or group[0] in telling:
            is_last = not any(chunk in telling for chunk in chunks[place:])
            yield _term(group, others, cut, is_open=is_open and is_last)


def _term(group: list[_Chunk], others: tuple[str, ...], cut: Cut, *, is_open: bool) -> Term:
    """Chunks that are one term. They are found apart, too: an entry takes no finds away."""
    chunk = _Chunk([word for each in group for word in each.words])
    apart = [cut.phrase(each.without_particle(), is_open=is_open) for each in _telling(group)]
    bare = chunk.without_particle()
    typed = cut.phrase(chunk.words, is_open=is_open)
    plain = cut.phrase(bare, is_open=is_open)
    synonymous = [words(other) for other in others]
    meanings = [cut.phrase(each) for each in synonymous]
    proofs = [_proof(each, meaning) for each, meaning in zip(synonymous, meanings, strict=True)]
    return Term(
        typed=typed,
        plain=plain,
        found=either_of([plain if len(group) == 1 else all_of(apart), *meanings]),
        words=all_of([Phrase((WORD + whole(word.text),)) for word in bare]),
        proof=either_of([_proof(bare, plain), *proofs]),
        is_ambiguous=typed != plain and len(bare[-1].text) <= TOO_SHORT_TO_BE_SURE,
    )


def _proof(found: Sequence[Word], expression: Expression) -> Expression:
    """What proves that `found` stand in a text: the phrase of one token, or the one whole word."""
    if isinstance(expression, Phrase) and expression.is_token:
        return expression
    return Phrase((WORD + whole(found[0].text),)) if len(found) == 1 else NOTHING
