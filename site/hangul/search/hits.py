"""The finds of the index as a table that a queryset is joined with.

Django joins models only, so this is a join of its own: a subquery of primary keys and scores, run
once for the whole query. It keeps to what Django's own `Join` offers to `Query`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Field, FloatField, IntegerField, Model, QuerySet
from django.db.models.expressions import Col
from django.db.models.sql.constants import INNER


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and its parameters."""

    text: str
    params: tuple[Any, ...] = ()


@dataclass(eq=False)
class HitsJoin:
    """`INNER JOIN (hits) ON primary key = hits.pk`, in the place of a `Join` of Django's."""

    hits: Sql
    pk: str
    parent_alias: str
    table_alias: str = ""

    table_name = "hangul_hits"
    join_type = INNER
    join_field = None
    filtered_relation = None
    nullable = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """What stands in the FROM clause."""
        # The name that it has before Django 6.1.
        quoted = getattr(compiler, "quote_name", None) or compiler.quote_name_unless_alias
        alias = quoted(self.table_alias)
        key = self.pk.format(table=quoted(self.parent_alias))
        sql = f"INNER JOIN ({self.hits.text}) {alias} ON ({key} = {alias}.pk)"
        return sql, list(self.hits.params)

    def relabeled_clone(self, change_map: dict[str, str]) -> HitsJoin:
        """The same join where the aliases have been changed."""
        return replace(
            self,
            parent_alias=change_map.get(self.parent_alias, self.parent_alias),
            table_alias=change_map.get(self.table_alias, self.table_alias),
        )

    def promote(self) -> HitsJoin:
        """Never an outer join: what is not found is not wanted."""
        return self

    demote = promote


def joined(queryset: QuerySet[Any], hits: Sql, pk: str) -> tuple[QuerySet[Any], Col, Col]:
    """The objects of `queryset` that are among `hits`, and the columns of score and total."""
    queryset = queryset.all()
    query: Any = queryset.query
    alias = query.join(HitsJoin(hits, pk, query.get_initial_alias()))
    score, total = (
        Col(alias, _field(queryset.model, kind, name))
        for kind, name in ((FloatField, "score"), (IntegerField, "total"))
    )
    return queryset, score, total


def _field(model: type[Model], kind: type[Field[Any, Any]], name: str) -> Field[Any, Any]:
    """A column of the hits, in the guise of a field of the model."""
    field = kind()
    field.set_attributes_from_name(name)
    field.model = model
    return field


def total_of(table: str, enough: int | None, where: str = "") -> str:
    """A further column that tells how many rows there are, where not all may be given.

    `where` is the condition on which it does so; else it gives none.
    """
    return "" if enough is None else f", (SELECT COUNT(*) FROM {table}{where}) AS total"


def at_least(table: str, enough: int | None) -> str:
    """The condition that keeps the best `enough` rows, and those as good as the last of them."""
    if enough is None:
        return ""
    return (
        f" WHERE found.score >= COALESCE((SELECT score FROM {table} "
        f"ORDER BY score DESC LIMIT 1 OFFSET {enough - 1}), 0)"
    )
