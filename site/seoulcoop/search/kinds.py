"""The kinds of things that the search finds, the public ones, ranked, and how each is shown."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.query import PageQuerySet

from content.dates import spoken_date
from directory.addresses import member_url
from directory.filters import names_with
from directory.models import Member, MemberCategory
from directory.querysets import MemberQuerySet
from hangul.excerpts import Marker, Part
from hangul.initials import is_initials
from hangul.normalise import normalise
from hangul.search.backend import values_of
from publications.file_search import Passage, passages, passages_to_be_found, sections_of
from publications.models import (
    ExtractedSection,
    PolicyReportPage,
    PublicationPage,
    SocialValueReportPage,
)
from seoulcoop.search.asked import KIND_LABELS, MEMBERS, PAGES, PUBLICATIONS, Asked
from seoulcoop.search.texts import best_excerpt, texts_of
from seoulcoop.search.typed_pages import model_of, typed_pages

# No visitor pages through more, and the counts need not tell more.
MOST_HITS = 1_000
CATEGORY_FIELDS = ("slug", "name", "name_en", "sort_order")
PUBLICATION_TYPES = (PolicyReportPage, SocialValueReportPage)


@dataclass(frozen=True)
class Hit:
    """One thing found: where it is, what it is, and the words around what was looked for."""

    key: int
    url: str
    title: Sequence[Part]
    facts: Sequence[str | Promise] = ()
    excerpt: Sequence[Part] = ()
    place: str = ""


@dataclass
class Kind(ABC):
    """The hits of one kind for one question, the best first."""

    asked: Asked
    request: HttpRequest
    name: str = field(init=False)

    @property
    def label(self) -> str | Promise:
        return KIND_LABELS[self.name]

    @cached_property
    @abstractmethod
    def keys(self) -> list[int]:
        """The primary keys of all that was found, filters aside."""

    @property
    def filtered(self) -> list[int]:
        """Those that fit the filters."""
        return self.keys

    @abstractmethod
    def hits(self, keys: list[int]) -> list[Hit]:
        """What is shown of these, in their order, but for those that are gone by now."""

    @property
    @abstractmethod
    def searches(self) -> list[Any]:
        """All that decides whether anything is found: searches, and plain querysets."""

    def search(self, objects: Any) -> Any:
        """The search among `objects`, not yet run."""
        return objects.search(self.asked.query(), operator=self.asked.operator)

    def ranked(self, objects: QuerySet[Any], *fields: str) -> list[tuple[Any, ...]]:
        """The key and some fields of what the index finds among `objects`, the best first."""
        return values_of(self.search(objects)[:MOST_HITS], "pk", *fields)

    @cached_property
    def marker(self) -> Marker:
        return Marker(self.asked.text)

    def marked(self, text: str) -> Sequence[Part]:
        """The whole of a short text, with what was looked for marked."""
        return self.marker.excerpt(text)


@dataclass
class OfPages(Kind):
    """A kind of pages, among those that anybody may see."""

    public: PageQuerySet


class PublicationKind(OfPages):
    """Publications, found by what they say of themselves or by the text inside their files."""

    name = PUBLICATIONS

    @property
    def objects(self) -> QuerySet[PublicationPage]:
        return PublicationPage.objects.filter(pk__in=self.public.values("pk"))

    @property
    def searches(self) -> list[Any]:
        asked = self.asked
        inside = passages_to_be_found(self.objects, asked.query(), asked.operator)
        return [self.search(self.objects), inside]

    @cached_property
    def passages(self) -> list[Passage]:
        return passages(self.objects, self.asked.query(), self.asked.operator)

    @cached_property
    def dates(self) -> dict[int, datetime.date | None]:
        """The date of each: first those with the words themselves, then those with such a file."""
        dates = dict(self.ranked(self.objects, "published_on"))
        for passage in self.passages:
            dates.setdefault(passage.publication_id, passage.published_on)
        return dates

    @property
    def keys(self) -> list[int]:
        return list(self.dates)

    def year_of(self, key: int) -> int | None:
        day = self.dates[key]
        return day.year if day else None

    @property
    def years(self) -> list[tuple[int, int]]:
        """Each year with the number of its publications, the newest first."""
        counted = Counter(filter(None, map(self.year_of, self.keys)))
        return sorted(counted.items(), reverse=True)

    @property
    def filtered(self) -> list[int]:
        year = self.asked.year
        return [key for key in self.keys if self.year_of(key) == year] if year else self.keys

    def hits(self, keys: list[int]) -> list[Hit]:
        wanted = set(keys)
        inside = sections_of([each for each in self.passages if each.publication_id in wanted])
        pages = typed_pages(keys, PUBLICATION_TYPES)
        return [self.hit(pages[key], inside.get(key)) for key in keys if key in pages]

    def hit(self, page: Any, section: ExtractedSection | None) -> Hit:
        facts = [page.type_name]
        if page.published_on:
            facts.append(spoken_date(page.published_on, page.published_on_precision))
        found, place = best_excerpt(texts_of(page), self.marker), ""
        if section and not any(part.is_hit for part in found):
            found = best_excerpt([section.undecoded], self.marker)
            place = place_of(section)
        return Hit(
            page.pk, page.get_url(self.request), self.marked(page.full_title), facts, found, place
        )


class PageKind(OfPages):
    """All other pages."""

    name = PAGES

    @property
    def objects(self) -> QuerySet[Page]:
        others = self.public.exclude(pk__in=PublicationPage.objects.values("pk"))
        return Page.objects.filter(pk__in=others.values("pk"))

    @property
    def searches(self) -> list[Any]:
        return [self.search(self.objects)]

    @cached_property
    def types(self) -> dict[int, Any]:
        """The type of each that was found, by its key, the best first."""
        found = self.ranked(self.objects, "content_type_id")
        return {key: model_of(content_type) for key, content_type in found}

    @property
    def keys(self) -> list[int]:
        return list(self.types)

    def hits(self, keys: list[int]) -> list[Hit]:
        models = {self.types[key] for key in keys} - {None}
        pages = typed_pages(keys, models)
        return [self.hit(pages[key]) for key in keys if key in pages]

    def hit(self, page: Any) -> Hit:
        found = best_excerpt(texts_of(page), self.marker)
        return Hit(page.pk, page.get_url(self.request), self.marked(page.title), excerpt=found)


class MemberKind(Kind):
    """Members of the federation."""

    name = MEMBERS

    @cached_property
    def categories_of(self) -> dict[int, MemberCategory]:
        """The category of each that was found, by the index or by the initials of their names."""
        fields = [f"category__{name}" for name in CATEGORY_FIELDS]
        public = Member.objects.public()
        if self.is_initials:
            found = values_of(self.named(public)[:MOST_HITS], "pk", *fields)
        else:
            found = self.ranked(public, *fields)
        of_values = {
            values: MemberCategory(**dict(zip(CATEGORY_FIELDS, values, strict=True)))
            for _key, *rest in found
            for values in [tuple(rest)]
        }
        return {key: of_values[tuple(values)] for key, *values in found}

    @property
    def is_initials(self) -> bool:
        return is_initials(normalise(self.asked.text))

    def named(self, members: MemberQuerySet) -> MemberQuerySet:
        """Those whose names have the initial consonants that were asked for."""
        return members.filter(names_with(self.asked.text)).in_name_order()

    @property
    def searches(self) -> list[Any]:
        public = Member.objects.public()
        return [self.named(public) if self.is_initials else self.search(public)]

    @property
    def keys(self) -> list[int]:
        return list(self.categories_of)

    @property
    def categories(self) -> list[tuple[str, str, int]]:
        """Each category with the number of its members, in the order of the directory."""
        found = list(self.categories_of.values())
        counted = Counter(category.slug for category in found)
        distinct = {category.slug: category for category in found}.values()
        in_order = sorted(distinct, key=lambda category: (category.sort_order, category.name))
        return [(each.slug, each.display_name, counted[each.slug]) for each in in_order]

    @property
    def filtered(self) -> list[int]:
        wanted = self.asked.category
        found = self.categories_of.items()
        return [key for key, category in found if wanted in ("", category.slug)]

    def hits(self, keys: list[int]) -> list[Hit]:
        members = Member.objects.select_related("category").in_bulk(keys)
        return [self.hit(members[key]) for key in keys if key in members]

    def hit(self, member: Member) -> Hit:
        facts = [member.category.display_name]
        if member.district:
            facts.append(member.get_district_display())
        found = best_excerpt(texts_of(member), self.marker)
        url = member_url(member.slug, self.request) or "#"
        return Hit(member.pk, url, self.marked(member.display_name), facts, found)


def place_of(section: ExtractedSection) -> str:
    """Where in which file it stands: the page of a PDF, else the file alone."""
    document = section.extracted_text.document
    if section.extracted_text.media_type == "application/pdf":
        return _("%(file)s, page %(number)s") % {
            "file": document.filename,
            "number": section.number,
        }
    return str(document.filename)
