"""A report's indicators as files: for spreadsheets, and for programs."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

from directory.public_csv import BYTE_ORDER_MARK, cell
from publications.indicators.cells import Measured, plain_number
from publications.indicators.forms import headings
from publications.indicators.sheets import Row, sheet_of


def indicators_as_csv(rows: list[Row]) -> str:
    """A row for each indicator and a column for each period, in RFC 4180 form.

    Numbers stay numbers, every text is safe from being run as a formula, and the table can be
    pasted back into the editor.
    """
    sheet = sheet_of(rows, headings())
    numbers = {
        plain_number(each.value)
        for row in rows
        for each in row.values.values()
        if each.value is not None
    }
    written = io.StringIO()
    writer = csv.writer(written)
    for texts in sheet:
        writer.writerow([text if text in numbers else cell(text) for text in texts])
    return BYTE_ORDER_MARK + written.getvalue()


def indicators_as_json(about: dict[str, Any], rows: list[Row]) -> str:
    """`about` with the list of indicators, each with its values by period."""
    return json.dumps({**about, "indicators": [data_of(row) for row in rows]}, ensure_ascii=False)


def data_of(row: Row) -> dict[str, Any]:
    values = [value_data(period, measured) for period, measured in sorted(row.values.items())]
    return {
        "perspective": row.perspective,
        "name": row.name,
        "unit": row.unit,
        "note": row.note,
        "values": values,
    }


def value_data(period: str, measured: Measured) -> dict[str, Any]:
    return {"period": period, "value": json_number(measured.value), "grade": measured.grade}


def json_number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
