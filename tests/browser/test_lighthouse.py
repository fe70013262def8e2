"""Lighthouse 12 on the production server, as a phone on a mobile network would see it."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM
from tests.browser.public_site import PublicSite
from tests.browser.tools import node_and_lighthouse

# A busy machine is a slow site.
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(
        "PYTEST_XDIST_WORKER" in os.environ,
        reason="needs the machine to itself: uv run pytest -n0 tests/browser/test_lighthouse.py",
    ),
]

LEAST = {"performance": 95, "accessibility": 98, "best-practices": 98, "seo": 98}
PATHS = ["/", "/directory/", "/publications/", "/publications/mutual-trade-of-services/"]
RUNS = 3
MOST_ROUNDS = 2
MOST_TRIES = 3

# Lighthouse takes this machine for four times as fast as a phone. So it is from this score of its
# own benchmark on; a slower machine is slowed down less.
USUAL_SLOWDOWN = 4
USUAL_BENCHMARK = 1300
# What others may take of the processors while a page is judged, and how long to wait for it.
MOST_BUSY = 0.25
PATIENCE_SECONDS = 90

STATISTICS = Path("/proc/stat")
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"


def busy_share(seconds: float = 2) -> float:
    """What part of the processors is in use, as Linux counts it; nothing where it is another."""
    if not STATISTICS.exists():
        return 0

    def ticks() -> tuple[int, int]:
        counts = [int(each) for each in STATISTICS.read_text().splitlines()[0].split()[1:9]]
        return sum(counts), counts[3] + counts[4]

    total, idle = ticks()
    time.sleep(seconds)
    later_total, later_idle = ticks()
    return 1 - (later_idle - idle) / max(1, later_total - total)


def wait_for_calm() -> float:
    """Wait until the machine has little else to do, but not for ever; answers how busy it is."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (busy := busy_share()) > MOST_BUSY and time.monotonic() < until:
        pass
    return busy


@pytest.fixture(scope="module", name="slowdown")
def calibrated_slowdown(public_site: PublicSite, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How much slower a phone is than this machine; each page was visited once before it counts."""
    for path in PATHS:
        urllib.request.urlopen(public_site.base + path).close()
    file = tmp_path_factory.mktemp("lighthouse") / "calibration.json"
    report = audit(public_site.base + PATHS[0], file, ["performance"], USUAL_SLOWDOWN)
    benchmark = report["environment"]["benchmarkIndex"]
    found = max(1.0, USUAL_SLOWDOWN * min(1, benchmark / USUAL_BENCHMARK))
    print(f"benchmark {benchmark:.0f}, processor slowed down {found:.1f} times")
    return found


def audit(address: str, file: Path, categories: list[str], slowdown: float) -> dict[str, Any]:
    """Lighthouse's report on a first visit to `address`."""
    node, program = node_and_lighthouse()
    command = [
        node, str(program), address, "--quiet", "--output=json", f"--output-path={file}",
        f"--only-categories={','.join(categories)}", f"--chrome-flags={CHROME_FLAGS}",
        f"--throttling.cpuSlowdownMultiplier={slowdown}",
        "--no-enable-error-reporting",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    for _try in range(MOST_TRIES):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=180
        )
        # Now and then the browser begins before Lighthouse listens.
        if "NO_NAVSTART" not in done.stderr:
            break
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return report


def scores(report: dict[str, Any]) -> dict[str, int]:
    """The points of each category, of 100."""
    return {name: round(100 * each["score"]) for name, each in report["categories"].items()}


def is_settled(reports: list[dict[str, Any]]) -> bool:
    """Whether most of all visits were fast enough, so that the median of all is."""
    fast = [each for each in reports if scores(each)["performance"] >= LEAST["performance"]]
    return 2 * len(fast) > RUNS


def objections(report: dict[str, Any]) -> list[str]:
    """What cost points."""
    return [
        f"{each['id']}: {each.get('displayValue', '')}"
        for each in report["audits"].values()
        if each["score"] is not None and each["score"] < 1
    ]


def told(report: dict[str, Any]) -> str:
    """The speed of one visit in a line: points, first and largest paint, benchmark."""
    audits = report["audits"]
    first, largest = (
        audits[f"{name}-contentful-paint"]["displayValue"].replace("\xa0", " ")
        for name in ("first", "largest")
    )
    benchmark = report["environment"]["benchmarkIndex"]
    return f"{scores(report)['performance']} ({first}, {largest}; benchmark {benchmark:.0f})"


@pytest.mark.parametrize("path", PATHS)
def test_lighthouse_is_pleased(
    public_site: PublicSite, slowdown: float, tmp_path: Path, path: str
) -> None:
    """Speed is the median of three visits; the rest does not change from one to the next.

    Where the first two are fast enough, so is the median, and there is no third visit. A machine
    that was busy elsewhere gets a second round, once it is calm.
    """
    found: dict[str, int] = {}
    for number in range(MOST_ROUNDS):
        busy = wait_for_calm() if number else busy_share()
        reports: list[dict[str, Any]] = []
        while len(reports) < RUNS and not is_settled(reports):
            file = tmp_path / f"{number}-{len(reports)}.json"
            categories = ["performance"] if reports or number else list(LEAST)
            reports.append(audit(public_site.base + path, file, categories, slowdown))
        speeds = [scores(report)["performance"] for report in reports]
        found = {**scores(reports[0]), **found, "performance": round(statistics.median_low(speeds))}
        print(f"{path} round {number + 1}, {busy:.0%} busy:", "; ".join(map(told, reports)))
        if found["performance"] >= LEAST["performance"] or busy <= MOST_BUSY:
            break
    print(path, found)
    low = {name: points for name, points in found.items() if points < LEAST[name]}
    assert low == {}, objections(reports[0])
    assert all(each["audits"]["cumulative-layout-shift"]["numericValue"] == 0 for each in reports)
