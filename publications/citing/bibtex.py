"""BibTeX, for LaTeX and for reference managers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from publications.citing.names import Name
from publications.citing.records import Record

# What LaTeX would take for a command. A brace that is only escaped still counts as one to BibTeX.
COMMANDS = str.maketrans(
    {
        "\\": "\\textbackslash{}",
        "{": "\\textbraceleft{}",
        "}": "\\textbraceright{}",
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
        **{character: f"\\{character}" for character in "%&#_$"},
    }
)
LIGATURES = re.compile(r"([-`'])(?=\1)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(record: Record) -> str:
    """One `@techreport`, in UTF-8."""
    fields = {
        "title": f"{{{escaped(record.title)}}}",
        "author": people(record.signed_by),
        "editor": people(record.editors),
        "translator": people(record.translators),
        "institution": f"{{{escaped(record.publisher)}}}" if record.publisher else "",
        "year": record.year,
        "type": escaped(record.series or record.genre),
        "number": escaped(record.number),
        "isbn": record.isbn,
        "issn": record.issn,
        "doi": address(record.doi),
        "url": address(record.url),
        "language": record.language,
        "keywords": escaped(", ".join(record.keywords)),
        "abstract": escaped(record.abstract),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    if len(record.date_parts) > 1:
        lines.append(f"  month = {MONTHS[record.date_parts[1] - 1]}")
    return f"@techreport{{{record.key},\n" + ",\n".join(lines) + "\n}\n"


def escaped(text: str) -> str:
    """`text` as LaTeX prints it letter by letter, without dashes and quotes of its own making."""
    return LIGATURES.sub(r"\1{}", text.translate(COMMANDS))


def people(names: Iterable[Name]) -> str:
    """Doe, Jane and {A Body}: what is braced is never taken apart."""
    return " and ".join(
        escaped(name.inverted) if name.is_split and " and " not in name.text
        else f"{{{escaped(name.text)}}}"
        for name in names
    )  # fmt: skip


def address(text: str) -> str:
    """A DOI or web address, which is not escaped but must not hold a brace or a backslash."""
    return quote(text, safe="/:?#[]@!$&'()*+,;=%~.-_<>")
