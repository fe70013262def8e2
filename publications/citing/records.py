"""What every form of citation says of a publication, read once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import translation

from content.languages import Language
from content.models import OrganisationSettings
from publications.citing.names import Name, name_of, plain
from publications.models.contributors import ContributorRole

if TYPE_CHECKING:
    from publications.models import PublicationContributor, PublicationPage

AUTHORS = (ContributorRole.AUTHOR, ContributorRole.RESEARCHER)


@dataclass(frozen=True)
class Record:
    """A publication as libraries describe it; what is not known is empty.

    `part_of` is the series with the issue, in words; `date_parts` holds as many of year, month
    and day as are known.
    """

    key: str
    title: str
    genre: str
    language: str
    url: str
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    translators: tuple[Name, ...] = ()
    publishers: tuple[Name, ...] = ()
    date_parts: tuple[int, ...] = ()
    series: str = ""
    number: str = ""
    part_of: str = ""
    isbn: str = ""
    issn: str = ""
    doi: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    pdf_url: str = ""

    @property
    def year(self) -> str:
        return str(self.date_parts[0]) if self.date_parts else ""

    @property
    def is_korean(self) -> bool:
        return self.language == Language.KOREAN

    @property
    def creators(self) -> tuple[Name, ...]:
        """The authors; where there are none, the editors, and last the publishers."""
        return self.authors or self.editors or self.publishers

    @property
    def signed_by(self) -> tuple[Name, ...]:
        """The authors; the publishers of what nobody signed, unless there are editors."""
        return self.authors or (() if self.editors else self.publishers)

    @property
    def publisher(self) -> str:
        return ", ".join(name.text for name in self.publishers)

    @property
    def doi_url(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else ""


def record_of(publication: PublicationPage, request: HttpRequest) -> Record:
    """The publication in the words of its own language, whatever the visitor's."""
    language = "ko" if publication.language == Language.KOREAN else "en"
    with translation.override(language):
        own = OrganisationSettings.for_request(request).display_name
        named = names(publication.in_roles([ContributorRole.PUBLISHER]))
        pdf = next((file for file in publication.open_files if file.extension == "PDF"), None)
        return Record(
            key=f"report{publication.pk or ''}",
            title=plain(publication.full_title),
            genre=publication.type_name,
            language=publication.language,
            url=publication.get_full_url(request) or "",
            authors=names(publication.in_roles(AUTHORS)),
            editors=names(publication.in_roles([ContributorRole.EDITOR])),
            translators=names(publication.in_roles([ContributorRole.TRANSLATOR])),
            publishers=named or ((Name(plain(own)),) if own else ()),
            date_parts=date_parts(publication.published_on, publication.published_on_precision),
            series=plain(publication.series_name),
            number=publication.number_in_series,
            part_of=plain(publication.part_of),
            isbn=publication.isbn,
            issn=publication.issn or publication.series_issn,
            doi=publication.doi,
            abstract=plain(publication.abstract or publication.summary),
            keywords=tuple(plain(tag.name) for tag in publication.tag_list),
            pdf_url=request.build_absolute_uri(pdf.url) if pdf else "",
        )


def names(contributors: Iterable[PublicationContributor]) -> tuple[Name, ...]:
    return tuple(name_of(each.display_name, is_body=each.is_organisation) for each in contributors)


def date_parts(date: datetime.date | None, precision: str) -> tuple[int, ...]:
    """Year, month and day, as far as they are known."""
    if date is None:
        return ()
    known = {"year": 1, "month": 2, "day": 3}[precision]
    return (date.year, date.month, date.day)[:known]
