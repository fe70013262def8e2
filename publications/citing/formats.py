"""The files in which a reference manager takes a citation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from publications.citing.bibtex import bibtex
from publications.citing.csl import csl_json
from publications.citing.records import Record
from publications.citing.ris import ris


@dataclass(frozen=True)
class CitationFormat:
    """A form of citation with its name, its media type and the ending of its file."""

    slug: str
    label: str
    media_type: str
    extension: str
    written: Callable[[Record], str]


FORMATS = (
    CitationFormat("bibtex", "BibTeX", "application/x-bibtex", "bib", bibtex),
    CitationFormat("ris", "RIS", "application/x-research-info-systems", "ris", ris),
    CitationFormat(
        "csl-json", "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", csl_json
    ),
)
