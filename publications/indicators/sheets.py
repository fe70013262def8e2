"""An indicator table as a sheet of texts: read with every fault named, written, and merged."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext

from publications.indicators.cells import CellError, Measured, measured_in, written_cell

Sheet = list[list[str]]

MOST_ROWS = 300
MOST_COLUMNS = 60
# What the columns beside the periods are called, in the form and in people's spreadsheets.
COLUMNS = {
    "perspective": ("관점", "영역", "구분", "분야", "perspective"),
    "name": ("지표", "지표명", "항목", "indicator", "name"),
    "unit": ("단위", "unit"),
    "note": ("비고", "메모", "주석", "note", "notes"),
}
LONGEST = {"perspective": 100, "name": 200, "unit": 50, "note": 300}
LONGEST_PERIOD = 30
KOREAN_YEAR = re.compile(r"(\d{4})\s*년")
NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Row:
    """An indicator with what it showed, by period."""

    name: str
    perspective: str = ""
    unit: str = ""
    note: str = ""
    values: dict[str, Measured] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        return (self.perspective, self.name)


@dataclass(frozen=True)
class Problem:
    """What is wrong, and in which cell, counted from 0; the header is row 0."""

    row: int
    column: int
    message: str

    def __str__(self) -> str:
        place = gettext("Row %(row)s, column %(column)s") % {
            "row": self.row + 1,
            "column": column_letter(self.column),
        }
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Reading:
    """What a sheet says: its indicators, or what is wrong with it."""

    rows: list[Row]
    problems: list[Problem]


def column_letter(column: int) -> str:
    """A, B … Z, AA, as spreadsheets call their columns."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def pasted_sheet(text: str) -> Sheet:
    """The cells of what a spreadsheet put on the clipboard; empty lines at its end are left out."""
    text = NOT_IN_TEXT.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    # As long as the text itself, so that no cell is too long for the reader.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    sheet = [[" ".join(cell.split()) for cell in row] for row in rows]
    while sheet and not any(sheet[-1]):
        sheet.pop()
    return sheet


def kinds_of(header: list[str]) -> list[str]:
    """For each column its field; the columns of periods, and those without a heading, have none."""
    names = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
    return [names.get(cell.replace(" ", "").lower(), "") for cell in header]


def period_of(heading: str) -> str:
    """2024 for 2024년, any other heading as it is."""
    heading = " ".join(heading.split())
    year = KOREAN_YEAR.fullmatch(heading)
    return year[1] if year else heading


def read_sheet(sheet: Sheet) -> Reading:
    """The indicators of a sheet whose first row is its header."""
    if not any(any(row) for row in sheet):
        return Reading([], [])
    if len(sheet) - 1 > MOST_ROWS or max(len(row) for row in sheet) > MOST_COLUMNS:
        message = gettext("The table is too large: at most 300 rows and 60 columns.")
        return Reading([], [Problem(0, 0, message)])
    width = max(len(row) for row in sheet)
    header, *body = [row + [""] * (width - len(row)) for row in sheet]
    kinds = kinds_of(header)
    problems = header_problems(header, kinds, body)
    if problems:
        return Reading([], problems)
    rows = []
    for number, cells in enumerate(body, start=1):
        if any(cells):
            rows.append(read_row(number, cells, kinds, header, problems))
    problems += repeated(rows, body, kinds)
    return Reading(rows, problems)


def header_problems(header: list[str], kinds: list[str], body: Sheet) -> list[Problem]:
    """What keeps the columns from being told apart."""
    if "name" not in kinds:
        message = gettext("The first row needs a column headed “Indicator”.")
        return [Problem(0, 0, message)]
    headings = [kind or period_of(cell) for kind, cell in zip(kinds, header, strict=True)]
    counts = Counter(heading for heading in headings if heading)
    problems = []
    for column, heading in enumerate(headings):
        if counts[heading] > 1:
            message = gettext("Two columns are headed “%(heading)s”.")
            problems.append(Problem(0, column, message % {"heading": header[column]}))
        elif len(heading) > LONGEST_PERIOD:
            problems.append(Problem(0, column, too_long(LONGEST_PERIOD)))
        elif not heading and any(row[column] for row in body):
            problems.append(Problem(0, column, gettext("Name the period of this column.")))
    return problems


def too_long(most: int) -> str:
    return gettext("This is longer than %(most)s characters.") % {"most": most}


def read_row(
    number: int, cells: list[str], kinds: list[str], header: list[str], problems: list[Problem]
) -> Row:
    """One indicator; what is wrong is added to `problems`."""
    texts = {kind: " ".join(cells[kinds.index(kind)].split()) for kind in COLUMNS if kind in kinds}
    for kind, text in texts.items():
        if len(text) > LONGEST[kind]:
            problems.append(Problem(number, kinds.index(kind), too_long(LONGEST[kind])))
    if not texts["name"]:
        problems.append(Problem(number, kinds.index("name"), gettext("Name the indicator.")))
    values = {}
    for column, (kind, cell) in enumerate(zip(kinds, cells, strict=True)):
        if kind or not cell:
            continue
        try:
            measured = measured_in(cell, texts.get("unit", ""))
        except CellError as error:
            problems.append(Problem(number, column, str(error)))
        else:
            if measured:
                values[period_of(header[column])] = measured
    return Row(values=values, **texts)


def repeated(rows: list[Row], body: Sheet, kinds: list[str]) -> list[Problem]:
    """Each row whose indicator stands above it already."""
    numbers = [number for number, cells in enumerate(body, start=1) if any(cells)]
    seen: set[tuple[str, str]] = set()
    problems = []
    for number, row in zip(numbers, rows, strict=True):
        if row.name and row.identity in seen:
            message = gettext("“%(name)s” stands in the table twice.") % {"name": row.name}
            problems.append(Problem(number, kinds.index("name"), message))
        seen.add(row.identity)
    return problems


def periods_of(rows: Iterable[Row]) -> list[str]:
    """The periods for which any row has a value, in order of their names."""
    return sorted({period for row in rows for period in row.values})


def sheet_of(rows: list[Row], headings: Iterable[str] = tuple(COLUMNS)) -> Sheet:
    """The rows below a header, in the form that `read_sheet` reads."""
    periods = periods_of(rows)
    sheet = [[*headings, *periods]]
    for row in rows:
        cells = [written_cell(row.values.get(period, Measured())) for period in periods]
        sheet.append([*(getattr(row, name) for name in COLUMNS), *cells])
    return sheet


def merged(rows: list[Row], pasted: list[Row]) -> list[Row]:
    """The rows with what was pasted: new indicators last, new values over old ones.

    What the pasted table leaves empty stays as it is.
    """
    result = {row.identity: row for row in rows}
    for row in pasted:
        identity = row.identity if row.perspective else identity_by_name(row, result.values())
        old = result.get(identity, row)
        result[identity] = Row(
            name=row.name,
            perspective=identity[0],
            unit=row.unit or old.unit,
            note=row.note or old.note,
            values={**old.values, **row.values},
        )
    return list(result.values())


def identity_by_name(row: Row, rows: Iterable[Row]) -> tuple[str, str]:
    """The one row of that name, where a table without perspectives was pasted."""
    same = [each.identity for each in rows if each.name == row.name]
    return same[0] if len(same) == 1 else row.identity
