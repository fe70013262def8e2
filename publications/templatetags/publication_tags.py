"""Template tags for what publications show."""

from __future__ import annotations

from dataclasses import dataclass

from django import template

from publications.charts import Chart, chart_of, written_number
from publications.models import IndicatorValue, SocialValueIndicator, SocialValueReportPage

register = template.Library()


@dataclass(frozen=True)
class Cell:
    """What an indicator showed in a period; empty where nothing is known."""

    period: str
    text: str


@dataclass(frozen=True)
class Row:
    indicator: SocialValueIndicator
    cells: list[Cell]


@dataclass(frozen=True)
class IndicatorTable:
    """All indicators of a report by period."""

    periods: list[str]
    rows: list[Row]


@register.simple_tag
def indicator_table(report: SocialValueReportPage) -> IndicatorTable:
    """The report's indicators, in the editor's order, with a cell for every period."""
    periods = report.periods()
    rows = [row_of(indicator, periods) for indicator in report.measured]
    return IndicatorTable(periods, rows)


def row_of(indicator: SocialValueIndicator, periods: list[str]) -> Row:
    values = {value.period: written(value) for value in indicator.values.all()}
    return Row(indicator, [Cell(period, values.get(period, "")) for period in periods])


def written(value: IndicatorValue) -> str:
    """The number as the reader's language writes it, else the grade."""
    return value.grade if value.value is None else written_number(value.value)


@register.simple_tag
def indicator_charts(report: SocialValueReportPage) -> list[Chart]:
    """A chart of each indicator that has numbers to compare."""
    charts = (chart_of(indicator) for indicator in report.measured)
    return [chart for chart in charts if chart is not None]
