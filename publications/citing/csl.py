"""CSL-JSON, the input of citation processors such as those of Zotero and Pandoc.

https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from publications.citing.names import Name
from publications.citing.records import Record


def csl_json(record: Record) -> str:
    """A list of the one item, which is what processors read."""
    return json.dumps([csl_item(record)], ensure_ascii=False, indent=2)


def csl_item(record: Record) -> dict[str, Any]:
    """The publication as a CSL item; what is not known is left out."""
    item = {
        "id": record.key,
        "type": "report",
        "title": record.title,
        "author": people(record.signed_by),
        "editor": people(record.editors),
        "translator": people(record.translators),
        "issued": {"date-parts": [list(record.date_parts)]} if record.date_parts else None,
        "publisher": record.publisher,
        "genre": record.genre,
        "collection-title": record.series,
        "number": record.number,
        "ISBN": record.isbn,
        "ISSN": record.issn,
        "DOI": record.doi,
        "URL": record.url,
        "language": record.language,
        "keyword": ", ".join(record.keywords),
        "abstract": record.abstract,
    }
    return {name: value for name, value in item.items() if value}


def people(names: Iterable[Name]) -> list[dict[str, str]]:
    """Names with their parts; one that is one piece is never turned around."""
    return [
        {"family": name.family, "given": name.given} if name.is_split else {"literal": name.text}
        for name in names
    ]
