"""How long reading a file of each kind takes, and how much memory.

    python -m tests.benchmarks.extraction [rounds]

The files are made on the spot. Each is read in a child of its own, as in the background task;
what the child itself needs before it reads anything is part of its memory, the start of the
server that forks it is told apart.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

PAGES = 100
PARAGRAPH = (
    "협동조합은 조합원의 공동 필요를 채우기 위하여 스스로 모인 사람들이 함께 소유하고 민주적으로 "
    "운영하는 사업체입니다. 서울의 협동조합은 돌봄, 주거, 먹거리에서 사회적 가치를 만듭니다."
)
LINES = [PARAGRAPH[start : start + 40] for start in range(0, len(PARAGRAPH), 40)] * 12
MEBIBYTE = 1024 * 1024


def samples() -> dict[str, Callable[[], bytes]]:
    """A file of each kind with the text of a hundred pages."""
    from tests import files

    page = "\n".join(LINES)
    paragraphs = [PARAGRAPH] * (12 * PAGES)
    return {
        "PDF": lambda: files.pdf(*[page] * PAGES),
        "HWP": lambda: files.hwp(*paragraphs, picture=files.png()),
        "HWPX": lambda: files.hwpx(*paragraphs),
        "DOCX": lambda: files.docx(*paragraphs),
        "PPTX": lambda: files.pptx(*[page] * PAGES),
        "XLSX": lambda: files.xlsx(*[[PARAGRAPH, number, 2.5] for number in range(12 * PAGES)]),
        "EPUB": lambda: files.epub(*[f"<p>{page}</p>"] * PAGES),
        "CSV": lambda: files.csv("\n".join(paragraphs)),
    }


def measure(rounds: int) -> None:
    from publications.extraction.reader import DocumentReader

    print("| kind | file, KB | characters | sections | time, s | processor, s | peak memory, MB |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, DocumentReader() as reader:
        path = Path(folder) / "file"
        path.write_bytes(b"a,b")
        started = time.perf_counter()
        reader.read(path)
        start_up = time.perf_counter() - started
        for kind, make in samples().items():
            path.write_bytes(make())
            times, readings = [], []
            for _round in range(rounds):
                started = time.perf_counter()
                readings.append(reader.read(path))
                times.append(time.perf_counter() - started)
            last = readings[-1]
            assert last.status == "read", f"{kind}: {last.status}"
            print(
                f"| {kind} | {path.stat().st_size / 1024:,.0f} "
                f"| {sum(map(len, last.sections)):,} | {len(last.sections)} "
                f"| {statistics.median(times):.2f} "
                f"| {statistics.median(reading.seconds for reading in readings):.2f} "
                f"| {max(reading.peak_bytes for reading in readings) / MEBIBYTE:.0f} |"
            )
    print(f"\nStart of the reading process, once: {start_up:.2f} s.")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seoulcoop.settings.test")
    django.setup()
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
