"""A pasted table as it would be read, shown before anything is saved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from publications.indicators.forms import MOST_OF_A_PASTE, headings
from publications.indicators.sheets import column_letter, pasted_sheet, read_sheet, sheet_of

MOST_SHOWN = 50


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The table that stands in `text`: as it would be stored, or with each fault in its cell."""
    sheet = pasted_sheet(request.POST.get("text", "")[:MOST_OF_A_PASTE].replace("\0", ""))
    reading = read_sheet(sheet)
    faults = {(each.row, each.column): each.message for each in reading.problems}
    shown = sheet if reading.problems else sheet_of(reading.rows, headings())
    rows = [
        [(text, faults.get((row, column))) for column, text in enumerate(cells)]
        for row, cells in enumerate(shown[: MOST_SHOWN + 1])
    ]
    width = max((len(cells) for cells in shown), default=0)
    context = {
        "problems": reading.problems,
        "count": len(reading.rows),
        "letters": [column_letter(column) for column in range(width)],
        "rows": rows,
        "is_cut": len(shown) > MOST_SHOWN + 1,
    }
    return render(request, "publications/admin/indicator_preview.html", context)
