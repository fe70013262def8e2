"""Dates as people write them in Korean spreadsheets."""

from __future__ import annotations

import datetime
import re

from django.utils.translation import gettext as _

WRITTEN = re.compile(
    r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?:\s+0?0:00(?::00)?)?"
)
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_date(cell: object) -> datetime.date | None:
    """The day that a cell names; None for an empty one.

    Raises ValueError, with the reason, for anything that is no full date: no month or day is
    ever made up.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    text = str(cell)
    match = WRITTEN.fullmatch(text) or DIGITS.fullmatch(text)
    if match is None:
        raise ValueError(
            _("“%(value)s” is not a date. Write it like 2015-03-02.") % {"value": text}
        )
    try:
        return datetime.date(*map(int, match.groups()))
    except ValueError as error:
        raise ValueError(_("There is no such day: %(value)s.") % {"value": text}) from error
