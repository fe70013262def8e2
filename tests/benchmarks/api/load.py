"""Asking a server: one request after the other, or as many as it can answer by wrk."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from statistics import median

from tests.serving import HOST

TICKS = os.sysconf("SC_CLK_TCK")
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
TOTAL = re.compile(r"(\d+) requests in")
FAILED = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")

Processes = Callable[[], Iterable[int]]


class MeasuringError(RuntimeError):
    """What was measured is not what should have been: an answer was wrong, or none came."""


@dataclass(frozen=True)
class Target:
    """What is asked of which server, with the headers that go along."""

    port: int
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = HTTPStatus.OK

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}{self.path}"

    def answer(self) -> tuple[dict[str, str], bytes]:
        """Its headers in small letters, and its body."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=120)
        try:
            return ask(connection, self)
        finally:
            connection.close()


def ask(connection: http.client.HTTPConnection, target: Target) -> tuple[dict[str, str], bytes]:
    connection.request("GET", target.path, headers={"Host": HOST, **target.headers})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != target.status:
        raise MeasuringError(f"{answer.status} for {target.url}: {body[:300]!r}")
    return {name.lower(): value for name, value in answer.getheaders()}, body


@dataclass
class Series:
    """Single requests of one target, measured one after the other."""

    target: Target
    processes: Processes
    clock: list[float] = field(default_factory=list)
    ticks: int = 0
    size: int = 0

    def ask(self, times: int) -> None:
        """Ask so many times over one connection."""
        connection = http.client.HTTPConnection(HOST, self.target.port, timeout=120)
        before = processor_ticks(self.processes())
        for _ in range(times):
            started = time.perf_counter()
            _headers, body = ask(connection, self.target)
            self.clock.append(time.perf_counter() - started)
            self.size = len(body)
        connection.close()
        self.ticks += processor_ticks(self.processes()) - before

    @property
    def milliseconds(self) -> float:
        return median(self.clock) * 1000

    @property
    def processor(self) -> float:
        """Milliseconds of processor time for a request, on the server's side."""
        return self.ticks / TICKS * 1000 / len(self.clock)


def rate(
    target: Target, seconds: int, connections: int, script: Path | None = None
) -> tuple[float, int]:
    """Requests a second, and how many there were in all."""
    named = {"Host": HOST, **target.headers}
    headers = [part for name, value in named.items() for part in ("-H", f"{name}: {value}")]
    options = ["-s", str(script)] if script else []
    command = [
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s",
        *headers, *options, target.url,
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    failed = FAILED.search(said)
    if failed:
        raise MeasuringError(f"{target.url}: {failed.group(0)}")
    return found(RATE, said), int(found(TOTAL, said))


def found(pattern: re.Pattern[str], said: str) -> float:
    match = pattern.search(said)
    if match is None:
        raise MeasuringError(said)
    return float(match.group(1))


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def processor_ticks(processes: Iterable[int]) -> int:
    """Processor time that the processes have used so far, in ticks of the system's clock."""
    return sum(map(ticks_of, processes))


def ticks_of(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    used = status.rpartition(")")[2].split()
    return int(used[11]) + int(used[12])


def resident(process: int) -> float:
    """Resident memory of a process, in megabytes (10^6 bytes)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6
