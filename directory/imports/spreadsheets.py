"""Spreadsheets as people hand them in: XLSX and CSV, read row by row and never trusted.

What a file is, its content says and not its name. Before anything is parsed, the size that it
would unpack to is known and limited; macros, passwords and other formats are refused, each with one
sentence for the person who chose the file.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import ParseError

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from hangul.normalise import compose

Cell = (
    str | int | float | bool | datetime.date | datetime.datetime | datetime.time
    | datetime.timedelta | None
)  # fmt: skip

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_SHARED_BYTES = 32 * 1024 * 1024
MOST_PARTS = 1_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELL_CHARACTERS = 32_767

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
HWP_HEADER = "FileHeader".encode("utf-16-le")
WORKBOOK_PART = "xl/workbook.xml"
MACRO_PART = re.compile(r"(?:^|/)vbaproject[^/]*\.bin$|^xl/macrosheets/")
SHARED_PART = "xl/sharedstrings.xml"
MARKUP = re.compile(rb"\s*(?:<!doctype|<html|<table|<\?xml)", re.IGNORECASE)
FORMULA_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


class SpreadsheetError(ValueError):
    """A file that cannot be read; its one sentence is for the person who chose it."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


UNREADABLE = _("The file is damaged and cannot be read. Open it in Excel and save it anew.")
NOT_A_SPREADSHEET = _("This is neither an Excel file (.xlsx) nor a CSV file.")
ENCRYPTED = _("The file is locked with a password. Save it without one and choose it again.")
OLD_EXCEL = _("This is an old Excel file (.xls). Save it as .xlsx and choose it again.")
WITH_MACROS = _("The file holds macros. Save it as .xlsx without macros and choose it again.")
WEB_PAGE = _(
    "This is a web page under the name of a spreadsheet. Open it in Excel, save it as .xlsx "
    "and choose it again."
)
OPEN_DOCUMENT = _("This is an ODS file. Save it as .xlsx and choose it again.")
TOO_LARGE = _("The file is too large. At most 10 MB can be taken in.")
TOO_MUCH_UNPACKED = _("The file unpacks to far more than a member list needs, so it is refused.")
TOO_MANY_ROWS = _("The file has more than 20,000 rows. Split it up.")
TOO_MANY_COLUMNS = _("The file has more than 200 columns. Delete those that are not needed.")
UNKNOWN_ENCODING = _(
    "The letters of this CSV file cannot be read. Save it as “CSV UTF-8” and choose it again."
)
BROKEN_CSV = _("This CSV file is damaged: its quotation marks or rows do not fit together.")
EMPTY = _("There is nothing in this file.")


@dataclass(frozen=True)
class Row:
    """A row with its number as the spreadsheet counts, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        return all(cell is None or cell == "" for cell in self.cells)


def check(content: bytes) -> None:
    """Raise SpreadsheetError unless `content` is a spreadsheet that can be read safely."""
    if len(content) > MOST_BYTES:
        raise SpreadsheetError(TOO_LARGE)
    if not content.strip():
        raise SpreadsheetError(EMPTY)
    if content.startswith(OLE_MAGIC):
        raise SpreadsheetError(ole_refusal(content))
    if content.startswith(ZIP_MAGIC):
        check_package(content)
    elif is_binary(content):
        raise SpreadsheetError(NOT_A_SPREADSHEET)
    elif MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise SpreadsheetError(WEB_PAGE)


def is_binary(content: bytes) -> bool:
    """Whether this is no text: a PDF, or bytes that no text but UTF-16 holds."""
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.startswith(b"%PDF") or (b"\x00" in content[:4096] and not is_utf16)


def ole_refusal(content: bytes) -> Promise:
    """What to say of a compound file: locked with a password, from another program, or old."""
    if ENCRYPTED_PACKAGE in content:
        return ENCRYPTED
    return NOT_A_SPREADSHEET if HWP_HEADER in content else OLD_EXCEL


def check_package(content: bytes) -> None:
    """Look at the table of contents of a zip before anything is unpacked.

    The sizes that it declares are true as far as it matters: Python unpacks no more than declared.
    """
    try:
        parts = {part.filename.lower(): part for part in package(content).infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise SpreadsheetError(UNREADABLE) from error
    if any(part.flag_bits & 0x1 for part in parts.values()):
        raise SpreadsheetError(ENCRYPTED)
    if WORKBOOK_PART not in parts:
        is_open_document = "meta-inf/manifest.xml" in parts and "content.xml" in parts
        raise SpreadsheetError(OPEN_DOCUMENT if is_open_document else NOT_A_SPREADSHEET)
    if any(MACRO_PART.search(name) for name in parts):
        raise SpreadsheetError(WITH_MACROS)
    sizes = {name: part.file_size for name, part in parts.items()}
    if (
        len(parts) > MOST_PARTS
        or sum(sizes.values()) > MOST_UNPACKED_BYTES
        or sizes.get(SHARED_PART, 0) > MOST_SHARED_BYTES
    ):
        raise SpreadsheetError(TOO_MUCH_UNPACKED)


def package(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def rows(content: bytes) -> Iterator[Row]:
    """Every row down to the last that says anything, cells trimmed; blank rows among them.

    Raises SpreadsheetError as soon as something is wrong.
    """
    check(content)
    source = excel_rows(content) if content.startswith(ZIP_MAGIC) else csv_rows(content)
    for number, cells in enumerate(source, start=1):
        row = Row(number, tuple(tidy(cell) for cell in cells))
        if number > MOST_ROWS and not row.is_blank:
            raise SpreadsheetError(TOO_MANY_ROWS)
        yield row


def first_rows(content: bytes, most: int) -> list[Row]:
    return list(islice(rows(content), most))


def excel_rows(content: bytes) -> Iterator[tuple[Cell, ...]]:
    """The rows of the first visible sheet that has any."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            yield from sheet_rows(book)
        finally:
            book.close()
    except (
        zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, SyntaxError, KeyError,
        ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, OverflowError,
        NotImplementedError, AssertionError,
    ) as error:  # fmt: skip
        if isinstance(error, SpreadsheetError):
            raise
        raise SpreadsheetError(UNREADABLE) from error


def sheet_rows(book: Workbook) -> Iterator[tuple[Cell, ...]]:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in visible:
        sheet.reset_dimensions()
        found = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
        first = next(found, None)
        if first is None:
            continue
        yield narrow(first)
        for cells in found:
            yield narrow(cells)
        return


def narrow(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The row without the empty cells at its end."""
    width = len(cells)
    while width and cells[width - 1] in (None, ""):
        width -= 1
    if width > MOST_COLUMNS:
        raise SpreadsheetError(TOO_MANY_COLUMNS)
    return cells[:width]


def csv_rows(content: bytes) -> Iterator[tuple[Cell, ...]]:
    """The rows of a CSV file in UTF-8 (with or without BOM), UTF-16 or CP949."""
    text = decoded(content)
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",\t;", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield narrow(tuple(without_guard(cell) for cell in cells))
    except csv.Error as error:
        raise SpreadsheetError(BROKEN_CSV) from error


def decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SpreadsheetError(UNKNOWN_ENCODING)


GUARDED = re.compile(r"'+[=+\-@\t\r]")
UNSAFE = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text so that no spreadsheet runs it as a formula (OWASP, CSV injection).

    `without_guard` takes the apostrophe away again, whatever the text was.
    """
    return f"'{text}" if UNSAFE.match(text) else text


def without_guard(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text


def tidy(cell: Cell) -> Cell:
    """A cell as it is compared: text composed and trimmed, whole numbers without a point."""
    if isinstance(cell, str):
        return compose(cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, (datetime.time, datetime.timedelta)):
        return str(cell)
    return cell
