"""Spans of days, and the steps in which a chart shows them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _

MOST_DAYS_BY_DAY = 62
MOST_DAYS_BY_MONTH = 366 * 4


class Period(models.TextChoices):
    """Periods that staff ask for again and again."""

    LAST_30_DAYS = "30-days", _("Last 30 days")
    THIS_MONTH = "month", _("This month")
    LAST_MONTH = "last-month", _("Last month")
    THIS_YEAR = "year", _("This year")
    LAST_YEAR = "last-year", _("Last year")

    def span(self, today: datetime.date) -> Span:
        first = today.replace(day=1)
        year = today.replace(month=1, day=1)
        one_day = datetime.timedelta(days=1)
        match self:
            case Period.LAST_30_DAYS:
                return Span(today - datetime.timedelta(days=29), today)
            case Period.THIS_MONTH:
                return Span(first, today)
            case Period.LAST_MONTH:
                return Span((first - one_day).replace(day=1), first - one_day)
            case Period.THIS_YEAR:
                return Span(year, today)
            case _:
                return Span(year.replace(year=year.year - 1), year - one_day)


@dataclass(frozen=True)
class Span:
    """The days from `start` to `end`, both included."""

    start: datetime.date
    end: datetime.date

    @property
    def step(self) -> str:
        """How finely a chart shows it: day, month or year."""
        days = (self.end - self.start).days + 1
        if days <= MOST_DAYS_BY_DAY:
            return "day"
        return "month" if days <= MOST_DAYS_BY_MONTH else "year"

    def steps(self) -> Iterator[datetime.date]:
        """The first day of every step; none is left out for having no downloads."""
        day = beginning(self.start, self.step)
        while day <= self.end:
            yield day
            day = following(day, self.step)


def beginning(day: datetime.date, step: str) -> datetime.date:
    """The first day of the step that `day` lies in."""
    if step == "day":
        return day
    return day.replace(day=1) if step == "month" else day.replace(month=1, day=1)


def following(day: datetime.date, step: str) -> datetime.date:
    """The first day of the next step; `day` is the first of its own."""
    if step == "day":
        return day + datetime.timedelta(days=1)
    if step == "year":
        return day.replace(year=day.year + 1)
    return (day + datetime.timedelta(days=31)).replace(day=1)


def written(day: datetime.date, step: str) -> str:
    """The step as the reader's language writes it."""
    shape = {"day": "MONTH_DAY_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}[step]
    return str(formats.date_format(day, shape))
