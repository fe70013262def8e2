"""Dates that are known to the year, the month or the day, as in chronicles and imprints."""

import datetime

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

ISO_FORMATS = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}


class DatePrecision(models.TextChoices):
    """How much of a stored date is known; the unknown rest is stored as 1."""

    YEAR = "year", _("Year")
    MONTH = "month", _("Year and month")
    DAY = "day", _("Day")


def today() -> datetime.date:
    """The date in the site's own time zone."""
    return timezone.localdate()


def iso_date(date: datetime.date, precision: str) -> str:
    """The known part of `date` in reduced ISO 8601 form: 2013, 2013-06 or 2013-06-27."""
    return date.strftime(ISO_FORMATS[precision])


def spoken_date(date: datetime.date, precision: str) -> str:
    """The known part of `date` as a reader of the active language writes it."""
    if precision == DatePrecision.YEAR:
        return pgettext("a year alone", "%(year)s") % {"year": date.year}
    if precision == DatePrecision.MONTH:
        return formats.date_format(date, "YEAR_MONTH_FORMAT")
    return formats.date_format(date, "DATE_FORMAT")


def spoken_date_within_year(date: datetime.date, precision: str) -> str:
    """The known part of `date` below a heading that names the year; empty where that is all."""
    if precision == DatePrecision.YEAR:
        return ""
    if precision == DatePrecision.MONTH:
        return formats.date_format(date, pgettext("date format of a month alone", "F"))
    return formats.date_format(date, "MONTH_DAY_FORMAT")


def known_part(date: datetime.date, precision: str) -> datetime.date:
    """`date` with what its precision leaves unknown set to 1, so that equal dates sort alike."""
    if precision == DatePrecision.YEAR:
        return date.replace(month=1, day=1)
    if precision == DatePrecision.MONTH:
        return date.replace(day=1)
    return date
