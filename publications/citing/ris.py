"""RIS, the tagged form that most reference managers import."""

from __future__ import annotations

from publications.citing.records import Record


def ris(record: Record) -> str:
    """One reference of type RPRT, in UTF-8 with the line ends that RIS asks for."""
    lines = [
        ("TY", "RPRT"),
        ("ID", record.key),
        ("TI", record.title),
        *(("AU", name.inverted) for name in record.signed_by),
        *(("ED", name.inverted) for name in record.editors),
        *(("A4", name.inverted) for name in record.translators),
        ("PY", record.year),
        ("DA", date(record)),
        ("PB", record.publisher),
        ("T3", record.series),
        ("IS", record.number),
        ("M3", record.genre),
        ("SN", record.isbn or record.issn),
        ("DO", record.doi),
        ("LA", record.language),
        *(("KW", keyword) for keyword in record.keywords),
        ("AB", record.abstract),
        ("UR", record.url),
        ("L1", record.pdf_url),
    ]
    written = [f"{tag}  - {text}" for tag, text in lines if text]
    return "\r\n".join([*written, "ER  - ", ""])


def date(record: Record) -> str:
    """2017/03/01/, with the slashes kept where a part is not known."""
    if not record.date_parts:
        return ""
    year, *rest = record.date_parts
    known = [f"{year:04}", *(f"{part:02}" for part in rest), "", ""]
    return "/".join(known[:3]) + "/"
