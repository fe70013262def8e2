"""Everything that the search page shows for one question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.query import PageQuerySet

from content.facets import Facet, FilterLinks, facet
from hangul.search.backend import first_with_finds
from headless.visibility import public_pages
from seoulcoop.search.asked import Asked
from seoulcoop.search.kinds import Hit, Kind, MemberKind, PageKind, PublicationKind
from seoulcoop.search.relaxations import relaxations

PER_PAGE = 10
FIRST_OF_A_KIND = 5


@dataclass(frozen=True)
class Group:
    """The hits of one kind that are shown, of how many, and where all of them are."""

    kind: Kind
    hits: list[Hit]
    count: int
    url: str

    @property
    def has_more(self) -> bool:
        return self.count > len(self.hits)


@dataclass
class Results:
    """What one question finds, kind by kind."""

    asked: Asked
    request: HttpRequest
    public: PageQuerySet
    note: str = ""

    @cached_property
    def publications(self) -> PublicationKind:
        return PublicationKind(self.asked, self.request, self.public)

    @cached_property
    def members(self) -> MemberKind:
        return MemberKind(self.asked, self.request)

    @cached_property
    def kinds(self) -> list[Kind]:
        return [self.publications, self.members, PageKind(self.asked, self.request, self.public)]

    @property
    def years(self) -> list[tuple[int, int]]:
        return self.publications.years

    @property
    def categories(self) -> list[tuple[str, str, int]]:
        return self.members.categories

    @property
    def searches(self) -> list[Any]:
        """All that decides whether anything is found, filters aside."""
        return [search for kind in self.kinds for search in kind.searches]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found, filters aside."""
        return not any(kind.keys for kind in self.kinds)

    @property
    def shown_kinds(self) -> list[Kind]:
        """The kind that was asked for, else all."""
        return [kind for kind in self.kinds if self.asked.kind in ("", kind.name)]

    @property
    def count(self) -> int:
        return sum(len(kind.filtered) for kind in self.shown_kinds)

    @cached_property
    def page(self) -> ResultPage[int] | None:
        """The part of the list that is shown, where one kind was asked for."""
        if not self.asked.kind:
            return None
        keys = self.shown_kinds[0].filtered
        return Paginator(keys, PER_PAGE).get_page(self.request.GET.get("p"))

    @cached_property
    def groups(self) -> list[Group]:
        """What is shown: a page of the kind that was asked for, else the first few of each."""
        return [self.group(kind) for kind in self.shown_kinds if kind.filtered]

    def group(self, kind: Kind) -> Group:
        keys = list(self.page.object_list) if self.page else kind.filtered[:FIRST_OF_A_KIND]
        url = self.links.with_choice("kind", kind.name)
        return Group(kind, kind.hits(keys), len(kind.filtered), url)

    @cached_property
    def links(self) -> FilterLinks:
        return FilterLinks(self.request.path, self.asked.given)

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters in which there is something to choose."""
        facets = [self.kind_facet()]
        if self.asked.kind in ("", self.publications.name):
            facets.append(self.year_facet())
        if self.asked.kind in ("", self.members.name):
            facets.append(self.category_facet())
        return [each for each in facets if len(each.offered) > 1 or each.chosen]

    def kind_facet(self) -> Facet:
        """Another kind has other filters, so they are let go."""
        links = FilterLinks(self.request.path, {"q": self.asked.text, "kind": self.asked.kind})
        if not self.asked.kind:
            links = FilterLinks(self.request.path, {"q": self.asked.text})
        rows = [(kind.name, kind.label, len(kind.keys)) for kind in self.kinds]
        return facet(links, "kind", _("Kind"), rows)

    def year_facet(self) -> Facet:
        rows = [
            (str(year), pgettext("a year alone", "%(year)s") % {"year": year}, count)
            for year, count in self.years
        ]
        return facet(self.links, "year", _("Year"), rows)

    def category_facet(self) -> Facet:
        return facet(self.links, "category", _("Category"), self.categories)


class NoResults(Results):
    """Of a question that finds nothing, or has neither letter nor digit; nothing is asked."""

    @cached_property
    def kinds(self) -> list[Kind]:
        return []

    @property
    def years(self) -> list[tuple[int, int]]:
        return []

    @property
    def categories(self) -> list[tuple[str, str, int]]:
        return []

    @cached_property
    def page(self) -> None:
        return None

    @cached_property
    def facets(self) -> list[Facet]:
        return []


def search_for(asked: Asked, request: HttpRequest) -> Results:
    """What is found; where that is nothing, what the nearest other question finds.

    Which question finds anything is one query for all of them; only that one is then answered.
    """
    public = public_pages(Page, request, get_language())
    nothing = NoResults(asked, request, public)
    if not asked.is_searchable:
        return nothing
    questions = [Results(asked, request, public)]
    questions += [Results(each.asked, request, public, each.note) for each in relaxations(asked)]
    number = first_with_finds([results.searches for results in questions])
    return nothing if number is None else questions[number]
