"""The command: fills the databases, measures, prints, and keeps the result where asked to."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.api.load import has_wrk
from tests.benchmarks.api.measuring import Measuring
from tests.benchmarks.api.place import on_postgresql, on_sqlite
from tests.benchmarks.api.report import report
from tests.benchmarks.machine import RESULTS, today
from tests.serving import has_nginx

NUMBER = 1_000
SEED = 20_130_627
ROUNDS = 2
SECONDS = 2


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.api", description=__doc__)
    parser.add_argument("--postgres", metavar="URL", help="a server, to be measured on as well")
    parser.add_argument("--number", type=int, default=NUMBER, help="publications, and members")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of each run of wrk")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", action="store_true", help="keep the result in docs/benchmarks")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if not has_wrk():
        sys.exit("This benchmark needs wrk, which is not installed: apt-get install wrk")
    if not has_nginx():
        print("nginx is not installed; its column stays empty.", file=sys.stderr)
    results = []
    with tempfile.TemporaryDirectory(prefix="api-benchmark-") as temporary, ExitStack() as stack:
        folder = Path(temporary)
        places = [on_sqlite(folder)]
        if given.postgres:
            places.append(on_postgresql(folder, given.postgres))
        for place in map(stack.enter_context, places):
            print(f"{place.database}: writing the content …", file=sys.stderr)
            place.fill(given.number, given.seed)
            print(f"{place.database}: measuring …", file=sys.stderr)
            measuring = Measuring(place, given.number, given.rounds, given.seconds)
            results.append(measuring.run())
    command = " ".join(
        ["python -m tests.benchmarks.api", *(["--postgres URL"] * bool(given.postgres))]
    )
    text = report(results, command, given.seed)
    print(text)
    if given.write:
        (RESULTS / f"api-{today()}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
