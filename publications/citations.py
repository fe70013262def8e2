"""How a publication is cited in running text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.languages import Language

if TYPE_CHECKING:
    from publications.models import PublicationPage


def formatted_citation(publication: PublicationPage, publisher: str, url: str | None) -> str:
    """The citation as readers of the publication's own language write it.

    `publisher` stands where the publication names none; `url` comes last. What is not known is
    left out, and a publisher that is the author is not named twice.
    """
    publishers = publication.publishers() or ([publisher] if publisher else [])
    authors = publication.authors() or publishers
    others = [] if authors == publishers else publishers
    year = str(publication.published_on.year) if publication.published_on else ""
    form = korean_form if publication.language == Language.KOREAN else international_form
    citation = form(publication, authors, others, year)
    return f"{citation} {url}" if url else citation


def korean_form(
    publication: PublicationPage, authors: list[str], publishers: list[str], year: str
) -> str:
    """지은이, 『제목: 부제』, 총서 제3호, 발행처, 2017."""
    parts = [
        "·".join(authors),
        f"『{publication.full_title}』",
        # The issue of a series that has no title of its own bears the series' name.
        publication.part_of.removeprefix(publication.title).strip(),
        "·".join(publishers),
        year,
    ]
    return ", ".join(part for part in parts if part) + "."


def international_form(
    publication: PublicationPage, authors: list[str], publishers: list[str], year: str
) -> str:
    """Author. (2017). Title: Subtitle (Series, no. 3). Publisher."""
    series = f" ({publication.part_of})" if publication.part_of else ""
    parts = [
        ", ".join(authors),
        f"({year})" if year else "",
        f"{publication.full_title}{series}",
        ", ".join(publishers),
    ]
    return " ".join(f"{part}." for part in parts if part)
