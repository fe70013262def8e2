"""Reads the content version over and over while another process commits it.

`python -m tests.headless.version_follower FILE CONNINFO LEASE_SECONDS` prints how many reads found
less than had been committed before they began, how many there were, and how often the server was
asked.
`FILE` holds three numbers: what was committed last, whether that is all, and how many followers
have begun.
"""

from __future__ import annotations

import mmap
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from headless.caching import postgresql_reader
from headless.caching.postgresql_reader import PostgresqlReader

THREADS = 2
# Between two reads, to leave the processor to others.
REST_SECONDS = 0.0002


def shared(file: Path) -> memoryview:
    """The numbers in the file, as all processes see them."""
    with file.open("r+b") as opened:
        return memoryview(mmap.mmap(opened.fileno(), 0)).cast("q")


def follow(reader: PostgresqlReader, numbers: memoryview) -> tuple[int, int]:
    asked = old = 0
    while not numbers[1]:
        before = numbers[0]
        row = reader()
        old += row is None or int(row[1]) < before
        asked += 1
        time.sleep(REST_SECONDS)
    return old, asked


def main(file: str, conninfo: str, lease: str) -> None:
    postgresql_reader.LEASE_SECONDS = float(lease)
    params = psycopg.conninfo.conninfo_to_dict(conninfo)
    reader = PostgresqlReader(psycopg, params, "headless_contentversion", 1, "epoch, sequence")
    numbers = shared(Path(file))
    reader()
    numbers[2] += 1
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(follow, [reader] * THREADS, [numbers] * THREADS))
    print(sum(old for old, _ in found), sum(asked for _, asked in found), reader.begun)


if __name__ == "__main__":
    main(*sys.argv[1:])
