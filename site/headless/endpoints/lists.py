"""A resource's list: narrowed, searched, counted, ordered, and cut into pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from headless.endpoints.object_texts import (
    Wanted,
    made_texts,
    may_be_kept,
    object_texts,
    wanted_by_key,
    wanted_page,
)
from headless.output.context import Context
from headless.output.loading import written
from headless.resources import Facet, Filters, Resource
from headless.search import matching


@dataclass(frozen=True)
class Listing:
    """One request for a resource's list."""

    resource: Resource
    params: Any
    filters: Filters
    context: Context

    def answer(self) -> bytes:
        """The list as JSON in UTF-8."""
        hits = self.hits()
        count, wanted = self.page(hits)
        start, end = self.span
        head = {
            "count": count,
            "next": self.moved(end) if end < count else None,
            "previous": self.moved(max(start - self.params.limit, 0)) if start else None,
        }
        facets = getattr(self.params, "facets", [])
        rest = {"facets": self.counted(facets, hits)} if facets else {}
        return listed(head, self.items(wanted), rest)

    @property
    def span(self) -> tuple[int, int]:
        """Where the asked page begins in the whole list, and where it ends."""
        return self.params.offset, self.params.offset + self.params.limit

    def page(self, hits: Sequence[int] | None) -> tuple[int, QuerySet[Any] | Wanted]:
        """How many objects there are, and those of the asked page, or which those are."""
        objects = self.found(self.filters, hits)
        start, end = self.span
        if self.by_rank:
            keys = self.ranked(objects, hits)
            return len(keys), wanted_by_key(self.resource, keys[start:end], self.context)
        if may_be_kept(self.context):
            return wanted_page(self.resource, self.ordered(objects), self.span, self.context)
        return objects.count(), self.ordered(objects)[start:end]

    @property
    def by_rank(self) -> bool:
        """Whether the best matches of a search stand first."""
        return bool(self.words) and not getattr(self.params, "order", None)

    @property
    def words(self) -> str | None:
        words: str | None = getattr(self.params, "search", None)
        return words

    def hits(self) -> list[int] | None:
        """What the search finds, best first; None where nothing is searched for."""
        return matching(self.resource.model, self.words) if self.words else None

    def found(self, filters: Filters, hits: Sequence[int] | None) -> QuerySet[Any]:
        """What fits the filters and the search. A row that joins would repeat stands once."""
        objects = self.resource.queryset(self.context.request, self.params.locale)
        condition = filters.get_filter_expression()
        if condition:
            fitting = self.resource.model._default_manager.filter(condition)
            objects = objects.filter(pk__in=fitting.order_by().values("pk"))
        return objects if hits is None else objects.filter(pk__in=hits)

    def ranked(self, objects: QuerySet[Any], hits: Sequence[int] | None) -> list[int]:
        fitting = set(objects.order_by().values_list("pk", flat=True))
        return [key for key in hits or () if key in fitting]

    def ordered(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        keys = [key for name in getattr(self.params, "order", []) for key in self.keys(name)]
        return objects.order_by(*keys, "pk") if keys else objects

    def keys(self, name: str) -> Sequence[Any]:
        return self.resource.order(name)

    def items(self, wanted: QuerySet[Any] | Wanted) -> list[bytes]:
        """Objects, given as they are or by which they are, in their order."""
        only = getattr(self.params, "fields", [])
        if isinstance(wanted, QuerySet):
            return list(made_texts(self.resource, wanted, self.context, only).values())
        texts = object_texts(self.resource, wanted, self.rows, self.context, only)
        return [texts[key] for key in wanted.sequences if key in texts]

    def rows(self, keys: Collection[Any]) -> QuerySet[Any]:
        objects = self.resource.queryset(self.context.request, self.params.locale)
        return objects.order_by().filter(pk__in=keys)

    def counted(self, names: Sequence[str], hits: Sequence[int] | None) -> dict[str, Any]:
        """Each facet with its values, counted as if its own filter were not set."""
        return {name: self.values(name, hits) for name in names}

    def values(self, name: str, hits: Sequence[int] | None) -> list[dict[str, Any]]:
        others = self.filters.model_copy(update={name: None})
        return facet_values(self.found(others, hits), self.resource.facets[name])

    def moved(self, offset: int) -> str:
        return moved(self.context.request, offset)


def moved(request: HttpRequest, offset: int) -> str:
    """The address of this request with another offset."""
    parameters = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name != "offset"
    ]
    query = urlencode([*parameters, ("offset", str(offset))])
    return request.build_absolute_uri(f"{request.path}?{query}")


def listed(head: dict[str, Any], items: list[bytes], rest: dict[str, Any]) -> bytes:
    """One JSON object of `head`, of the items, which are JSON already, and of the rest."""
    after = b"," + written(rest)[1:] if rest else b"}"
    return b'%s,"items":[%s]%s' % (written(head)[:-1], b",".join(items), after)


def facet_values(objects: QuerySet[Any], facet: Facet) -> list[dict[str, Any]]:
    """The values that occur, the most frequent first, each with its name and its count."""
    lookups = [facet.lookup, *([facet.label] if facet.label else [])]
    # The subquery keeps joins of the list itself out of the counting.
    alone = objects.model._default_manager.filter(pk__in=objects.order_by().values("pk"))
    rows = alone.order_by().values_list(*lookups).annotate(count=Count("pk", distinct=True))
    told = [(*facet.described(row), row[-1]) for row in rows if row[0] not in (None, "")]
    found = [{"value": value, "name": name, "count": count} for value, name, count in told]
    return sorted(found, key=lambda value: (-value["count"], value["name"]))
