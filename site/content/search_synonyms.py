"""Hands the synonyms that editors keep to the search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.db import connections, router

from content.models import SearchSynonym
from hangul.synonyms import Synonyms

MOST_AT_HAND = 2_000
EVERY_ENTRY = "SELECT word, equivalents, direction FROM content_searchsynonym ORDER BY word"

_remembered: ContextVar[list[Synonyms] | None] = ContextVar("synonyms", default=None)


def kept_by_editors() -> list[Synonyms]:
    """Every entry as it is now: what an editor saves is in force with the next search."""
    remembered = _remembered.get()
    return read_synonyms() if remembered is None else remembered


@contextmanager
def one_reading_of_synonyms() -> Iterator[None]:
    """Read the entries once for all that is searched and marked inside, as for one page."""
    token = _remembered.set(read_synonyms())
    try:
        yield
    finally:
        _remembered.reset(token)


def read_synonyms() -> list[Synonyms]:
    """The entries in the database, in one query; compiled once, because every search asks it."""
    with connections[router.db_for_read(SearchSynonym)].cursor() as cursor:
        cursor.execute(EVERY_ENTRY)
        return [synonyms_of(*row) for row in cursor.fetchall()]


@lru_cache(maxsize=MOST_AT_HAND)
def synonyms_of(word: str, equivalents: str, direction: str) -> Synonyms:
    """What an entry with these fields means; kept at hand, because every search asks for all."""
    entry = SearchSynonym(word=word, equivalents=equivalents, direction=direction)
    if entry.is_one_way:
        return Synonyms(words=(word,), means=tuple(entry.words[1:]))
    return Synonyms(words=tuple(entry.words))
