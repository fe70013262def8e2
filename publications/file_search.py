"""Which publications hold what is looked for inside one of their files, and where in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.search.backends import get_search_backend
from wagtail.search.query import SearchQuery

from hangul.search.backend import values_of
from hangul.search.undecoded import Undecoded
from publications.models import PublicationFile
from publications.models.extraction import ExtractedSection

MOST_SECTIONS = 1_000


@dataclass(frozen=True)
class Passage:
    """The best section of a publication's files for a search, and the publication's date."""

    publication_id: int
    section_id: int
    published_on: datetime.date | None


def passages(
    publications: QuerySet[Any], query: SearchQuery | str, operator: str = "and"
) -> list[Passage]:
    """One for each publication of which anybody may download a file with `query`, best first."""
    known: dict[int, list[tuple[int, datetime.date | None]]] = {}
    for text, publication, day in files_of(publications).values_list(
        "document__extracted_text", "publication_id", "publication__published_on"
    ):
        known.setdefault(text, []).append((publication, day))
    best: dict[int, Passage] = {}
    sections = sections_with(list(known), query, operator)[:MOST_SECTIONS]
    for section, text in values_of(sections, "pk", "extracted_text_id"):
        for publication, day in known[text]:
            best.setdefault(publication, Passage(publication, section, day))
    return list(best.values())


def passages_to_be_found(
    publications: QuerySet[Any], query: SearchQuery | str, operator: str = "and"
) -> Any:
    """The search itself, for who only asks whether there is any."""
    texts = files_of(publications).values("document__extracted_text")
    return sections_with(texts, query, operator)


def files_of(publications: QuerySet[Any]) -> QuerySet[PublicationFile]:
    """The files of such publications that have been read and that anybody may download."""
    files = PublicationFile.objects.public().filter(publication__in=publications)
    return files.exclude(document__extracted_text=None)


def sections_with(texts: Any, query: SearchQuery | str, operator: str) -> Any:
    """The search of the sections of some texts."""
    sections: Any = ExtractedSection.objects.filter(extracted_text__in=texts)
    return get_search_backend().search(query, sections, operator=operator)


def sections_of(found: list[Passage]) -> dict[int, ExtractedSection]:
    """The sections by publication, with what is said of the place; their texts are undecoded."""
    keys = [passage.section_id for passage in found]
    sections = ExtractedSection.objects.filter(pk__in=keys).select_related(
        "extracted_text__document"
    )
    sections = sections.defer("text").annotate(undecoded=Undecoded("text"))
    by_key = {section.pk: section for section in sections}
    return {
        passage.publication_id: by_key[passage.section_id]
        for passage in found
        if passage.section_id in by_key
    }
