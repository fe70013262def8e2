"""How fast the Korean search is, beside the stock one: `python -m tests.benchmarks.search`.

    --sizes 1000 10000         how many documents
    --postgres URL             a server on which a database of its own may be made and dropped
    --output docs/benchmarks   where the result file goes; printed only where left out

A document is a member with a name, a tag-less record and an introduction of 300 to 3,000 Korean
words, because these are plain text: turning a page's rich text into text costs both searches the
same and is not measured. Each query asks for the twenty best with an excerpt of each. It runs six
times, and the fastest counts, so that other work on the machine counts less. A stock query is
ended after `STOCK_LIMIT` seconds, because ordering by relevance on SQLite is quadratic, and one
whose limit was reached is run once.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.benchmarks.search_report import Result, report

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "hangul_benchmark"


def main() -> None:
    """Measure in processes of their own, one for each database and size, and report."""
    arguments = parser().parse_args()
    results: list[Result] = []
    for found in measurements(arguments):
        results += found
        text = report(results, machine(), arguments.seed)
        if arguments.output:
            keep(text, arguments.output)
    print(text)


def measurements(arguments: argparse.Namespace) -> Iterator[list[Result]]:
    """What each database gives at each size, one after the other."""
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            yield measured(f"sqlite:///{folder}/benchmark.sqlite3", size, arguments.seed)
        if arguments.postgres:
            with database_of_its_own(arguments.postgres) as url:
                yield measured(url, size, arguments.seed)


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


def measured(url: str, size: int, seed: int) -> list[Result]:
    """What a process of its own measures in the database at `url`."""
    settings = {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "seoulcoop.settings.test",
    }
    command = [sys.executable, "-m", "tests.benchmarks.search_run", str(size), str(seed)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, check=True
    )
    return [Result(**row) for row in json.loads(done.stdout.splitlines()[-1])]


@contextmanager
def database_of_its_own(server: str) -> Iterator[str]:
    """A new database on the server, dropped afterwards."""
    url = urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
    maintenance = urlunsplit(urlsplit(server)._replace(path="/postgres"))
    drop = f"DROP DATABASE IF EXISTS {DATABASE}"
    run_sql(maintenance, drop)
    run_sql(maintenance, f"CREATE DATABASE {DATABASE}")
    try:
        yield url
    finally:
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
