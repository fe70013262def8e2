"""What was measured of the API, as a Markdown document with the bars that it is held against."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.benchmarks.api.measuring import KEPT, Result
from tests.benchmarks.machine import described, today

TIMES_FASTER = 10.0
TIMES_SLOWER = 5.0
MEGABYTES = 250.0
APIS = ("v1", "v1 bare", "v2", "v2 equal", "v3")
OURS = {
    "v1": "made by a process that has no answer in its memory",
    "v1 bare": "made of the content's own tables, without what was stored of each object",
}
COLUMNS = {
    "stored 1": "made anew, 1 worker",
    "stored 2": "2 workers",
    "nothing 1": "without stored texts, 1 worker",
    "answers 1": "from the cache, 1 worker",
    "answers 2": "2 workers",
    "nginx": "nginx, 1 worker",
}
INTRODUCTION = """
Ours is `/api/v1/`; v2 is Wagtail's stock API with `fields=*`, and v3 Wagtail's preview, whose \
lists have titles only. All are served by one site with one set of middleware, over loopback, from \
the same content: publications with a body of eleven blocks, a cover, a file that has been read, \
two contributors, tags, policy areas and recommendations. Ours gives all of that, with relations \
expanded and links resolved. *v2* gives what the types declare for it: no files, contributors, \
tags or sizes of pictures. *v2 equal* declares those as well, as Wagtail's documentation teaches; \
what blocks refer to stays a number in both.
"""
SINGLE = """
One worker, one request after the other, the contenders in turn. Every answer is made of the \
database alone, but for which rich texts a process has found harmless. In that database *v1* finds \
each object's text, which was written with the object's latest change or in the minute after a \
sweeping one (`headless.changes.stored_texts`); *v1 bare* may not use those, and stands for the \
first minute after a sweeping change, and for forms that are not stored. \
*Clock* is the median; *processor* is what the server's processes used for a request, the \
database's own among them.
"""
MANY = """
Requests a second, by wrk, the median of the rounds; in each round the columns take their turn. \
*Made anew* is a server that keeps no answer, asked over 4 connections; *from the cache* is one \
whose response cache has the answer, asked over 16, as nginx is, which serves the same bytes as a \
static file. A worker has 4 threads. `20 kB` is a list of publications of about that size, and \
`304` the same asked for by a client that has it.
"""


def report(results: list[Result], command: str, seed: int) -> str:
    versions = described("wagtail", "django", "granian")
    parts = [
        f"# The delivery API, {today()}",
        f"`{command}`, seed {seed}. {versions}.",
        INTRODUCTION.strip(),
        *(part for result in results for part in of_database(result)),
    ]
    return "\n\n".join(parts) + "\n"


def of_database(result: Result) -> Iterator[str]:
    yield f"## {result.database}, {result.content}"
    yield "\n".join(bars(result))
    yield SINGLE.strip()
    yield "\n".join(single_table(result))
    yield MANY.strip()
    yield "\n".join(rate_table(result))
    yield "\n".join(memory_table(result))


def single_table(result: Result) -> Iterator[str]:
    names = [f"{api}, {what}" for api in APIS for what in ("clock", "processor", "kB")]
    yield f"| milliseconds | {' | '.join(names)} |"
    yield f"|---|{'---:|' * len(names)}"
    for name, contenders in result.single.items():
        cells = [name]
        for api in APIS:
            series = contenders.get(api)
            figures = (series.milliseconds, series.processor, series.size / 1e3) if series else ()
            cells += [f"{figure:.1f}" for figure in figures] or [""] * 3
        yield f"| {' | '.join(cells)} |"


def rate_table(result: Result) -> Iterator[str]:
    yield f"| requests a second | kB | {' | '.join(COLUMNS.values())} |"
    yield f"|---|---:|{'---:|' * len(COLUMNS)}"
    for name, rates in result.rates.items():
        size = result.sizes.get(name)
        cells = [name, f"{size / 1e3:.1f}" if size else ""]
        cells += [written(rates.get(column)) for column in COLUMNS]
        yield f"| {' | '.join(cells)} |"


def written(rate: float | None) -> str:
    return "" if rate is None else f"{rate:,.{0 if rate >= 100 else 1}f}"


def memory_table(result: Result) -> Iterator[str]:
    yield "| a worker's memory | requests before | MB |"
    yield "|---|---:|---:|"
    for name, requests, megabytes in result.memory:
        yield f"| {name} | {requests:,} | {megabytes:.0f} |"


def bars(result: Result) -> Iterator[str]:
    """Each promise, and whether it was kept."""
    lists = result.single["list of 100"]
    for own, api in product(OURS, ("v2", "v2 equal")):
        ours, stock = lists[own], lists[api]
        clock = stock.milliseconds / ours.milliseconds
        processor = stock.processor / ours.processor
        yield (
            f"* A list of 100 full publications, {OURS[own]}, beside *{api}*: "
            f"{clock:.1f} times as fast by the clock, {processor:.1f} times by the processor "
            f"({kept(clock >= TIMES_FASTER)} at least {TIMES_FASTER:.0f})."
        )
    for name in ("20 kB", "304"):
        rates = result.rates[name]
        if "nginx" in rates:
            slower = rates["nginx"] / rates["answers 1"]
            yield (
                f"* {name} from the cache: {rates['answers 1']:,.0f} a second, nginx "
                f"{rates['nginx']:,.0f}, which is {slower:.1f} times as many "
                f"({kept(slower <= TIMES_SLOWER)} at most {TIMES_SLOWER:.0f})."
            )
    _name, requests, megabytes = next(row for row in result.memory if row[0] == KEPT)
    yield (
        f"* A worker's memory after {requests:,} requests: {megabytes:.0f} MB "
        f"({kept(megabytes < MEGABYTES)} under {MEGABYTES:.0f})."
    )


def kept(is_kept: bool) -> str:
    return "is" if is_kept else "is **not**"
