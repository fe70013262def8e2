"""Indicators drawn by the server: bars for a few periods, a line for many.

Every indicator has a chart of its own, because their units cannot share a scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from publications.indicators.changes import written_number
from publications.models import IndicatorValue, SocialValueIndicator

WIDTH = 300
LABEL_WIDTH = 64
VALUE_WIDTH = 76
BAR_HEIGHT = 26
BAR_STEP = 38
MOST_BARS = 6
FEWEST_TO_COMPARE = 2
LINE_HEIGHT = 120
MARGIN = 28
ABOVE, BELOW = 12, 22


@dataclass(frozen=True)
class Mark:
    """A bar, or a point of a line, with its label and its value in words."""

    label: str
    text: str
    x: float
    y: float
    width: float = 0
    text_x: float = 0
    is_labelled: bool = True
    text_y: float = 0


@dataclass(frozen=True)
class Chart:
    """An indicator as a picture, and the same in words."""

    indicator: SocialValueIndicator
    marks: list[Mark]
    height: int
    baseline: float
    is_line: bool
    width: int = WIDTH

    @property
    def description(self) -> str:
        """What the picture shows: 2016 12,300, 2017 13,150."""
        return ", ".join(f"{mark.label} {mark.text}" for mark in self.marks)

    @property
    def points(self) -> str:
        """The line, as SVG takes it."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


@dataclass(frozen=True)
class Scale:
    """Numbers to lengths; zero is always on it."""

    low: float
    high: float
    length: float

    @classmethod
    def of(cls, numbers: list[float], length: float) -> Scale:
        return cls(min(0, *numbers), max(0, *numbers), length)

    def place(self, number: float) -> float:
        span = self.high - self.low
        return round((number - self.low) / span * self.length, 1) if span else 0.0


def chart_of(indicator: SocialValueIndicator) -> Chart | None:
    """The indicator's numbers by period; None where there are fewer than two to compare."""
    values = [value for value in indicator.values.all() if value.value is not None]
    values.sort(key=lambda value: value.period)
    if len(values) < FEWEST_TO_COMPARE:
        return None
    return (
        line_chart(indicator, values) if len(values) > MOST_BARS else bar_chart(indicator, values)
    )


def bar_chart(indicator: SocialValueIndicator, values: list[IndicatorValue]) -> Chart:
    """A bar for each period, one below the other."""
    scale = Scale.of(
        [float(value.value or 0) for value in values], WIDTH - LABEL_WIDTH - VALUE_WIDTH
    )
    zero = LABEL_WIDTH + scale.place(0)
    marks = []
    for row, value in enumerate(values):
        end = LABEL_WIDTH + scale.place(float(value.value or 0))
        left, right = min(zero, end), max(zero, end)
        marks.append(
            Mark(
                label=value.period,
                text=written_number(value.value or Decimal(0)),
                x=left,
                y=4 + row * BAR_STEP,
                width=round(right - left, 1),
                text_x=round(right + 8, 1),
            )
        )
    return Chart(indicator, marks, len(values) * BAR_STEP, zero, is_line=False)


def line_chart(indicator: SocialValueIndicator, values: list[IndicatorValue]) -> Chart:
    """A line through all periods; the first and the last are labelled."""
    scale = Scale.of([float(value.value or 0) for value in values], LINE_HEIGHT)
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    bottom = MARGIN + LINE_HEIGHT
    heights = [round(bottom - scale.place(float(value.value or 0)), 1) for value in values]
    ends = {0: 1, len(values) - 1: len(values) - 2}
    marks = [
        Mark(
            label=value.period,
            text=written_number(value.value or Decimal(0)),
            x=round(MARGIN + place * step, 1),
            y=heights[place],
            is_labelled=place in ends,
            text_y=label_height(heights[place], heights[ends.get(place, place)], bottom),
        )
        for place, value in enumerate(values)
    ]
    return Chart(indicator, marks, bottom + MARGIN, bottom - scale.place(0), is_line=True)


def label_height(end: float, next_to_it: float, bottom: float) -> float:
    """Where an end of the line has its number: above, but below where the line runs above it."""
    is_below = next_to_it < end and end + BELOW < bottom
    return round(end + (BELOW if is_below else -ABOVE), 1)
