"""The citation_* tags by which Google Scholar knows a report.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

from __future__ import annotations

from publications.citing.records import Record


def scholar_tags(record: Record) -> list[tuple[str, str]]:
    """Names and contents of the tags that can be filled, without the prefix `citation_`."""
    institution = record.publishers[0].text if record.publishers else ""
    tags = [
        ("title", record.title),
        *(("author", name.inverted) for name in record.creators),
        ("publication_date", "/".join(f"{part:02}" for part in record.date_parts)),
        ("technical_report_institution", institution),
        ("technical_report_number", record.number),
        ("series_title", record.series),
        ("language", record.language),
        ("isbn", record.isbn),
        ("issn", record.issn),
        ("doi", record.doi),
        *(("keywords", keyword) for keyword in record.keywords),
        ("abstract_html_url", record.url),
        ("pdf_url", record.pdf_url),
    ]
    return [(name, content) for name, content in tags if content]
