"""Office Open XML (ECMA-376): documents, presentations and workbooks."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import openpyxl

from publications.extraction.archives import (
    ArchiveError,
    PartTooLargeError,
    is_encrypted,
    open_archive,
    part,
)
from publications.extraction.markup import MarkupError, text_of, values_of
from publications.extraction.output import (
    DAMAGED,
    LOCKED,
    TOO_LARGE,
    Output,
    UnreadableError,
)

PROPERTIES: Final = "docProps/core.xml"
PEOPLE: Final = frozenset({"creator", "lastModifiedBy"})
DOCUMENT_PARTS: Final = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
SLIDE: Final = re.compile(r"ppt/slides/slide([0-9]{1,6})\.xml")
TEXT: Final = frozenset({"t"})
PARAGRAPH: Final = frozenset({"p", "br", "cr"})
TAB: Final = frozenset({"tab"})


def read_docx(path: Path, output: Output) -> str:
    """The text of a document with its notes. Raises UnreadableError."""
    with opened(path, output) as archive:
        present = set(archive.namelist())
        if DOCUMENT_PARTS[0] not in present:
            raise UnreadableError(DAMAGED)
        for name in DOCUMENT_PARTS:
            if name in present:
                output.text(text_in(archive, name))
    return output.outcome


def read_pptx(path: Path, output: Output) -> str:
    """The text of a presentation, a section or more for each slide. Raises UnreadableError."""
    with opened(path, output) as archive:
        slides = sorted(map(int, SLIDE.findall("\n".join(archive.namelist()))))
        output.write("page_count", len(slides))
        for number in slides:
            output.text(text_in(archive, f"ppt/slides/slide{number}.xml"))
    return output.outcome


def opened(path: Path, output: Output) -> zipfile.ZipFile:
    """The package, whose authors are noted. Raises UnreadableError."""
    try:
        archive = open_archive(path.open("rb"))
    except ArchiveError as error:
        raise UnreadableError(DAMAGED) from error
    if is_encrypted(archive):
        raise UnreadableError(LOCKED)
    if PROPERTIES in archive.namelist():
        try:
            output.people(values_of(part(archive, PROPERTIES), PEOPLE))
        except (ArchiveError, MarkupError):
            output.people([])
    return archive


def text_in(archive: zipfile.ZipFile, name: str) -> str:
    """The text of one part. Raises UnreadableError."""
    try:
        return text_of(part(archive, name), TEXT, PARAGRAPH, TAB)
    except PartTooLargeError as error:
        raise UnreadableError(TOO_LARGE) from error
    except (ArchiveError, MarkupError) as error:
        raise UnreadableError(DAMAGED) from error


def read_xlsx(path: Path, output: Output) -> str:
    """The cells of a workbook, a line for each row, sheet after sheet. Raises UnreadableError."""
    with opened(path, output) as archive:
        refuse_huge_parts(archive)
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
            for sheet in workbook.worksheets:
                output.text("\n".join([sheet.title, *rows_of(sheet)]))
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableError(DAMAGED) from error
    return output.outcome


def refuse_huge_parts(archive: zipfile.ZipFile) -> None:
    """openpyxl unpacks without a bound. Raises UnreadableError."""
    for entry in archive.infolist():
        if entry.filename.startswith("xl/") and entry.filename.endswith(".xml"):
            text_size(archive, entry.filename)


def text_size(archive: zipfile.ZipFile, name: str) -> int:
    try:
        return len(part(archive, name))
    except PartTooLargeError as error:
        raise UnreadableError(TOO_LARGE) from error
    except ArchiveError as error:
        raise UnreadableError(DAMAGED) from error


def rows_of(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet) -> Iterator[str]:
    for row in sheet.iter_rows(values_only=True):
        cells = [str(cell) for cell in row if cell is not None]
        if cells:
            yield "\t".join(cells)
