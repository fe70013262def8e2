"""Leases of the content version: it is read now and then, and still nobody is told anything old."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from headless import leases
from headless.caching import postgresql_reader
from headless.caching.postgresql_reader import STATEMENTS, PostgresqlReader
from headless.caching.version_reader import version_of
from headless.changes.upkeep import look_ahead, renew
from headless.leases import LEASE_SECONDS, WAIT_SECONDS
from headless.models import ContentVersion
from tests.headless.committing import (
    LOCK,
    PATIENCE_SECONDS,
    conninfo,
    move_on,
    new_reader,
    query,
    wait_until,
)
from tests.headless.version_follower import shared
from tests.migrated import ROOT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="There is no server to ask."),
]

COMMITS = 200
FOLLOWERS = 2
LOCK_OF_A_WRITER = "SELECT pg_advisory_xact_lock('headless_contentversion'::regclass::int, 1)"
# A writer in a process of its own, which never comes to its commit.
WRITER = f"""
import sys, time, psycopg
connection = psycopg.connect(sys.argv[1])
connection.execute({LOCK_OF_A_WRITER!r})
print("locked", flush=True)
time.sleep({PATIENCE_SECONDS})
"""
# Before the lock, between it and the snapshot, and after that.
PLACES = range(1, 4)


@pytest.fixture(scope="module", autouse=True)
def cleared() -> Iterator[None]:
    """Nothing but the counter's row is committed here; to empty every table takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase,
            "_fixture_teardown",
            lambda _case: ContentVersion.objects.all().delete(),
        )
        yield


@pytest.fixture(autouse=True)
def row(db: None) -> ContentVersion:
    return ContentVersion.objects.update_or_create(pk=1)[0]


@pytest.fixture
def reader() -> PostgresqlReader:
    return new_reader()


class Clock:
    """A clock that stands still until it is told to go."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(postgresql_reader, "clock", clock)
    return clock


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long commits have waited; they only say so."""
    waits: list[float] = []
    monkeypatch.setattr(leases.time, "sleep", waits.append)
    return waits


def set_times(monkeypatch: pytest.MonkeyPatch, *, lease: float, wait: float) -> None:
    monkeypatch.setattr(postgresql_reader, "LEASE_SECONDS", lease)
    monkeypatch.setattr(leases, "WAIT_SECONDS", wait)


def seen(reader: PostgresqlReader) -> int:
    """The sequence that the reader finds."""
    version = version_of(reader())
    assert version is not None
    return version[1]


# What a reader does


def test_row_is_read_once_while_its_lease_lasts(reader: PostgresqlReader, clock: Clock) -> None:
    first = reader()
    clock.now += LEASE_SECONDS * 0.49
    assert [reader(), reader()] == [first, first]
    assert reader.begun == 1


def test_lease_ends_by_itself(reader: PostgresqlReader, clock: Clock) -> None:
    """Even where a writer went by no rule."""
    before = seen(reader)
    ContentVersion.objects.update(sequence=before + 1)
    assert seen(reader) == before
    clock.now += LEASE_SECONDS
    assert seen(reader) == before + 1


def test_lease_counts_from_the_moment_before_it_was_asked_for(
    reader: PostgresqlReader, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader()
    asked_at = clock.now = clock.now + 1
    execute = reader.pgconn.exec_

    class Slow:
        def exec_(self, statements: bytes) -> Any:
            clock.now += LEASE_SECONDS * 0.7
            return execute(statements)

    monkeypatch.setattr(reader, "pgconn", Slow())
    reader()
    _row, _renewal, end = reader.lease
    assert end == asked_at + LEASE_SECONDS


def test_lease_is_renewed_ahead_by_one_while_others_go_on(
    reader: PostgresqlReader, clock: Clock
) -> None:
    first = reader()
    clock.now += LEASE_SECONDS * 0.6
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            query(LOCK)
            renewing = threads.submit(reader)
            wait_until(lambda: reader.begun == 2)
            assert [reader() for _ in range(100)] == [first] * 100
            assert not renewing.done()
        assert renewing.result(PATIENCE_SECONDS) == first
    assert reader.begun == 2
    clock.now += LEASE_SECONDS * 0.49
    reader()
    assert reader.begun == 2


def test_lease_outlasts_a_server_that_is_away_and_no_longer(
    reader: PostgresqlReader, clock: Clock
) -> None:
    first, there = reader(), reader.params
    reader.pgconn, reader.params = None, {**there, "host": "127.0.0.1", "port": 1}
    assert reader() == first
    clock.now += LEASE_SECONDS
    assert reader() is None
    reader.params = there
    assert reader() == first


def test_there_is_no_lease_of_a_row_that_is_not_there(
    reader: PostgresqlReader, clock: Clock, row: ContentVersion
) -> None:
    ContentVersion.objects.all().delete()
    assert reader() is None
    row.save(force_insert=True)
    assert seen(reader) == row.sequence


@pytest.mark.parametrize("level", ["repeatable\\ read", "serializable"])
def test_each_statement_has_a_snapshot_of_its_own_whatever_is_the_default(level: str) -> None:
    options = f"-c default_transaction_isolation={level}"
    level_of_reader = new_reader("current_setting('transaction_isolation')", options=options)
    assert level_of_reader() == (b"read committed",)
    default = level_of_reader.pgconn.exec_(b"SHOW default_transaction_isolation")
    assert default.get_value(0, 0) == level.replace("\\", "").encode()


def test_clock_of_leases_goes_on_while_the_machine_sleeps() -> None:
    clock = leases.readers_clock()
    first = clock()
    time.sleep(0.01)
    assert 0.01 <= clock() - first < PATIENCE_SECONDS
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert abs(clock() - time.clock_gettime(time.CLOCK_BOOTTIME)) < PATIENCE_SECONDS


# What a writer does


def test_nobody_has_a_lease_while_a_writer_has_the_lock(
    reader: PostgresqlReader, clock: Clock
) -> None:
    with transaction.atomic():
        before = ContentVersion.locked().sequence
        assert [seen(reader), seen(reader)] == [before, before]
        assert reader.begun == 2
        ContentVersion.locked().advance(1, None)
        assert seen(reader) == before
    assert seen(reader) == before + 1
    assert reader.begun == 4
    assert seen(reader) == before + 1
    assert reader.begun == 4


def test_writer_that_goes_back_leaves_everything_as_it_was(
    reader: PostgresqlReader, clock: Clock
) -> None:
    with transaction.atomic():
        before = ContentVersion.locked().advance(1, None)[0] - 1
        transaction.set_rollback(True)
    assert [seen(reader), seen(reader)] == [before, before]
    assert reader.begun == 1


def test_lock_ends_with_the_savepoint_in_which_it_was_taken(
    reader: PostgresqlReader, clock: Clock
) -> None:
    """A writer that goes on afterwards takes it again, and waits from then on."""
    with transaction.atomic():
        with transaction.atomic():
            ContentVersion.locked()
            transaction.set_rollback(True)
        reader()
        assert reader.lease[0]


def test_writer_that_dies_leaves_nothing_locked(reader: PostgresqlReader, clock: Clock) -> None:
    command = [sys.executable, "-c", WRITER, conninfo()]
    with subprocess.Popen(command, stdout=PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"locked\n"
        reader()
        assert reader.lease == (None, 0.0, 0.0)
        writer.kill()
    wait_until(lambda: bool(reader() and reader.lease[0]))


def test_commit_comes_when_all_leases_are_over(monkeypatch: pytest.MonkeyPatch) -> None:
    set_times(monkeypatch, lease=0.1, wait=0.3)
    with transaction.atomic():
        begun = time.monotonic()
        ContentVersion.locked().advance(1, None)
    assert time.monotonic() - begun >= 0.3


def test_commit_waits_only_for_what_is_left(waits: list[float]) -> None:
    with transaction.atomic():
        ContentVersion.locked().advance(1, None)
    with transaction.atomic():
        ContentVersion.locked().advance(1, None)
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            pass
    assert 0 < waits[0] <= WAIT_SECONDS
    assert waits[1:] == [0]


def test_transaction_waits_once_and_only_where_it_locked(waits: list[float]) -> None:
    with transaction.atomic():
        for _time in range(3):
            ContentVersion.locked().advance(1, None)
    assert len(waits) == 1
    with transaction.atomic():
        ContentVersion.objects.get()
    look_ahead()
    look_ahead()
    assert len(waits) <= 2


def test_new_life_of_the_counter_waits_like_a_change(
    reader: PostgresqlReader, clock: Clock, waits: list[float]
) -> None:
    before = reader()
    renew()
    assert waits
    clock.now += LEASE_SECONDS
    assert reader() != before


# What both do together


@contextmanager
def followers(file: Path, lease: float) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that follow what is committed."""
    file.write_bytes(bytes(24))
    arguments = [str(file), conninfo(), str(lease)]
    command = [sys.executable, "-m", "tests.headless.version_follower", *arguments]
    with ExitStack() as stack:
        started = [
            stack.enter_context(subprocess.Popen(command, cwd=ROOT, stdout=PIPE, text=True))
            for _ in range(FOLLOWERS)
        ]
        try:
            yield started
        finally:
            for process in started:
                process.kill()


def followed(folder: Path, lease: float) -> tuple[int, int, int]:
    """How many reads were older than a commit before them, how many there were, and were made.

    The followers' leases last `lease` seconds.
    """
    file = folder / "numbers"
    with followers(file, lease) as processes:
        numbers = shared(file)
        wait_until(lambda: numbers[2] == FOLLOWERS)
        # So that a commit takes less than a lease.
        query("SET synchronous_commit TO off")
        for _time in range(COMMITS):
            numbers[0] = move_on()[1]
            # Until there are leases again.
            time.sleep(LEASE_SECONDS)
        query("RESET synchronous_commit")
        numbers[1] = 1
        said = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in processes]
    old, asked, made = (sum(map(int, each)) for each in zip(*map(str.split, said), strict=True))
    return old, asked, made


def test_every_read_sees_what_was_committed_before_it_began(tmp_path: Path) -> None:
    old, asked, made = followed(tmp_path, LEASE_SECONDS)
    assert old == 0
    assert asked > made


def test_without_the_wait_reads_would_be_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test before this one sees what it looks for."""
    monkeypatch.setattr(leases, "WAIT_SECONDS", 0)
    old, _asked, _made = followed(tmp_path, 0.05)
    assert old


def with_a_pause(statements: str, place: int) -> bytes:
    """The statements of a reader, with a sleep in the server before the one at that place.

    Past the last it is beside the row, whose snapshot has been taken by then.
    """
    parts = [part.strip() for part in statements.split(";")]
    if place == len(parts):
        return f"{statements.strip()} AND pg_sleep(0.1) IS NOT NULL".encode()
    parts.insert(place, "SELECT pg_sleep(0.1)")
    return ";".join(parts).encode()


def sees_old(reader: PostgresqlReader) -> bool:
    """Whether the reader, once the next version is committed, goes by the one before that.

    It reads for the first time when the writer is about to begin.
    """
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(reader)
        wait_until(lambda: bool(reader.begun))
        time.sleep(0.05)
        expected = move_on()[1]
        is_old = seen(reader) < expected
        reading.result(PATIENCE_SECONDS)
        return is_old or seen(reader) < expected


def rendered(statements: str) -> str:
    return statements.format(key=1, table="headless_contentversion", columns="epoch, sequence")


@pytest.mark.parametrize("place", PLACES)
def test_it_is_all_one_where_a_read_is_held_up(
    place: int, reader: PostgresqlReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_times(monkeypatch, lease=0.4, wait=1)
    reader.statements = with_a_pause(rendered(STATEMENTS), place)
    assert not sees_old(reader)


def test_with_a_snapshot_older_than_the_lock_reads_would_be_old(
    reader: PostgresqlReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test before this one sees what it looks for; the writer comes and goes in between."""
    set_times(monkeypatch, lease=2, wait=0.01)
    one_snapshot = rendered(STATEMENTS).replace("READ COMMITTED", "REPEATABLE READ")
    reader.statements = one_snapshot.replace(
        "SELECT set_config", "SELECT pg_sleep(0.3); SELECT set_config", 1
    ).encode()
    assert sees_old(reader)
