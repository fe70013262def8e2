"""How fast the Korean search is, beside the stock one: `python -m tests.benchmarks.search`.

    --sizes 1000 10000         how many documents
    --postgres URL             a server on which a database of its own may be made and dropped
    --output docs/benchmarks   where the result file goes; printed only where left out

A document is a member with a name, a tag-less record and an introduction of 300 to 3,000 Korean
words, because these are plain text: turning a page's rich text into text costs both searches the
same and is not measured. Each query asks for the twenty best with an excerpt of each. Both searches
run it in turn, three times each, for 4 turns or as many as two seconds allow, at most 12, and the
fastest run counts of each, so that other work on the machine counts less, and for both alike. A
stock query is ended after `STOCK_LIMIT` seconds, because ordering by relevance on SQLite is
quadratic, and one that takes long is run once.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests.benchmarks.search_report import Latency, Result, report

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "hangul_benchmark"
SEARCHES = ("stock", "hangul")
# How often a search is asked before it is the other's turn, and how many turns each has.
RUNS_IN_A_TURN = 3
LEAST_TURNS, MOST_TURNS = 4, 12
# Seconds that are enough for the runs of a query, and after which one is not run again.
ENOUGH, LONG = 2.0, 1.0


def main() -> None:
    """Measure each kind of database and size, and report."""
    arguments = parser().parse_args()
    results: list[Result] = []
    for found in measurements(arguments):
        results += found
        text = report(results, machine(), arguments.seed)
        if arguments.output:
            keep(text, arguments.output)
    print(text)


def measurements(arguments: argparse.Namespace) -> Iterator[list[Result]]:
    """What each kind of database gives at each size, one after the other."""
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            urls = {name: f"sqlite:///{folder}/{name}.sqlite3" for name in SEARCHES}
            yield measured(urls, size, arguments.seed)
        if arguments.postgres:
            with databases_of_its_own(arguments.postgres) as urls:
                yield measured(urls, size, arguments.seed)


def keep(text: str, folder: Path) -> None:
    """Write the result file of today, which later measurements of this run write anew."""
    folder.mkdir(parents=True, exist_ok=True)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    (folder / f"search-{today}.md").write_text(text)


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="tests.benchmarks.search", description=__doc__)
    found.add_argument("--sizes", nargs="+", type=int, default=[1000, 10_000])
    found.add_argument("--postgres", default="", metavar="URL")
    found.add_argument("--output", type=Path)
    found.add_argument("--seed", type=int, default=1)
    return found


def measured(urls: dict[str, str], size: int, seed: int) -> list[Result]:
    """What both searches, each in the database at its address, take for their index and queries."""
    with ExitStack() as stack:
        searches = [stack.enter_context(Search(name, urls[name], size, seed)) for name in SEARCHES]
        for query in searches[0].result.queries:
            ask_in_turn(searches, query)
        return [search.result for search in searches]


def ask_in_turn(searches: list[Search], query: str) -> None:
    waiting = list(searches)
    runs: dict[str, list[Latency]] = {search.name: [] for search in searches}
    for number in range(MOST_TURNS):
        spent = sum(run.seconds for each in runs.values() for run in each)
        if number >= LEAST_TURNS and spent > ENOUGH:
            break
        for search in list(waiting):
            turn = take_turn(search, query)
            runs[search.name] += turn
            if is_long(turn[-1]):
                waiting.remove(search)
    for search in searches:
        search.note(runs[search.name])


def take_turn(search: Search, query: str) -> list[Latency]:
    """A few runs one after the other; the first has the caches that the other search left.

    On a site it is one search that runs, not two in turn.
    """
    runs = [search.ask(query)]
    while len(runs) < RUNS_IN_A_TURN and not is_long(runs[-1]):
        runs.append(search.ask(query))
    return runs


def is_long(run: Latency) -> bool:
    return run.is_ended or run.seconds > LONG


class Search:
    """A search that answers in a process of its own."""

    def __init__(self, name: str, url: str, size: int, seed: int) -> None:
        self.name = name
        settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "seoulcoop.settings.test"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.search_run", name, str(size), str(seed)],
            cwd=ROOT, env={**os.environ, **settings}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def __enter__(self) -> Search:
        self.result = Result(**self.said())
        return self

    def __exit__(self, *error: object) -> None:
        self.process.communicate()

    def ask(self, query: str) -> Latency:
        print(query, file=self.process.stdin, flush=True)
        return Latency(**self.said())

    def said(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The process of the {self.name} search has ended.")
        return json.loads(line)

    def note(self, runs: list[Latency]) -> None:
        """Keep the fastest of the runs of one query."""
        result = self.result
        result.latencies.append(min(run.seconds for run in runs))
        result.processor.append(min(run.processor for run in runs))
        result.hits.append(runs[-1].hits)
        result.shown.append(runs[-1].shown)
        self.result = dataclasses.replace(result, ended=result.ended + runs[-1].is_ended)


@contextmanager
def databases_of_its_own(server: str) -> Iterator[dict[str, str]]:
    """A new database for each search on the server, dropped afterwards."""
    names = {search: f"{DATABASE}_{search}" for search in SEARCHES}
    maintenance = urlunsplit(urlsplit(server)._replace(path="/postgres"))
    drops = [f"DROP DATABASE IF EXISTS {name}" for name in names.values()]
    for drop, name in zip(drops, names.values(), strict=True):
        run_sql(maintenance, drop)
        run_sql(maintenance, f"CREATE DATABASE {name}")
    try:
        yield {
            search: urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            for search, name in names.items()
        }
    finally:
        for drop in drops:
            run_sql(maintenance, drop)


def run_sql(url: str, statement: str) -> None:
    subprocess.run(["psql", "--quiet", url, "-c", statement], check=True)


def machine() -> str:
    """The machine in one line: processors, memory, system."""
    pages, page_size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return (
        f"{os.cpu_count()} cores, {pages * page_size / 2**30:.0f} GiB of memory, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"load average {os.getloadavg()[2]:.1f} at the end"
    )


if __name__ == "__main__":
    main()
