"""Who is found in the index, as SQL: the primary keys and scores of what a query asks for.

Each database has its own; it is made once for what is asked again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Field
from modelsearch.conf import get_app_config

from hangul.search.entries import Zone
from hangul.search.hits import Sql
from hangul.search.queries import Search
from hangul.search.ranking import Merit, merits

MOST_KEPT = 128


def entries_table() -> str:
    """The name of the table that Wagtail keeps its index in."""
    return get_app_config().get_model("IndexEntry")._meta.db_table


@dataclass(frozen=True)
class LookUp:
    """What is looked for, and where: in which column, and among objects of which types.

    `zones` are those that the objects have, for the scores; None for finds without scores.
    """

    search: Search
    column: str
    types: tuple[int, ...]
    key_field: Field[Any, Any]
    zones: frozenset[Zone] | None = None

    @cached_property
    def best(self) -> Sequence[Merit]:
        """What makes one find better than another."""
        if self.zones is None:
            return ()
        column = "autocomplete" if self.column == "autocomplete" else "title"
        return merits(self.search.questions, column, self.zones)

    def sql(self, enough: int | None = None) -> Sql:
        """A SELECT of the columns `pk` and `score`.

        `enough`: only that many of the best will do, and those as good; with a column `total`, the
        number of all, or zero where the best could be told without it.
        """
        raise NotImplementedError


@lru_cache(maxsize=MOST_KEPT)
def sql_of(look_up: LookUp, enough: int | None = None) -> Sql:
    """The SQL of a look-up, kept at hand: pages, counts and suggestions ask the same again."""
    return look_up.sql(enough)
