"""The citation_* tags by which Google Scholar knows a report.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from content.dates import iso_date

if TYPE_CHECKING:
    from publications.models import PublicationPage
    from publications.models.files import PublicationFile


def scholar_tags(
    publication: PublicationPage,
    publisher: str,
    files: list[PublicationFile],
    request: HttpRequest,
) -> list[tuple[str, str]]:
    """Names and contents of the tags that can be filled, without the prefix `citation_`."""
    date = publication.published_on
    precision = publication.published_on_precision
    authors = publication.authors() or [publisher]
    pdfs = [file for file in files if file.extension == "PDF"][:1]
    tags = [
        ("title", publication.full_title),
        *(("author", author) for author in authors),
        ("publication_date", iso_date(date, precision).replace("-", "/") if date else ""),
        ("technical_report_institution", (publication.publishers() or [publisher])[0]),
        ("technical_report_number", publication.part_of),
        ("language", publication.language),
        ("isbn", publication.isbn),
        ("issn", publication.issn),
        ("doi", publication.doi),
        ("abstract_html_url", publication.get_full_url(request) or ""),
        *(("pdf_url", request.build_absolute_uri(file.url)) for file in pdfs),
    ]
    return [(name, content) for name, content in tags if content]
