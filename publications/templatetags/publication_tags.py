"""Template tags for what publications show."""

from __future__ import annotations

from dataclasses import dataclass

from django import template

from publications.charts import Chart, chart_of
from publications.indicators.changes import Change, change_between, written_number
from publications.models import IndicatorValue, SocialValueIndicator, SocialValueReportPage

register = template.Library()


@dataclass(frozen=True)
class Cell:
    """What an indicator showed in a period; empty where nothing is known."""

    period: str
    text: str


@dataclass(frozen=True)
class Row:
    """An indicator with its cells, and how it changed between the last two periods."""

    indicator: SocialValueIndicator
    cells: list[Cell]
    change: Change | None


@dataclass(frozen=True)
class IndicatorTable:
    """All indicators of a report by period."""

    periods: list[str]
    rows: list[Row]

    @property
    def compared(self) -> list[str]:
        """The two last periods, where any indicator has numbers for both."""
        return self.periods[-2:] if any(row.change for row in self.rows) else []

    @property
    def columns(self) -> int:
        return 1 + len(self.periods) + bool(self.compared)


@register.simple_tag
def indicator_table(report: SocialValueReportPage) -> IndicatorTable:
    """The report's indicators, in the editor's order, with a cell for every period."""
    periods = report.periods()
    rows = [row_of(indicator, periods) for indicator in report.measured]
    return IndicatorTable(periods, rows)


def row_of(indicator: SocialValueIndicator, periods: list[str]) -> Row:
    values = {value.period: written(value) for value in indicator.values.all()}
    numbers = {value.period: value.value for value in indicator.values.all()}
    old, new = ([None, None, *(numbers.get(period) for period in periods)])[-2:]
    cells = [Cell(period, values.get(period, "")) for period in periods]
    return Row(indicator, cells, change_between(old, new, indicator.unit))


def written(value: IndicatorValue) -> str:
    """The number as the reader's language writes it, the grade, or the one with the other."""
    if value.value is None:
        return value.grade
    number = written_number(value.value)
    return f"{number} ({value.grade})" if value.grade else number


@register.simple_tag
def indicator_charts(report: SocialValueReportPage) -> list[Chart]:
    """A chart of each indicator that has numbers to compare."""
    charts = (chart_of(indicator) for indicator in report.measured)
    return [chart for chart in charts if chart is not None]
