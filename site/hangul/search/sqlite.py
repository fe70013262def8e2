"""Tokens in SQLite's FTS5, in the table that Wagtail's own backend made for whole words.

A column is its tokens with spaces between them: the tokeniser of that table (unicode61) takes them
as they are, in pairs, because FTS5 follows phrases within its index. A query is an expression of
FTS5; tokens have only letters and digits, and are quoted all the same.

All columns of the table share one index. Asked for a token in titles, FTS5 would read every body
that has it, so the short columns have tokens of their own, under a mark for the column; and an
object's type is a token too, so that objects of other types are left aside before any row is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchAtomicRebuilder,
    SQLiteSearchBackend,
    SQLiteSearchRebuilder,
)

from hangul.expressions import All, Either, Expression, Phrase, Without
from hangul.search.backend import SPARE, TokenIndex, TokenQueryCompiler, TokenSearchResults
from hangul.search.entries import EVERY, Entry
from hangul.search.hits import Sql, at_least, total_of
from hangul.search.look_ups import LookUp, entries_table
from hangul.search.ranking import Lead, Merit, lead
from hangul.tokens import PAIRS

MARKS_OF_COLUMNS = {"title": "ν", "autocomplete": "χ", "body": ""}
TYPE = "κ"
# Options of FTS5: how many pieces of an index are merged into one, and how much is gathered in
# memory before a piece is written.
BUILDING = {"automerge": 0, "hashsize": 64 * 2**20}
USUAL = {"automerge": 4, "hashsize": 2**20}


# What FTS5 is asked for, among the leaders only where there is a row of them.
AMONG_LEADERS = "COALESCE((SELECT among FROM lead), '') || %s"
UNLESS_LEADERS = " WHERE NOT EXISTS (SELECT 1 FROM lead)"
ABOVE_THE_REST = " AND found.score > COALESCE((SELECT rest FROM lead), -1)"


def set_options(options: dict[str, int]) -> None:
    """Set options of the table of tokens, for every connection."""
    table = SQLiteFTSIndexEntry._meta.db_table
    connection = connections[router.db_for_write(SQLiteFTSIndexEntry)]
    with connection.cursor() as cursor:
        for name, value in options.items():
            cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES (%s, %s)", [name, value])


def match(expression: Expression, mark: str = "") -> str:
    """The expression in the syntax of FTS5, which knows NOT only between two operands.

    `mark` is that of the column in which it is looked for.
    """
    if isinstance(expression, Phrase):
        tokens = " ".join(mark + token for token in expression.tokens)
        return f'("{tokens}"{" *" if expression.is_open else ""})'
    if isinstance(expression, Either):
        return f"({' OR '.join(match(part, mark) for part in expression.parts)})"
    parts = expression.parts if isinstance(expression, All) else (expression,)
    wanted = [match(part, mark) for part in parts if not isinstance(part, Without)]
    unwanted = [match(part.part, mark) for part in parts if isinstance(part, Without)]
    found = " AND ".join(wanted or [f'"{mark}{EVERY}"'])
    if not unwanted:
        return f"({found})"
    return f"(({found}) NOT ({' OR '.join(unwanted)}))"


def look_up(weight: int, found: int, asked: str = "%s") -> str:
    """The rows that an expression of FTS5 finds, its only parameter."""
    table = SQLiteFTSIndexEntry._meta.db_table
    return (
        f"SELECT rowid AS id, {weight} AS weight, {found} AS found "
        f"FROM {table} WHERE {table} MATCH {asked}"
    )


def look_up_of(merit: Merit, asked: str = "%s") -> Sql:
    """The rows that have a merit, with its weight."""
    expression = match(merit.expression, MARKS_OF_COLUMNS[merit.column])
    return Sql(look_up(merit.weight, 0, asked), (expression,))


class SQLiteTokenIndex(TokenIndex, SQLiteIndex):
    """Wagtail's index on SQLite, filled with tokens; its triggers hand them to FTS5."""

    cut = PAIRS

    def column(self, name: str, tokens: list[str]) -> str:
        mark = MARKS_OF_COLUMNS[name]
        return " ".join([mark + token for token in tokens] if mark else tokens)

    def row(self, content_type: int, found: Entry) -> models.Model:
        row: Any = super().row(content_type, found)
        row.title += f" {TYPE}{content_type}"
        return row

    def keys_with_tokens(self) -> Sql:
        table = SQLiteFTSIndexEntry._meta.db_table
        every = match(Phrase((EVERY,)), MARKS_OF_COLUMNS["title"])
        return Sql(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", (every,))


class SQLiteLookUp(LookUp):
    """A look-up in FTS5."""

    def sql(self, enough: int | None = None) -> Sql:
        """As a table of its own: `LIMIT -1` keeps SQLite from taking it apart.

        Taken apart, it was joined in an order that compared every object with every hit.
        """
        types = " OR ".join(f'"{TYPE}{number}"' for number in self.types)
        asked = f"{match(self.search.found, MARKS_OF_COLUMNS[self.column])} AND ({types})"
        best = self.best
        if not best:
            return Sql(self.from_entries(f"({look_up(0, 0)})", "0.0"), (asked,))
        leading = lead(best)
        if leading is None or enough is None:
            found = [Sql(look_up(0, 1), (asked,)), *(look_up_of(merit) for merit in best)]
            return self.scored_entries([], found, enough)
        return self.scored_leaders(asked, best, leading, enough)

    def scored_leaders(self, asked: str, best: Sequence[Merit], leading: Lead, enough: int) -> Sql:
        """Only those in the lead, without their total, where they are enough; else all.

        FTS5 passes over the others so quickly that it matters little how often a word occurs.
        """
        ahead = match(leading.expression, MARKS_OF_COLUMNS[leading.column])
        table = SQLiteFTSIndexEntry._meta.db_table
        leaders = Sql(
            f"lead AS (SELECT %s AS among, {leading.rest} AS rest FROM {table} "
            f"WHERE {table} MATCH %s LIMIT 1 OFFSET {enough - SPARE - 1})",
            (f"{ahead} AND ", f"{ahead} AND {asked}"),
        )
        found = [
            Sql(look_up(0, 1, AMONG_LEADERS), (asked,)),
            *(
                look_up_of(merit, "%s" if merit.column == leading.column else AMONG_LEADERS)
                for merit in best
            ),
        ]
        return self.scored_entries([leaders], found, enough)

    def scored_entries(
        self, before: Sequence[Sql], found: Sequence[Sql], enough: int | None
    ) -> Sql:
        """The keys and scores of what the first look-up finds; the others add to the scores."""
        scores = Sql(
            "found AS (SELECT id, SUM(weight) AS score "
            f"FROM ({' UNION ALL '.join(each.text for each in found)}) "
            "GROUP BY id HAVING MAX(found))",
            tuple(param for each in found for param in each.params),
        )
        tables = [*before, scores]
        return Sql(
            f"WITH {', '.join(each.text for each in tables)} "
            f"{self.from_entries('found', 'found.score', enough, has_leaders=bool(before))}",
            tuple(param for each in tables for param in each.params),
        )

    def from_entries(
        self, found: str, score: str, enough: int | None = None, *, has_leaders: bool = False
    ) -> str:
        """The keys of the objects of some rows, with their scores."""
        return (
            f"SELECT {self.primary_key_of_entry()} AS pk, CAST({score} AS REAL) AS score"
            f"{total_of(found, enough, UNLESS_LEADERS if has_leaders else '')} "
            f"FROM {found} found CROSS JOIN {entries_table()} entry "
            f"ON entry.id = found.id{at_least(found, enough)}"
            f"{ABOVE_THE_REST if has_leaders else ''} LIMIT -1"
        )

    def primary_key_of_entry(self) -> str:
        if isinstance(self.key_field, models.IntegerField):
            return "CAST(entry.object_id AS INTEGER)"
        if isinstance(self.key_field, models.UUIDField):
            return "REPLACE(entry.object_id, '-', '')"
        return "entry.object_id"


class SQLiteTokenQueryCompiler(TokenQueryCompiler):
    """A query over tokens in FTS5."""

    cut = PAIRS
    look_up_class = SQLiteLookUp


class SQLiteTokenAutocompleteQueryCompiler(SQLiteTokenQueryCompiler):
    """A query that is still being typed."""

    IS_AUTOCOMPLETE = True


class SQLiteTokenRebuilder(SQLiteSearchRebuilder):
    """Makes an index with few, large pieces, which need not be merged over and over on the way.

    Merging is what most of the time went into.
    """

    def start(self) -> Any:
        index = super().start()
        set_options(BUILDING)
        return index

    def finish(self) -> None:
        super().finish()
        set_options(USUAL)


class SQLiteTokenAtomicRebuilder(SQLiteTokenRebuilder, SQLiteSearchAtomicRebuilder):
    """The same in one transaction."""


class SQLiteBackend(SQLiteSearchBackend):
    """Wagtail's search on SQLite, with an understanding of Korean.

    `analysis_version` is raised with every change of what the index holds.
    """

    analysis_version = 3

    query_compiler_class = SQLiteTokenQueryCompiler
    autocomplete_query_compiler_class = SQLiteTokenAutocompleteQueryCompiler
    index_class = SQLiteTokenIndex
    rebuilder_class = SQLiteTokenRebuilder
    atomic_rebuilder_class = SQLiteTokenAtomicRebuilder
    results_class = TokenSearchResults
