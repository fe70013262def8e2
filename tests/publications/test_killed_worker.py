"""A task worker of its own process, killed while it reads a document."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from publications.reading import GIVEN_UP_AFTER
from tests.files import pdf
from tests.migrated import ROOT
from tests.serving import PATIENCE_SECONDS, environment, publication_with

pytestmark = [pytest.mark.embedded, pytest.mark.once]

PAGES = 400


@pytest.fixture
def folder(tmp_path: Path, migrated: Path) -> Path:
    """An installation whose one document takes seconds to read and waits for that."""
    publication_with(pdf(*(f"{number}쪽의 글" for number in range(PAGES))), tmp_path, migrated)
    return tmp_path


def manage(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment(folder), start_new_session=True)


def state(folder: Path) -> tuple[str, int]:
    """The document's status, and how often its reading was begun."""
    with closing(sqlite3.connect(folder / "db.sqlite3", timeout=20)) as database:
        query = "SELECT status, attempts FROM publications_extractedtext"
        status, attempts = database.execute(query).fetchone()
        return status, attempts


def some_time_passes(folder: Path) -> None:
    before = timezone.now() - GIVEN_UP_AFTER - timedelta(minutes=1)
    with closing(sqlite3.connect(folder / "db.sqlite3", timeout=20)) as database, database:
        moment = before.replace(tzinfo=None).isoformat(sep=" ")
        database.execute("UPDATE publications_extractedtext SET started_at = ?", [moment])


def children_of(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in listed.read_text(encoding="ascii").split()]


def is_gone(process: int) -> bool:
    try:
        return " Z " in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Processes are found in /proc.")
def test_what_a_killed_worker_was_reading_is_read_by_the_next(folder: Path) -> None:
    worker = manage(folder, "db_worker", "--queue-name", "*", "-v", "0")
    try:
        until(lambda: state(folder)[0] == "reading")
        until(lambda: children_of(worker.pid))
        helpers = children_of(worker.pid)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(PATIENCE_SECONDS)
    assert state(folder) == ("reading", 1)
    until(lambda: all(is_gone(helper) for helper in helpers))
    some_time_passes(folder)
    assert manage(folder, "run_due").wait(PATIENCE_SECONDS) == 0
    assert manage(folder, "db_worker", "--queue-name", "*", "--batch").wait(PATIENCE_SECONDS) == 0
    assert state(folder) == ("read", 0)


def until(happens: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.01)
