"""Downloads over time as columns, drawn by the server."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import formats

from publications.reports.periods import Span, beginning, written

WIDTH = 960
HEIGHT = 220
LEFT = 56
TOP = 16
BOTTOM = 32
MOST_LABELS = 8
GRID_LINES = 4
ROUND_FACTORS = (1, 2, 2.5, 5)


@dataclass(frozen=True)
class Column:
    """The downloads of one step."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    is_labelled: bool
    is_inner: bool


@dataclass(frozen=True)
class GridLine:
    y: float
    text: str


@dataclass(frozen=True)
class DownloadChart:
    """Columns with a scale from zero."""

    columns: list[Column]
    grid: list[GridLine]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def baseline(self) -> int:
        return HEIGHT - BOTTOM


def chart_of(counts: Mapping[datetime.date, int], span: Span) -> DownloadChart:
    """The counts of single days, added up in the span's steps."""
    by_step: Counter[datetime.date] = Counter()
    for day, count in counts.items():
        by_step[beginning(day, span.step)] += count
    steps = list(span.steps())
    top = round_top(max((by_step[step] for step in steps), default=0))
    return DownloadChart(list(columns(steps, by_step, span.step, top)), grid(top))


def columns(
    steps: list[datetime.date], counts: Mapping[datetime.date, int], step: str, top: int
) -> Iterable[Column]:
    room = (WIDTH - LEFT) / max(len(steps), 1)
    width = min(room * 0.72, 48)
    every = -(-len(steps) // MOST_LABELS)
    for place, day in enumerate(steps):
        height = place_of(counts[day], top)
        middle = LEFT + room * (place + 0.5)
        yield Column(
            label=written(day, step),
            count=counts[day],
            x=round(middle - width / 2, 1),
            y=round(HEIGHT - BOTTOM - height, 1),
            width=round(width, 1),
            height=round(height, 1),
            middle=round(middle, 1),
            is_labelled=place % every == 0,
            is_inner=0 < place < (len(steps) - 1) // every * every,
        )


def place_of(count: int, top: int) -> float:
    """How high above the baseline `count` stands."""
    return count / top * (HEIGHT - TOP - BOTTOM)


def round_top(highest: int) -> int:
    """The end of the scale: as many round steps as there are grid lines, none a fraction."""
    power = 1
    while True:
        for factor in ROUND_FACTORS:
            step = factor * power
            if step == int(step) and step * GRID_LINES >= highest:
                return int(step) * GRID_LINES
        power *= 10


def grid(top: int) -> list[GridLine]:
    numbers = [top * line // GRID_LINES for line in range(GRID_LINES + 1)]
    return [
        GridLine(
            round(HEIGHT - BOTTOM - place_of(number, top), 1),
            str(formats.number_format(number, use_l10n=True, force_grouping=True)),
        )
        for number in numbers
    ]
