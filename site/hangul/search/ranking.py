"""How good a find is: the sum of the weights of all that is true of it.

For one term each zone outweighs all the zones below it together, and a whole word outweighs a part
of one. With several terms the weights add up. Objects of equal weight are for the query to order:
the newest first.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from hangul.expressions import NOTHING, All, Either, Expression, Phrase, Without, all_of, either_of
from hangul.questions import Question, Term
from hangul.search.entries import FILE, NAME, SUMMARY, TAG, Zone
from hangul.tokens import MOST_CHARACTERS, MUCH, WORD

Change = Callable[[Expression], Expression]

MOST_TERMS = 6

WHOLE_NAME = 1000
PHRASE_IN_TITLE = 50
WORD_IN_TITLE = 200
PART_OF_TITLE = 90
NO_SYNONYM_IN_TITLE = 10
WORD_IN_TAGS = 40
PART_OF_TAGS = 20
WORD_IN_SUMMARY = 6
PART_OF_SUMMARY = 6
OFTEN_IN_BODY = 3
WORD_IN_BODY = 2
WORD_IN_FILE = 1
UNSURE = 1


@dataclass(frozen=True, slots=True)
class Merit:
    """What is worth something: its weight, and who has it in which column."""

    weight: int
    column: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Lead:
    """Who has any merit outside of the body: with a score above `rest`, nobody else has more.

    `rest` is the sum of all weights in the body.
    """

    column: str
    expression: Expression
    rest: int


def lead(best: Sequence[Merit]) -> Lead | None:
    """Who of those with such merits leads; None where there are only merits of one kind."""
    short = [merit for merit in best if merit.column != "body"]
    if not short or len(short) == len(best):
        return None
    rest = sum(merit.weight for merit in best if merit.column == "body")
    return Lead(short[0].column, either_of([merit.expression for merit in short]), rest)


def merits(questions: Iterable[Question], column: str, zones: Container[Zone]) -> list[Merit]:
    """What makes an object with such zones a better find.

    `column` is the one that names are in: "title", or "autocomplete" for a query being typed.
    """
    found = [merit for question in questions for merit in _merits(question, column, zones)]
    return [merit for merit in found if merit.expression != NOTHING]


def _merits(question: Question, column: str, zones: Container[Zone]) -> Iterator[Merit]:
    if question.name:
        name = Phrase((NAME + question.name[:MOST_CHARACTERS],))
        yield Merit(WHOLE_NAME, column, name)
    yield Merit(PHRASE_IN_TITLE, column, question.phrase)
    for term in question.terms[:MOST_TERMS]:
        yield from _in_title(term, column)
        if column == "title":
            yield from _in_zones(term, zones)
            yield from _in_body(term, zones)


def _in_title(term: Term, column: str) -> Iterator[Merit]:
    yield Merit(WORD_IN_TITLE, column, term.words)
    if term.is_ambiguous:
        yield Merit(UNSURE, column, loose(term.found))
        yield Merit(PART_OF_TITLE, column, loose(term.typed))
        return
    yield Merit(PART_OF_TITLE, column, loose(term.found))
    if term.plain != term.found:
        yield Merit(NO_SYNONYM_IN_TITLE, column, loose(term.plain))


def _in_zones(term: Term, zones: Container[Zone]) -> Iterator[Merit]:
    part = loose(term.typed if term.is_ambiguous else term.found)
    if Zone.TAGS in zones:
        yield Merit(WORD_IN_TAGS, "title", marked(term.words, TAG))
        yield Merit(PART_OF_TAGS, "title", marked(part, TAG))
    if Zone.SUMMARY in zones:
        yield Merit(WORD_IN_SUMMARY, "title", marked(term.words, SUMMARY))
        yield Merit(PART_OF_SUMMARY, "title", marked(part, SUMMARY))


def _in_body(term: Term, zones: Container[Zone]) -> Iterator[Merit]:
    yield Merit(WORD_IN_BODY, "body", term.words)
    yield Merit(OFTEN_IN_BODY, "body", remarked(term.words, MUCH))
    if Zone.FILE in zones:
        yield Merit(WORD_IN_FILE, "body", remarked(term.words, FILE))
    if term.is_ambiguous:
        yield Merit(WORD_IN_BODY, "body", loose(term.typed))


def loose(expression: Expression) -> Expression:
    """The same tokens, wherever they stand: all a short text needs, and no look at places."""
    if isinstance(expression, Phrase):
        last = len(expression.tokens) - 1
        return all_of(
            [
                Phrase((token,), expression.is_open and place == last)
                for place, token in enumerate(expression.tokens)
            ]
        )
    return _rebuilt(expression, loose)


def marked(expression: Expression, mark: str) -> Expression:
    """The same tokens under a mark."""
    if isinstance(expression, Phrase):
        return Phrase(tuple(mark + token for token in expression.tokens), expression.is_open)
    return _rebuilt(expression, lambda part: marked(part, mark))


def remarked(expression: Expression, mark: str) -> Expression:
    """The same whole words under another mark."""
    if isinstance(expression, Phrase):
        return Phrase(tuple(mark + token.removeprefix(WORD) for token in expression.tokens))
    return _rebuilt(expression, lambda part: remarked(part, mark))


def _rebuilt(expression: All | Either | Without, change: Change) -> Expression:
    if isinstance(expression, Without):
        return Without(change(expression.part))
    parts = [change(part) for part in expression.parts]
    return all_of(parts) if isinstance(expression, All) else either_of(parts)
