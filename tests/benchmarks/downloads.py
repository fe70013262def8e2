"""Downloads under load: throughput beside nginx, and JSON while fifty slow clients download.

`python -m tests.benchmarks.downloads` serves a site on this machine's loopback, measures for about
a minute and a half, prints Markdown, and stops by itself.
"""

from __future__ import annotations

import datetime
import http.client
import itertools
import os
import platform
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.migrated import migrated_database
from tests.serving import (
    HOST,
    Server,
    SlowReader,
    granian,
    has_nginx,
    latency,
    nginx,
    publication_with,
)

MEGABYTE = 1_000_000
SIZE = 64 * MEGABYTE
ROUNDS = 5
SLOW_CLIENTS = 50
REQUESTS = 150
JSON = "/api/v1/publications/?limit=20"
# No two requests are alike, so that no cache answers in front of the application.
OFFSETS = itertools.count()
BLOCK = 1 << 20
LOCATION = {"DOCUMENTS_X_ACCEL_LOCATION": "/internal-documents/"}
FEW_THREADS = ("--blocking-threads", "8", "--backpressure", "256")


def throughput(port: int, path: str) -> float:
    """The median of some downloads of the whole file, in megabytes a second."""
    return statistics.median(download(port, path) for _ in range(ROUNDS))


def download(port: int, path: str) -> float:
    begun = time.perf_counter()
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", path, headers={"User-Agent": "Firefox/140.0"})
    answer = connection.getresponse()
    buffer = bytearray(BLOCK)
    received = 0
    while count := answer.readinto(buffer):
        received += count
    connection.close()
    assert (answer.status, received) == (http.client.OK, SIZE), (answer.status, received)
    return received / MEGABYTE / (time.perf_counter() - begun)


def latencies(port: int) -> str:
    """The median, the 95th percentile and the worst of many JSON requests, in milliseconds."""
    taken = sorted(latency(port, f"{JSON}&offset={next(OFFSETS)}") * 1000 for _ in range(REQUESTS))
    p95 = taken[int(len(taken) * 0.95)]
    return f"{statistics.median(taken):.0f} | {p95:.0f} | {taken[-1]:.0f}"


@contextmanager
def slow_clients(port: int, path: str) -> Iterator[list[SlowReader]]:
    """Fifty clients that read on, four kilobytes ten times a second each, until the end."""
    readers = [SlowReader(port, path) for _ in range(SLOW_CLIENTS)]
    statuses = [reader.status() for reader in readers]
    assert statuses == [http.client.OK] * SLOW_CLIENTS, statuses
    done = threading.Event()

    def sip() -> None:
        while not done.wait(0.1):
            for reader in readers:
                reader.sip()

    sipping = threading.Thread(target=sip, daemon=True)
    sipping.start()
    try:
        yield readers
    finally:
        done.set()
        sipping.join()
        for reader in readers:
            reader.close()


def memory(server: Server) -> float:
    """The resident memory of a server's processes, in megabytes."""
    kilobytes = 0
    for process in [server.process, *server.children()]:
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1000


def measure_application(folder: Path, path: str) -> None:
    """The application alone, with the threads of the demo."""
    with granian(folder) as server:
        row("granian, the application reads the file", throughput(server.port, path))
        before = memory(server)
        json_row("no download", latencies(server.port))
        with slow_clients(server.port, path):
            json_row("50 slow clients, the application sends", latencies(server.port))
            note(f"memory: {before:.0f} MB before, {memory(server):.0f} MB with them")


def measure_nginx(folder: Path, path: str, document: str) -> None:
    """nginx before it, with few threads behind."""
    with (
        granian(folder, *FEW_THREADS, **LOCATION) as server,
        nginx(folder, server.port) as port,
    ):
        row(
            "nginx, the same file as a static one",
            throughput(port, f"/static-documents/{document}"),
        )
        row("nginx by X-Accel-Redirect", throughput(port, path))
        json_row("no download, through nginx", latencies(port))
        with slow_clients(port, path):
            json_row("50 slow clients, nginx sends, 8 threads", latencies(port))


ROWS: list[str] = []
JSON_ROWS: list[str] = []
NOTES: list[str] = []


def row(name: str, megabytes: float) -> None:
    ROWS.append(f"| {name} | {megabytes:.0f} |")


def json_row(name: str, figures: str) -> None:
    JSON_ROWS.append(f"| {name} | {figures} |")


def note(text: str) -> None:
    NOTES.append(text)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        cache = Path(temporary) / "migrated"
        folder.mkdir()
        cache.mkdir()
        path = publication_with(os.urandom(SIZE), folder, migrated_database(cache))
        (document,) = (folder / "documents").glob("*.pdf")
        measure_application(folder, path)
        if has_nginx():
            static = "".join(f"%{byte:02X}" for byte in document.name.encode())
            measure_nginx(folder, path, static)
    print("# Downloads under load\n")
    print(
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, Python {platform.python_version()}, ",
        end="",
    )
    print(f"{os.cpu_count()} cores; load of the machine before: {os.getloadavg()[1]:.1f}.\n")
    print(f"One download of {SIZE // MEGABYTE} MB over loopback, median of {ROUNDS}:\n")
    print("| sender | MB/s |", "|---|---:|", *ROWS, sep="\n")
    print(f"\n{REQUESTS} requests of `{JSON}`, one after the other, past every cache, in ms:\n")
    print("| meanwhile | median | 95 % | worst |", "|---|---:|---:|---:|", *JSON_ROWS, sep="\n")
    print("", *NOTES, sep="\n")


if __name__ == "__main__":
    main()
