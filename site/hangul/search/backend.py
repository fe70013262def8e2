"""What the backends for SQLite and PostgreSQL have in common: nearly everything.

A database brings three things of its own: how tokens are kept in a column, how an expression is
written in its syntax, and the SQL of a look-up.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from operator import attrgetter
from typing import Any, TypeAlias, cast

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Count, F, FloatField, QuerySet, Value
from django.db.models.expressions import OrderBy, RawSQL
from django.db.models.lookups import In
from django.db.models.sql.where import AND
from modelsearch.backends.base import (
    BaseSearchQueryCompiler,
    BaseSearchResults,
    EmptySearchResults,
    FilterFieldError,
)
from modelsearch.utils import get_content_type_pk, get_descendant_models

from hangul.expressions import EVERYTHING, NOTHING, found_in
from hangul.search.entries import Entry, Zone, entry, field_texts, title_fields, zones_of
from hangul.search.hits import Sql, joined
from hangul.search.look_ups import LookUp, sql_of
from hangul.search.queries import Search, search_of
from hangul.tokens import Cut

ENTRIES_AT_ONCE = 50
# How many more of the best finds are looked at than are wanted, for those that a filter drops.
SPARE = 10
# Whoever wants more than these takes them all, sorted by the database.
MOST_OF_THE_BEST = 100
NO_SCORE = Value(0.0, output_field=FloatField())
# What says how new an object is: the first of these that its model has.
RECENCY_FIELDS = ("publication_date", "first_published_at", "created_at", "uploaded_at")


class TokenIndex:
    """Fills the rows of Wagtail's index with tokens. Goes before a database's own index class."""

    cut: Cut
    entries: Any

    def column(self, name: str, tokens: list[str]) -> Any:
        """The tokens as the database keeps them in the column of this name."""
        raise NotImplementedError

    def add_items(self, model: type[Any], objs: Iterable[Any]) -> None:
        """Index objects of one model, new ones and known ones alike."""
        if not model.get_search_fields():
            return
        content_type = get_content_type_pk(model)
        objects = list(objs)
        for place in range(0, len(objects), ENTRIES_AT_ONCE):
            some = objects[place : place + ENTRIES_AT_ONCE]
            self.write([self.row(content_type, entry(obj, self.cut)) for obj in some])

    def write(self, rows: list[models.Model]) -> None:
        """Put rows in the place of those of the same objects."""
        self.entries.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=["title", "autocomplete", "body"],
        )

    def row(self, content_type: int, found: Entry) -> models.Model:
        row: models.Model = self.entries.model(
            content_type_id=content_type,
            object_id=found.pk,
            title=self.column("title", found.title),
            autocomplete=self.column("autocomplete", found.autocomplete),
            body=self.column("body", found.body),
        )
        return row

    def keys_with_tokens(self) -> Sql:
        """The keys of the rows of which the database's own index has the tokens."""
        raise NotImplementedError

    def findable_entries(self) -> QuerySet[Any]:
        """The rows that a search can find; not those of another backend, or of an emptied index."""
        keys = self.keys_with_tokens()
        found: QuerySet[Any] = self.entries.filter(pk__in=RawSQL(keys.text, keys.params))
        return found

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Nothing: no score depends on the average length of titles."""


class TokenQueryCompiler(BaseSearchQueryCompiler):
    """A query over the tokens of any field, as a queryset."""

    HANDLES_ORDER_BY_EXPRESSIONS = True
    DEFAULT_OPERATOR = "and"
    IS_AUTOCOMPLETE = False

    cut: Cut
    look_up_class: type[LookUp]
    queryset: QuerySet[Any]

    def can_filter_by(self, field_name: str) -> bool:
        """Whether the model's index may be narrowed down by that field."""
        return self._get_filterable_field(field_name) is not None

    def hits(self, *, scored: bool = False, enough: int | None = None) -> Sql:
        """The primary keys of who is found, with their scores or without, as a SELECT."""
        zones = zones_of(cast("Hashable", self.queryset.model)) if scored else None
        look_up = self.look_up_class(
            self.asked, self.column, self.content_types, self.key_field, zones
        )
        return sql_of(look_up, enough)

    def primary_key(self) -> str:
        """The model's primary key in the form in which `hits` gives it; {table} is its table."""
        return f'{{table}}."{self.queryset.model._meta.pk.column}"'

    @property
    def key_field(self) -> models.Field[Any, Any]:
        """The field that tells objects apart: the parent's, where a model borrows its key."""
        field: Any = self.queryset.model._meta.pk
        while field.remote_field is not None:
            field = field.target_field
        return cast("models.Field[Any, Any]", field)

    @contextmanager
    def planning(self) -> Iterator[None]:
        """How the database is to plan a query meanwhile: as it likes."""
        yield

    @cached_property
    def asked(self) -> Search:
        return search_of(self.query, self.cut, is_open=self.IS_AUTOCOMPLETE)

    @property
    def content_types(self) -> tuple[int, ...]:
        """Those of the model and of its heirs."""
        found = ContentType.objects.get_for_models(*kinds_of(cast("Hashable", self.queryset.model)))
        return tuple(sorted(each.pk for each in found.values()))

    @property
    def all_fields(self) -> list[Any]:
        """The model's fields that this kind of query looks into."""
        model = self.queryset.model
        if self.IS_AUTOCOMPLETE:
            found: list[Any] = model.get_autocomplete_search_fields()
        else:
            found = model.get_searchable_search_fields()
        return found

    @cached_property
    def asks_for_titles(self) -> bool:
        """Whether the fields asked for are just those that the column of titles is made of."""
        if self.fields is None or self.IS_AUTOCOMPLETE:
            return False
        return set(self.fields) == title_fields(self.queryset.model.get_search_fields())

    @property
    def column(self) -> str:
        """Where it is decided what is found."""
        if self.IS_AUTOCOMPLETE:
            return "autocomplete"
        return "title" if self.asks_for_titles else "body"

    def search(self, start: int, stop: int | None, score_field: str | None = None) -> QuerySet[Any]:
        """The finds from `start` to `stop`, the best first, or as the queryset is ordered."""
        if self.asked.found == EVERYTHING:
            found = self.queryset.annotate(**{score_field: NO_SCORE}) if score_field else None
            return (self.queryset if found is None else found)[start:stop]
        if not self.order_by_relevance and score_field is None:
            queryset = self.matching()
            if not queryset.query.order_by:
                queryset = queryset.order_by("-pk")
            return queryset[start:stop]
        queryset, score, _total = self.scored()
        ordered = self.ordered(queryset, score)
        if score_field:
            ordered = ordered.annotate(**{score_field: score})
        return ordered[start:stop]

    def ordered(self, queryset: QuerySet[Any], score: Any) -> QuerySet[Any]:
        if self.order_by_relevance:
            return queryset.order_by(score.desc(), *self.newest_first(), "-pk")
        return queryset if queryset.query.order_by else queryset.order_by("-pk")

    def best(self, start: int, stop: int) -> list[tuple[Any, float]]:
        """The keys and scores of the finds from `start` to `stop`, the best first.

        So that what is sorted are keys, and not whole objects with all their texts. At first only
        those are looked at that the index alone says are the best; all of them where too many of
        those are not in the queryset.
        """
        enough = stop + SPARE
        rows = self.rows(start, stop, enough)
        if len(rows) == stop - start or (rows and 0 < rows[0][2] <= enough):
            return [(pk, score) for pk, score, _total in rows]
        if not rows and not self.is_anything_found():
            return []
        return [(pk, score) for pk, score, *_ in self.rows(start, stop)]

    def is_anything_found(self) -> bool:
        """Whether the index has any object at all, in the queryset or not."""
        hits = self.hits()
        with connections[self.queryset.db].cursor() as cursor:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM ({hits.text}) hits)", hits.params)
            return bool(cursor.fetchone()[0])

    def rows(self, start: int, stop: int, enough: int | None = None) -> list[Any]:
        """The keys, scores and, of the best `enough`, totals of the finds, the best first."""
        queryset, score, total = self.scored(enough)
        columns = [score] if enough is None else [score, total]
        try:
            found = self.statement(queryset, columns, start, stop)
        except EmptyResultSet:
            return []
        with connections[queryset.db].cursor() as cursor:
            cursor.execute(found.text, found.params)
            rows = cursor.fetchall()
        key = self.key_field.to_python
        return [(key(pk), *others) for pk, *others in rows]

    def statement(self, queryset: QuerySet[Any], columns: list[Any], start: int, stop: int) -> Sql:
        """The SELECT of keys and `columns`, the first of which is the score.

        Django says what the queryset is narrowed down by, and no more: to have it say all of this
        takes as long as the database does for the answer. Raises EmptyResultSet where nothing can
        be in the queryset.
        """
        query: Any = queryset.query
        compiler: Any = query.get_compiler(using=queryset.db)
        key = queryset.model._meta.pk.get_col(query.get_initial_alias())
        newest = [each.resolve_expression(query) for each in self.newest_first()]
        order = [OrderBy(columns[0], descending=True), *newest, OrderBy(key, descending=True)]
        tables, params = compiler.get_from_clause()
        try:
            where, where_params = compiler.compile(query.where)
        except FullResultSet:
            where, where_params = "TRUE", ()
        ordered = [compiler.compile(each) for each in order]
        sql = (
            f"SELECT {', '.join(compiler.compile(each)[0] for each in (key, *columns))} "
            f"FROM {' '.join(tables)} WHERE {where} "
            f"ORDER BY {', '.join(each for each, _params in ordered)} "
            f"LIMIT {stop - start} OFFSET {start}"
        )
        return Sql(
            sql, (*params, *where_params, *(each for _sql, some in ordered for each in some))
        )

    def among(self, pks: list[Any]) -> QuerySet[Any]:
        """Those of the queryset that have these keys.

        As `filter(pk__in=pks)` has them, without its look for what `pk` may mean.
        """
        queryset = self.queryset.order_by()
        query: Any = queryset.query
        key = self.queryset.model._meta.pk.get_col(query.get_initial_alias())
        query.where.add(In(key, pks), AND)
        return queryset

    def can_be_cut_short(self, stop: int | None) -> bool:
        """Whether the finds are sorted by what the index says, and a few objects asked for."""
        return (
            stop is not None
            and stop <= MOST_OF_THE_BEST
            and self.order_by_relevance
            and self.asked.found not in (EVERYTHING, NOTHING)
            and self.selects_plain_objects
        )

    @property
    def selects_plain_objects(self) -> bool:
        """Whether the queryset gives whole objects, and not groups of them or sets."""
        query: Any = self.queryset.query
        return (
            query.default_cols
            and query.group_by is None
            and not query.distinct
            and not query.extra_tables
            and not query.combinator
            and not query.where.contains_over_clause
        )

    def matching(self) -> QuerySet[Any]:
        """All finds in no order of their own."""
        if self.asked.found == EVERYTHING:
            return self.queryset
        if self.asked.found == NOTHING:
            return self.queryset.none()
        return self.joined(self.hits())[0]

    def scored(self, enough: int | None = None) -> tuple[QuerySet[Any], Any, Any]:
        """All finds or the best of them in no order of their own, their score and their number."""
        if self.asked.found == NOTHING:
            return self.queryset.none(), NO_SCORE, NO_SCORE
        return self.joined(self.hits(scored=True, enough=enough))

    def joined(self, hits: Sql) -> tuple[QuerySet[Any], Any, Any]:
        """Those of the queryset that are among the hits, and the columns of score and total."""
        queryset, score, total = joined(self.queryset, hits, self.primary_key())
        if self.are_some_fields:
            queryset = queryset.filter(pk__in=self.confirmed)
        return queryset, score, total

    @cached_property
    def are_some_fields(self) -> bool:
        """Whether only some of the fields are to be looked into that share a column."""
        if self.fields is None or self.asks_for_titles:
            return False
        return set(self.fields) != {each.field_name for each in self.all_fields}

    @cached_property
    def confirmed(self) -> list[Any]:
        """Of the finds those that have what is asked for in the fields asked for."""
        finds, _score, _total = joined(self.queryset, self.hits(), self.primary_key())
        fields = [each for each in self.all_fields if each.field_name in self.fields]
        return [
            obj.pk
            for obj in finds.order_by()
            if found_in(self.asked.found, tokens_of(obj, fields, self.cut))
        ]

    def newest_first(self) -> list[OrderBy]:
        """The order of finds of equal score, before that of their keys."""
        name = recency_field(cast("Hashable", self.queryset.model))
        return [F(name).desc(nulls_last=True)] if name else []


class TokenSearchResults(BaseSearchResults):
    """Finds, counts and facets of one query."""

    supports_facet = True

    def get_queryset(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.query_compiler.search(
            self.start, self.stop, score_field=self._score_field
        )
        return found

    def _do_search(self) -> list[Any]:
        with self.query_compiler.planning():
            if not self.query_compiler.can_be_cut_short(self.stop):
                return list(self.get_queryset())
            best = self.query_compiler.best(self.start, self.stop)
        if not best:
            return []
        objects = {
            found.pk: found for found in self.query_compiler.among([pk for pk, _score in best])
        }
        # One may have been deleted since the index was asked.
        best = [(pk, score) for pk, score in best if pk in objects]
        if self._score_field:
            for pk, score in best:
                setattr(objects[pk], self._score_field, score)
        return [objects[pk] for pk, _score in best]

    def _do_count(self) -> int:
        queryset = self.query_compiler.matching()
        with self.query_compiler.planning():
            found: int = queryset[self.start : self.stop].count()
        return found

    def values_list(self, *fields: str) -> list[tuple[Any, ...]]:
        """The values of some fields of the finds, in their order, without making objects."""
        queryset = self.get_queryset()
        with self.query_compiler.planning():
            return list(queryset.values_list(*fields))

    def facet(self, field_name: str) -> OrderedDict[Any, int]:
        """How many finds have each value of a field, the most frequent value first."""
        if not self.query_compiler.can_filter_by(field_name):
            raise FilterFieldError(
                f'Cannot facet search results with field "{field_name}". Please add '
                f"index.FilterField('{field_name}') to {self.model.__name__}.search_fields.",
                field_name=field_name,
            )
        queryset = self.query_compiler.matching()
        counted = queryset.order_by().values(field_name).annotate(count=Count("pk"))
        with self.query_compiler.planning():
            rows = list(counted.order_by("-count", field_name))
        return OrderedDict((row[field_name], row["count"]) for row in rows)


Found: TypeAlias = TokenSearchResults | EmptySearchResults | QuerySet[Any]


def values_of(found: Iterable[Any], *fields: str) -> list[tuple[Any, ...]]:
    """The values of some fields of all that any search finds, in its order.

    Without making objects, where it is a search of ours; they take longer than the search.
    """
    if isinstance(found, TokenSearchResults):
        return found.values_list(*fields)
    getters = [attrgetter(name.replace("__", ".")) for name in fields]
    return [tuple(get(each) for get in getters) for each in found]


def first_with_finds(groups: Iterable[Sequence[Found]]) -> int | None:
    """The number of the first group in which anything is found, in one query; None for no group.

    The database looks no further than to the first find. Querysets may stand among searches.
    """
    cases: list[str] = []
    params: list[Any] = []
    planned: TokenSearchResults | None = None
    for number, group in enumerate(groups):
        found = [exists_sql(each) for each in group]
        known = [each for each in found if each is not None]
        if known:
            cases.append(f"WHEN {' OR '.join(each.text for each in known)} THEN {number}")
            params += [param for each in known for param in each.params]
        if planned is None:  # Not its truth, which would run it.
            planned = next((each for each in group if isinstance(each, TokenSearchResults)), None)
    if not cases:
        return None
    with planning(planned) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT CASE {' '.join(cases)} END", params)
        number = cursor.fetchone()[0]
    return None if number is None else int(number)


@contextmanager
def planning(found: TokenSearchResults | None) -> Iterator[Any]:
    """The connection of a search, planning as it needs; without a search the usual one."""
    if found is None:
        yield connections[DEFAULT_DB_ALIAS]
        return
    with found.query_compiler.planning():
        yield connections[found.query_compiler.queryset.db]


def exists_sql(found: Found) -> Sql | None:
    """Whether anything is found, as a condition; None where nothing can be."""
    if isinstance(found, EmptySearchResults):
        return None
    queryset = found.query_compiler.matching() if isinstance(found, TokenSearchResults) else found
    query = queryset.order_by().values("pk").query
    try:
        sql, params = query.get_compiler(using=queryset.db).as_sql()
    except EmptyResultSet:
        return None
    return Sql(f"EXISTS ({sql})", tuple(params))


@cache
def recency_field(model: Hashable) -> str | None:
    """What says how new an object of the model is."""
    known = {each.name for each in cast("type[models.Model]", model)._meta.concrete_fields}
    return next((name for name in RECENCY_FIELDS if name in known), None)


@cache
def kinds_of(model: Hashable) -> tuple[type[models.Model], ...]:
    """A model and its heirs."""
    return tuple(get_descendant_models(model))


def tokens_of(obj: Any, fields: Sequence[Any], cut: Cut) -> list[str]:
    """The tokens of some fields of an object."""
    tokens: list[str] = []
    for each in field_texts(obj, fields):
        tokens += cut.text(each.text)
        if each.zone is Zone.TITLE or each.is_autocomplete:
            tokens += cut.initials(each.text)
    return tokens
