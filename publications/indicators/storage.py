"""Rows of an indicator table to and from a report's indicators, saved or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publications.indicators.cells import Measured
from publications.indicators.sheets import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publications.models import SocialValueIndicator, SocialValueReportPage


def rows_of(indicators: Iterable[SocialValueIndicator]) -> list[Row]:
    """The indicators in their order."""
    return [
        Row(
            name=each.name,
            perspective=each.perspective,
            unit=each.unit,
            note=each.note,
            values={
                value.period: Measured(value.value, value.grade) for value in each.values.all()
            },
        )
        for each in indicators
    ]


def store(report: SocialValueReportPage, rows: list[Row]) -> None:
    """Give the report these indicators; what it had of the same name keeps its identity.

    Nothing is written to the database before the report is saved.
    """
    manager = report.indicators
    existing = {(each.perspective, each.name): each for each in manager.all()}
    indicators = []
    for order, row in enumerate(rows):
        indicator = existing.get(row.identity) or manager.model()
        for name in ("perspective", "name", "unit", "note"):
            setattr(indicator, name, getattr(row, name))
        indicator.sort_order = order
        store_values(indicator, row)
        indicators.append(indicator)
    report.indicators = indicators


def store_values(indicator: SocialValueIndicator, row: Row) -> None:
    manager = indicator.values
    existing = {value.period: value for value in manager.all()}
    values = []
    for order, (period, measured) in enumerate(sorted(row.values.items())):
        value = existing.get(period) or manager.model(period=period)
        value.value, value.grade, value.sort_order = measured.value, measured.grade, order
        values.append(value)
    indicator.values = values
