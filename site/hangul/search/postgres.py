"""Tokens in PostgreSQL's full-text search, in the columns that Wagtail's own backend made.

A column is a `tsvector` written out by this package, and a query a `tsquery`; neither goes through
a parser or a dictionary, so that the locale of the database decides nothing.

A phrase cannot be decided by a GIN index, which knows no places: PostgreSQL would read the whole
vector of every object that has the tokens. So tokens are triples, of which most queries need one
or two; and where words stand as whole words, which one token proves, nothing is read: the proven
and the doubtful are looked up apart.

Limits of a `tsvector`: 1 MiB (what comes after is not indexed), 16,383 places (counting begins
anew, so that phrases are found all the same) and 255 places of one token.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import connections
from django.db.models import Field, IntegerField, TextField, Value
from django.db.models.functions import Cast
from modelsearch.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend
from psycopg.pq import TransactionStatus

from hangul.expressions import (
    NOTHING,
    All,
    Either,
    Expression,
    Phrase,
    Without,
    all_of,
    either_of,
)
from hangul.search.backend import TokenIndex, TokenQueryCompiler, TokenSearchResults
from hangul.search.entries import EVERY, FILE
from hangul.search.hits import Sql, at_least, total_of
from hangul.search.look_ups import LookUp, entries_table
from hangul.search.queries import Search
from hangul.search.ranking import remarked
from hangul.tokens import TRIPLES, WORD

MOST_PLACES = 16_383
MOST_PLACES_OF_A_TOKEN = 255
MOST_BYTES = 900_000
BYTES_OF_A_CHARACTER = 3
BYTES_OF_A_TOKEN = 8
BYTES_OF_A_PLACE = 2
MARKS = frozenset("ωμλθτσφα")
PLANNING = "SET enable_seqscan TO off; SET max_parallel_workers_per_gather TO 0; SET jit TO off"
USUAL_PLANNING = "RESET enable_seqscan; RESET max_parallel_workers_per_gather; RESET jit"


def vector(tokens: Sequence[str]) -> str:
    """The tokens as a `tsvector` is written; those with a mark have no place.

    PostgreSQL itself brings together the places of a token that is written more than once. Only
    where the text would become too long for it, they are brought together here.
    """
    if sum(map(len, tokens)) * BYTES_OF_A_CHARACTER > MOST_BYTES:
        return long_vector(tokens)
    return " ".join(
        [
            f"'{token}'" if token[0] in MARKS else f"'{token}':{number % MOST_PLACES + 1}"
            for number, token in enumerate(tokens)
        ]
    )


def long_vector(tokens: Sequence[str]) -> str:
    """The same with each token once, and as many tokens as there is room for."""
    places: dict[str, list[int]] = {}
    left = MOST_BYTES
    for number, token in enumerate(tokens):
        known = places.get(token)
        if known is None:
            left -= len(token.encode()) + BYTES_OF_A_TOKEN
            if left < 0:
                break
            known = places[token] = []
        if token[0] not in MARKS and len(known) < MOST_PLACES_OF_A_TOKEN:
            left -= BYTES_OF_A_PLACE
            known.append(number % MOST_PLACES + 1)
    return " ".join(
        f"'{token}':{','.join(map(str, found))}" if found else f"'{token}'"
        for token, found in places.items()
    )


def tsquery(expression: Expression) -> str:
    """The expression in the syntax of `tsquery`."""
    if isinstance(expression, Phrase):
        *others, last = [f"'{token}'" for token in expression.tokens]
        if expression.is_open:
            last += ":*"
        return f"({' <-> '.join([*others, last])})"
    if isinstance(expression, Without):
        return f"('{EVERY}' & !{tsquery(expression.part)})"
    joint = " & " if isinstance(expression, All) else " | "
    return f"({joint.join(map(tsquery, expression.parts))})"


def proof_of(expression: Expression) -> Expression:
    """The proof, with the whole words of files, which are marked on their own."""
    if isinstance(expression, Phrase) and expression.tokens[0].startswith(WORD):
        return either_of([expression, remarked(expression, FILE)])
    if isinstance(expression, All):
        return all_of([proof_of(part) for part in expression.parts])
    if isinstance(expression, Either):
        return either_of([proof_of(part) for part in expression.parts])
    return expression


class PostgreSQLTokenIndex(TokenIndex, PostgresIndex):
    """Wagtail's index on PostgreSQL, filled with tokens."""

    cut = TRIPLES

    def column(self, name: str, tokens: list[str]) -> Cast:
        return Cast(Value(vector(tokens), output_field=TextField()), SearchVectorField())

    def keys_with_tokens(self) -> Sql:
        every = tsquery(Phrase((EVERY,)))
        return Sql(f"SELECT id FROM {entries_table()} WHERE title @@ %s::tsquery", (every,))


class PostgreSQLLookUp(LookUp):
    """A look-up in GIN indexes."""

    def sql(self, enough: int | None = None) -> Sql:
        wanted = [
            self.lookup("0", self.column, [expression])
            for expression in proven_and_doubtful(self.search)
        ]
        wanted += self.lookups_of_merits()
        sql = (
            "WITH found AS (SELECT pk, SUM(weight)::float8 AS score "
            f"FROM ({' UNION ALL '.join(each.text for each in wanted)}) hits "
            "GROUP BY pk HAVING BOOL_OR(found)) "
            f"SELECT pk, score{total_of('found', enough)} FROM found{at_least('found', enough)}"
        )
        return Sql(sql, tuple(param for each in wanted for param in each.params))

    def lookup(
        self, weight: str, column: str, expressions: Sequence[Expression], *params: str
    ) -> Sql:
        """The objects that any of the expressions finds, with a weight, which may be SQL."""
        types = ", ".join(map(str, self.types))
        found = "FALSE" if weight != "0" else "TRUE"
        sql = (
            f"SELECT {self.primary_key_of_entry()} AS pk, {weight} AS weight, {found} AS found "
            f"FROM {entries_table()} "
            f"WHERE {column} @@ %s::tsquery AND content_type_id + 0 IN ({types})"
        )
        return Sql(sql, (*params, tsquery(either_of(expressions))))

    def lookups_of_merits(self) -> list[Sql]:
        """One look-up for each merit in the body, and one for all those in a shorter column.

        A short vector lies in its row and costs nothing to read; the body would be fetched.
        """
        found = [
            self.lookup(str(merit.weight), "body", [merit.expression])
            for merit in self.best
            if merit.column == "body"
        ]
        short = [merit for merit in self.best if merit.column != "body"]
        if short:
            weights = [
                f"CASE WHEN {merit.column} @@ %s::tsquery THEN {merit.weight} ELSE 0 END"
                for merit in short
            ]
            expressions = [merit.expression for merit in short]
            column = short[0].column
            queries = map(tsquery, expressions)
            found.append(self.lookup(" + ".join(weights), column, expressions, *queries))
        return found

    def primary_key_of_entry(self) -> str:
        """A number where it is one: to group texts takes longer than to find them."""
        return "object_id::bigint" if has_number(self.key_field) else "object_id::text"


class PostgreSQLTokenQueryCompiler(TokenQueryCompiler):
    """A query over tokens in GIN indexes."""

    cut = TRIPLES
    look_up_class = PostgreSQLLookUp

    @contextmanager
    def planning(self) -> Iterator[None]:
        """By the GIN index: reading every vector looks cheap to the planner, and is not.

        For the same reason `lookup` hides the content type from its index, by adding nothing. To
        start parallel workers, or to compile the query, takes longer than the query itself.
        """
        connection: Any = connections[self.queryset.db]
        connection.ensure_connection()
        connection.connection.execute(PLANNING)
        try:
            yield
        finally:
            if not connection.needs_rollback and connection.connection.info.transaction_status != (
                TransactionStatus.INERROR
            ):
                connection.connection.execute(USUAL_PLANNING)

    def primary_key(self) -> str:
        return super().primary_key() + ("" if has_number(self.key_field) else "::text")


class PostgreSQLTokenAutocompleteQueryCompiler(PostgreSQLTokenQueryCompiler):
    """A query that is still being typed."""

    IS_AUTOCOMPLETE = True


class PostgreSQLBackend(PostgresSearchBackend):
    """Wagtail's search on PostgreSQL, with an understanding of Korean.

    `analysis_version` is raised with every change of what the index holds.
    """

    analysis_version = 2

    query_compiler_class = PostgreSQLTokenQueryCompiler
    autocomplete_query_compiler_class = PostgreSQLTokenAutocompleteQueryCompiler
    index_class = PostgreSQLTokenIndex
    results_class = TokenSearchResults


def proven_and_doubtful(search: Search) -> list[Expression]:
    """What tokens alone prove, and what is left to be read; the whole query where nothing does."""
    proof = proof_of(search.proof)
    if proof == NOTHING:
        return [search.found]
    if search.proof == search.found:
        return [search.found]
    return [proof, all_of([search.found, Without(proof)])]


def has_number(key_field: Field[Any, Any]) -> bool:
    """Whether that key is a number; what the index keeps is always a text."""
    return isinstance(key_field, IntegerField)
