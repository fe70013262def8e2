"""The table that the search benchmark prints."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

BAR_LATENCY = 30.0
BAR_SIZE = 3.0
FULL_PAGE = 20
INTRODUCTION = (
    "Documents of 300 to 3,000 Korean words; the twenty best by relevance, with an excerpt of each "
    "(made by `hangul.excerpts` for both searches, because the stock one has none, out of texts "
    "that are taken undecoded, as those of files are on the site). Milliseconds, "
    "the fastest of 12 to 36 runs of each query, in which the two searches take turns of three, "
    "each in a process and a database of its own; all but the first find ready what the query "
    "means and the SQL of its look-ups, as do the parts of a page of results; median and 95th "
    "percentile over the queries. *Clock* "
    "is what passed on a machine that may have had other work to do; *processor* is what the "
    "client and the database's process used, which is what a machine at rest would take. A query "
    "of the stock search is ended after two seconds."
)
HEADING = (
    "| documents | database | search | index, s (clock) | index, s (processor) | index, MiB | "
    "median, clock | 95 %, clock | median, processor | 95 %, processor | ended at the limit |"
)
COMPARED = (
    "The stock search knows whole words only: to many of the queries it answers with nothing, "
    "which takes no time and helps nobody. So the queries are compared in three classes: those of "
    "which both searches fill a page of twenty (or would, had the stock one not been ended), those "
    "of which only ours does, and those that leave ours with less than a page too. Medians and "
    "95th percentiles in milliseconds of the processor."
)


@dataclass(frozen=True)
class Result:
    """What was measured of one search in one database.

    Times are in seconds, sizes in bytes. `latencies` are those of the queries in their order; one
    that was ended at the limit has the limit.
    """

    database: str
    search: str
    documents: int
    index_seconds: float
    index_processor: float
    index_bytes: int
    queries: list[str]
    latencies: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    ended: int = 0


@dataclass(frozen=True)
class Latency:
    """Of one query: seconds, on the clock and of the processors, its hits, and those shown."""

    seconds: float
    processor: float
    hits: int = 0
    shown: int = 0
    is_ended: bool = False


def report(results: Sequence[Result], machine: str, seed: int) -> str:
    """All results as a Markdown document."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    lines = [
        f"# Search, {today}",
        "",
        f"`python -m tests.benchmarks.search`, seed {seed}, on {machine}.",
        "",
        INTRODUCTION,
        "",
        HEADING,
        "|---:|---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(row(result) for result in results),
        "",
        "## Against the bar",
        "",
        *bars(results),
        "",
        "## Query by query class",
        "",
        *classes(results),
        "",
        "## The queries",
        "",
        *queries(results),
    ]
    return "\n".join(lines) + "\n"


def row(result: Result) -> str:
    cells = [
        f"{result.documents:,}",
        result.database,
        result.search,
        f"{result.index_seconds:.1f}",
        f"{result.index_processor:.1f}",
        f"{result.index_bytes / 2**20:.1f}",
        f"{median(result.latencies) * 1000:.1f}",
        f"{percentile(result.latencies) * 1000:.1f}",
        f"{median(result.processor) * 1000:.1f}",
        f"{percentile(result.processor) * 1000:.1f}",
        f"{result.ended} of {len(result.latencies)}",
    ]
    return f"| {' | '.join(cells)} |"


def pairs(results: Sequence[Result]) -> Iterator[tuple[Result, Result]]:
    """Ours beside the stock one, for each database and size."""
    for ours in (result for result in results if result.search == "hangul"):
        for stock in results:
            if stock.search == "stock" and (stock.database, stock.documents) == (
                ours.database,
                ours.documents,
            ):
                yield ours, stock


def bars(results: Sequence[Result]) -> list[str]:
    """Each promise, and whether it was kept."""
    lines = []
    for ours, stock in pairs(results):
        times = ours.index_bytes / stock.index_bytes
        slower = ours.index_processor / stock.index_processor
        both = class_of(ours, stock)["both"]
        mine, theirs = median_of(ours, both), median_of(stock, both)
        lines.append(
            f"* {ours.database}, {ours.documents:,} documents: median "
            f"{milliseconds(ours):.1f} ms of the processor "
            f"({kept(milliseconds(ours) < BAR_LATENCY)} under {BAR_LATENCY:.0f}); where both fill "
            f"a page {mine:.1f} ms, stock {theirs:.1f} ms ({kept(mine < theirs)} faster); over the "
            f"whole mix stock {milliseconds(stock):.1f} ms "
            f"({kept(milliseconds(ours) <= milliseconds(stock))} at or below it); all queries one "
            f"after the other {total(ours):,.0f} ms, stock {total(stock):,.0f} ms "
            f"({kept(total(ours) < total(stock))} faster); index "
            f"{times:.2f} times stock ({kept(times <= BAR_SIZE)} at most {BAR_SIZE:.0f}), made in "
            f"{slower:.1f} times the time."
        )
    return lines


def classes(results: Sequence[Result]) -> list[str]:
    """The medians of each class of queries."""
    lines = [
        COMPARED,
        "",
        "| documents | database | class | queries | ours | ours, 95 % | stock | stock, 95 % |",
        "|---:|---|---|---:|---:|---:|---:|---:|",
    ]
    names = {"both": "both fill a page", "ours": "only ours fills a page", "few": "fewer hits"}
    for ours, stock in pairs(results):
        for name, places in class_of(ours, stock).items():
            if places:
                lines.append(
                    f"| {ours.documents:,} | {ours.database} | {names[name]} | {len(places)} | "
                    f"{median_of(ours, places):.1f} | {percentile_of(ours, places):.1f} | "
                    f"{median_of(stock, places):.1f} | {percentile_of(stock, places):.1f} |"
                )
    return lines


def class_of(ours: Result, stock: Result) -> dict[str, list[int]]:
    """The places of the queries of each class."""
    found: dict[str, list[int]] = {"both": [], "ours": [], "few": []}
    for place in range(len(ours.queries)):
        is_ended = stock.latencies[place] == stock.processor[place]
        if ours.shown[place] < FULL_PAGE:
            found["few"].append(place)
        elif stock.shown[place] == FULL_PAGE or is_ended:
            found["both"].append(place)
        else:
            found["ours"].append(place)
    return found


def median_of(result: Result, places: Sequence[int]) -> float:
    """Milliseconds of the processor over some of the queries."""
    return median(result.processor[place] for place in places) * 1000 if places else 0.0


def total(result: Result) -> float:
    """Milliseconds of the processor for all queries together."""
    return sum(result.processor) * 1000


def percentile_of(result: Result, places: Sequence[int]) -> float:
    """The 95th percentile, likewise."""
    return percentile([result.processor[place] for place in places]) * 1000


def queries(results: Sequence[Result]) -> list[str]:
    """The queries with their hits and times, at the largest size."""
    largest = max(result.documents for result in results)
    shown = [result for result in results if result.documents == largest]
    names = [f"{result.database} {result.search}" for result in shown]
    lines = [
        f"At {largest:,} documents: hits by our search and by the stock one (– where ended); ms.",
        "",
        f"| query | hits | stock | {' | '.join(names)} |",
        f"|---|---:|---:|{'---:|' * len(names)}",
    ]
    ours = next(result for result in shown if result.search == "hangul")
    stock = next(result for result in shown if result.search == "stock")
    for place, query in enumerate(ours.queries):
        is_ended = stock.latencies[place] == stock.processor[place]
        theirs = "–" if is_ended else f"{stock.hits[place]:,}"
        times = [f"{result.processor[place] * 1000:.1f}" for result in shown]
        lines.append(f"| {query} | {ours.hits[place]:,} | {theirs} | {' | '.join(times)} |")
    return lines


def kept(is_kept: bool) -> str:
    return "is" if is_kept else "is **not**"


def milliseconds(result: Result) -> float:
    return median(result.processor) * 1000


def percentile(values: Sequence[float], share: float = 0.95) -> float:
    """The smallest value that `share` of the values do not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]
