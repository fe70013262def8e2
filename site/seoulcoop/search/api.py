"""The site's search as JSON: publications with the text inside their files, members, and pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.html import conditional_escape
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Query, Schema
from pydantic import Field

from content.search_synonyms import one_reading_of_synonyms
from directory.models import Member
from hangul.excerpts import Part
from headless.endpoints.answers import FacetValue, json_response
from headless.endpoints.lists import moved
from headless.endpoints.parameters import MAX_LIMIT, object_params, refuse_unknown
from headless.output.annotations import new_schema
from headless.output.context import Context
from headless.output.loading import Later
from headless.registry import registered_resources
from headless.resources import Links
from seoulcoop.search.asked import KIND_LABELS, MEMBERS, PAGES, PUBLICATIONS, Asked, tidied
from seoulcoop.search.kinds import MOST_HITS, Hit, Kind
from seoulcoop.search.results import Results, search_for

# As far as the addresses of next pages lead.
MOST_OFFSET = len(KIND_LABELS) * MOST_HITS
KINDS = Literal["publications", "members", "pages"]


class SearchHit(Schema):
    """One thing found, with the words around what was looked for."""

    kind: KINDS
    id: int
    type: str
    title: str
    detail_url: str | None
    html_url: str | None
    title_html: str = Field(description="The title, escaped, with hits in `<mark>`.")
    excerpt_html: str = Field(description="Escaped text with hits in `<mark>`.")
    place: str = Field(description="The file and page that the excerpt is from; empty for none.")


class SearchFacets(Schema):
    """How much each value of a filter would find."""

    kind: list[FacetValue]
    year: list[FacetValue]
    category: list[FacetValue]


class SearchAnswer(Schema):
    """What a search finds, publications first, then members, then pages, each best first."""

    count: int
    next: str | None
    previous: str | None
    note: str = Field(description="What was looked for instead, where nothing was found.")
    items: list[SearchHit]
    facets: SearchFacets


SEARCH_FIELDS: dict[str, Any] = {
    "q": (str, Field(min_length=1, max_length=100, description=gettext_noop("What to look for."))),
    "kind": (KINDS | None, Field(None, description=gettext_noop("Only hits of this kind."))),
    "year": (
        int | None,
        Field(None, ge=1900, le=2999, description=gettext_noop("Only publications of this year.")),
    ),
    "category": (
        str | None,
        Field(
            None,
            max_length=100,
            description=gettext_noop("Only members of the category with this slug."),
        ),
    ),
    "limit": (int, Field(20, ge=1, le=MAX_LIMIT, description=gettext_noop("Hits in one answer."))),
    "offset": (int, Field(0, ge=0, le=MOST_OFFSET, description=gettext_noop("Hits to pass over."))),
}


@dataclass(frozen=True)
class SearchPage:
    """A part of what was found, across the kinds."""

    results: Results
    context: Context
    limit: int
    offset: int

    def answer(self) -> dict[str, Any]:
        request, count = self.context.request, self.results.count
        end = self.offset + self.limit
        return {
            "count": count,
            "next": moved(request, end) if end < count else None,
            "previous": moved(request, max(self.offset - self.limit, 0)) if self.offset else None,
            "note": self.results.note,
            "items": list(self.items()),
            "facets": self.facets(),
        }

    def items(self) -> Iterable[Later | None]:
        passed = 0
        for kind in self.results.shown_kinds:
            keys = kind.filtered
            start = max(self.offset - passed, 0)
            wanted = keys[start : max(self.offset + self.limit - passed, 0)]
            passed += len(keys)
            yield from (self.item(kind, hit) for hit in (kind.hits(wanted) if wanted else ()))

    def item(self, kind: Kind, hit: Hit) -> Later:
        model_loader = self.context.objects(Member) if kind.name == MEMBERS else self.context.pages
        return model_loader.later(
            hit.key,
            lambda found: {
                **self.context.reference_data(found),
                "kind": kind.name,
                "title_html": marked(hit.title),
                "excerpt_html": marked(hit.excerpt),
                "place": hit.place,
            },
        )

    def facets(self) -> dict[str, list[dict[str, Any]]]:
        results = self.results
        kinds = [(kind.name, str(kind.label), len(kind.keys)) for kind in results.kinds]
        years = [(str(year), str(year), count) for year, count in results.years]
        return {
            "kind": values(kinds),
            "year": values(years),
            "category": values(results.categories),
        }


def values(rows: Iterable[tuple[str, str, int]]) -> list[dict[str, Any]]:
    return [{"value": value, "name": name, "count": count} for value, name, count in rows if count]


def marked(parts: Sequence[Part]) -> str:
    """Escaped text with the hits in `<mark>`."""
    return "".join(
        f"<mark>{conditional_escape(part.text)}</mark>"
        if part.is_hit
        else str(conditional_escape(part.text))
        for part in parts
    )


def asked_by(params: Any) -> Asked:
    """What the parameters ask for: a year leaves only publications, a category only members.

    Where nothing could fit all of them, that is nothing.
    """
    wanted = {
        params.kind,
        PUBLICATIONS if params.year else None,
        MEMBERS if params.category else None,
    } - {None}
    if len(wanted) > 1:
        return Asked("")
    kind = next(iter(wanted), "")
    return Asked(tidied(params.q), kind, params.year, params.category or "")


def add_search(api: NinjaAPI) -> None:
    """Serve the search at `/search/`."""
    schema = new_schema("SearchParams", SEARCH_FIELDS, object_params((), "Search"))

    def search(request: HttpRequest, params: Any) -> HttpResponse:
        refuse_unknown(request, schema)
        with translation.override(params.locale), one_reading_of_synonyms():
            namespace = str(api.urls_namespace)
            links = Links(request, namespace, registered_resources(), params.locale)
            asked = asked_by(params)
            results = search_for(asked, request)
            page = SearchPage(results, Context(links), params.limit, params.offset)
            return json_response(page.answer())

    search.__annotations__ = {"request": HttpRequest, "params": Annotated[schema, Query()]}
    api.get(
        "/search/",
        response=SearchAnswer,
        operation_id="search",
        summary=gettext_noop("One search over pages, members and the text inside files"),
        url_name="search",
        tags=["search"],
    )(search)


__all__ = ["PAGES", "add_search"]
