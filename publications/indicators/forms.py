"""The fields in which editors write an indicator table, or paste one from a spreadsheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publications.indicators.sheets import (
    COLUMNS,
    LONGEST,
    NOT_IN_TEXT,
    Reading,
    Row,
    Sheet,
    column_letter,
    pasted_sheet,
    read_sheet,
)

MOST_OF_A_PASTE = 200_000
SPARE_ROWS = 2
HEADINGS = {
    "perspective": pgettext_lazy("column of indicators", "Perspective"),
    "name": pgettext_lazy("column of indicators", "Indicator"),
    "unit": pgettext_lazy("column of indicators", "Unit"),
    "note": pgettext_lazy("column of indicators", "Note"),
}


def headings() -> list[str]:
    """What the fixed columns are called in the reader's language."""
    return [str(heading) for heading in HEADINGS.values()]


class IndicatorTableWidget(forms.Widget):
    """A table of inputs. Rows are told apart by their order, so that a script may add some."""

    template_name = "publications/admin/indicator_table.html"

    class Media:
        css = {"all": ["publications/indicator_table.css"]}
        js = ["publications/indicator_table.js"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With spare rows, a spare period, and the fault of each cell beside it."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        sheet: Sheet = value or [empty_header()]
        faults = {(each.row, each.column): each.message for each in read_sheet(sheet).problems}
        padded = [[*row, ""] for row in sheet]
        padded += [[""] * len(padded[0]) for _spare in range(SPARE_ROWS)]
        cells = [
            [cell_context(padded[0], row, column, faults) for column in range(len(padded[0]))]
            for row in enumerate(padded)
        ]
        letters = [column_letter(column) for column in range(len(padded[0]))]
        return {**context, "letters": letters, "header": cells[0], "rows": cells[1:]}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sheet | None:
        """The sheet, as many values to a row as there are periods; without what is empty."""
        if self.value_omitted_from_data(data, files, name):
            return None
        columns = [data.getlist(f"{name}-{kind}") for kind in COLUMNS]
        periods = data.getlist(f"{name}-period")
        values = data.getlist(f"{name}-value")
        sheet = [[*empty_header(), *(cleaned(period) for period in periods)]]
        for row in range(max(len(texts) for texts in columns)):
            cells = [at(values, row * len(periods) + column) for column in range(len(periods))]
            sheet.append([*(at(texts, row) for texts in columns), *cells])
        return trimmed(sheet)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-name" not in data


def empty_header() -> list[str]:
    """The fixed columns, by names that do not depend on the editor's language."""
    return list(COLUMNS)


def at(texts: list[str], place: int) -> str:
    return cleaned(texts[place]) if place < len(texts) else ""


def cleaned(text: str) -> str:
    return NOT_IN_TEXT.sub("", text).strip()


def trimmed(sheet: Sheet) -> Sheet:
    """The sheet without rows and columns of periods in which nothing stands."""
    kept = [
        column
        for column in range(len(sheet[0]))
        if column < len(COLUMNS) or any(row[column] for row in sheet)
    ]
    rows = [sheet[0], *(row for row in sheet[1:] if any(row))]
    return [[row[column] for column in kept] for row in rows]


def cell_context(
    header: list[str],
    numbered: tuple[int, list[str]],
    column: int,
    faults: dict[tuple[int, int], str],
) -> dict[str, Any]:
    """What the template needs of one cell."""
    row, cells = numbered
    kinds = tuple(COLUMNS)
    kind = kinds[column] if column < len(kinds) else "value"
    return {
        "kind": kind,
        "text": cells[column],
        "fault": faults.get((row, column), ""),
        "heading": HEADINGS.get(kind) or header[column] or _("New period"),
        "most": LONGEST.get(kind, ""),
        "row": row,
        "column": column,
    }


class IndicatorTableField(forms.Field):
    """A table of indicators; its value is a list of rows, or None where it was not sent."""

    widget = IndicatorTableWidget

    def clean(self, value: Sheet | None) -> list[Row] | None:
        return None if value is None else accepted(read_sheet(value))

    def has_changed(self, initial: Sheet | None, data: Sheet | None) -> bool:
        if self.disabled or data is None:
            return False
        return trimmed(initial or [empty_header()]) != data


class PastedTableField(forms.CharField):
    """A table from a spreadsheet's clipboard, cells parted by tabs; its value is a list of rows."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, max_length=MOST_OF_A_PASTE, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """With the address at which a script has the table looked at before it is saved."""
        address = reverse_lazy("publications_indicator_preview")
        return {"rows": 4, "wrap": "off", "data-preview": address, "spellcheck": "false"}

    def clean(self, value: Any) -> list[Row]:
        text = super().clean((value or "").replace("\0", ""))
        return accepted(read_pasted(text))


def read_pasted(text: str) -> Reading:
    return read_sheet(pasted_sheet(text))


def accepted(reading: Reading) -> list[Row]:
    """The rows; raises ValidationError with every problem where there are any."""
    if reading.problems:
        raise ValidationError([ValidationError(str(problem)) for problem in reading.problems])
    return reading.rows
