"""The machine that a figure was measured on, and how busy it was, for the heads of result files."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "benchmarks"
GIBIBYTE = 1024**3


def today() -> str:
    return f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"


def described(*packages: str) -> str:
    """Processor, memory, load, system and versions, in one sentence."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{processor()}, {os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release().split('-')[0]}; load when it ended: {load}; "
        f"Python {platform.python_version()}{', ' if versions else ''}{versions}"
    )


def processor() -> str:
    """The processor's name, as far as the system tells it."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
