"""modelsearch's query objects as expressions over tokens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

from modelsearch import query as queries

from hangul.expressions import (
    EVERYTHING,
    NOTHING,
    Expression,
    all_of,
    either_of,
    without,
)
from hangul.questions import Question, exact_phrase, question
from hangul.tokens import Cut

MOST_KEPT = 128


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A whole query: who is found, what proves it, and what was asked for, for ranking.

    Equal to itself alone, so that what was made of it is found again without a look inside.
    """

    found: Expression
    proof: Expression
    questions: tuple[Question, ...] = ()


def search_of(query: Any, cut: Cut, *, is_open: bool = False) -> Search:
    """What a query object asks for. `is_open`: the last word of a text may go on.

    Raises NotImplementedError for a kind of query that modelsearch did not have.
    """
    if isinstance(query, queries.MatchAll):
        return Search(EVERYTHING, EVERYTHING)
    if isinstance(query, queries.PlainText | queries.Fuzzy):
        return _of_question(question(query.query_string, cut, query.operator, is_open=is_open))
    if isinstance(query, queries.Phrase):
        return _of_question(exact_phrase(query.query_string, cut))
    if isinstance(query, queries.Boost):
        return search_of(query.subquery, cut, is_open=is_open)
    if isinstance(query, queries.Not):
        return Search(without(search_of(query.subquery, cut, is_open=is_open).found), NOTHING)
    if isinstance(query, queries.And | queries.Or):
        return _joined(query, cut, is_open=is_open)
    raise NotImplementedError(f"hangul.search does not know {type(query).__name__} queries.")


@lru_cache(maxsize=MOST_KEPT)
def _of_question(asked: Question) -> Search:
    return Search(asked.found, asked.proof, (asked,))


def _joined(query: Any, cut: Cut, *, is_open: bool) -> Search:
    parts = [search_of(each, cut, is_open=is_open) for each in query.subqueries]
    join = all_of if isinstance(query, queries.And) else either_of
    return Search(
        join([part.found for part in parts]),
        join([part.proof for part in parts]),
        reduce(tuple.__add__, (part.questions for part in parts), ()),
    )
