"""The content version read by libpq itself: always what is committed, whatever the server does."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from headless.caching.postgresql_reader import PostgresqlReader
from headless.caching.response_cache import CachingApplication
from headless.caching.version_reader import version_of, version_reader
from headless.models import ContentVersion
from tests.factories import MemberFactory
from tests.headless.test_response_cache import Layer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="There is no server to ask."),
]

QUERY = "SELECT epoch, sequence FROM headless_contentversion WHERE id = 1"
LOCK = "LOCK TABLE headless_contentversion IN ACCESS EXCLUSIVE MODE"
END = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
MEMBERS = "/api/v1/members/"
PATIENCE_SECONDS = 20


@pytest.fixture
def reader() -> PostgresqlReader:
    database: Any = connections["default"]
    return PostgresqlReader(database.Database, database.get_connection_params(), QUERY)


@pytest.fixture
def row() -> ContentVersion:
    return ContentVersion.objects.update_or_create(pk=1, defaults={"epoch": "first"})[0]


class CountedLock:
    """Another lock, and how many have asked for it through this one."""

    def __init__(self, lock: Any) -> None:
        self.lock = lock
        self.asked = 0

    def __enter__(self) -> None:
        self.asked += 1
        self.lock.acquire()

    def __exit__(self, *_args: object) -> None:
        self.lock.release()


def move_on() -> tuple[str, int]:
    """Commit the next version, and say which it is."""
    version = ContentVersion.objects.get()
    version.sequence += 1
    version.save()
    return version.epoch, version.sequence


def query(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_version_is_what_was_committed_last(reader: PostgresqlReader, row: ContentVersion) -> None:
    for _time in range(3):
        expected = move_on()
        assert version_of(reader()) == expected


def test_there_is_no_version_without_its_row(reader: PostgresqlReader) -> None:
    ContentVersion.objects.all().delete()
    assert reader() is None


def test_reader_is_what_a_site_on_postgresql_gets(row: ContentVersion) -> None:
    assert version_reader()() == ("first", row.sequence)


def test_connection_that_was_ended_is_made_anew(
    reader: PostgresqlReader, row: ContentVersion
) -> None:
    reader()
    for _time in range(2):
        (ended,) = query(END)
        assert ended
        expected = move_on()
        assert version_of(reader()) == expected


def test_statement_that_is_not_there_any_more_is_asked_in_full(
    reader: PostgresqlReader, row: ContentVersion
) -> None:
    """As behind a pooler that gives each transaction another connection to the server."""
    reader()
    reader.pgconn.exec_(b"DEALLOCATE ALL")
    for _time in range(2):
        expected = move_on()
        assert version_of(reader()) == expected
    assert not reader.is_prepared


def test_server_that_is_away_means_no_version_until_it_is_back(
    reader: PostgresqlReader, row: ContentVersion
) -> None:
    there = reader.params
    reader.params = {**there, "host": "127.0.0.1", "port": 1}
    assert reader() is None
    reader.params = there
    assert version_of(reader()) == ("first", row.sequence)


def test_read_answers_only_those_who_asked_before_it_began(
    reader: PostgresqlReader, row: ContentVersion
) -> None:
    """One waits in the server, the others for the read after it, which all of them share."""
    reader()
    begun = reader.begun
    with ThreadPoolExecutor(4) as threads:
        with transaction.atomic():
            query(LOCK)
            first = threads.submit(reader)
            wait_until(lambda: reader.begun == begun + 1)
            waiting = reader.lock = CountedLock(reader.lock)
            others = [threads.submit(reader) for _ in range(3)]
            wait_until(lambda: waiting.asked == len(others))
            assert reader.begun == begun + 1
            expected = move_on()
        found = [version_of(future.result(PATIENCE_SECONDS)) for future in (first, *others)]
    assert found[1:] == [expected] * 3
    assert reader.begun == begun + 2


def test_many_readers_never_see_less_than_was_committed_before_they_asked(
    reader: PostgresqlReader, row: ContentVersion
) -> None:
    committed = [row.sequence]
    is_over = False

    def follow() -> int:
        asked = 0
        while not is_over:
            before = committed[-1]
            version = version_of(reader())
            assert version is not None
            assert version[1] >= before
            asked += 1
        return asked

    with ThreadPoolExecutor(4) as threads:
        futures = [threads.submit(follow) for _ in range(4)]
        committed.extend(move_on()[1] for _time in range(200))
        is_over = True
        assert all(future.result(PATIENCE_SECONDS) for future in futures)


def test_answers_stay_right_while_connections_are_ended(row: ContentVersion, settings: Any) -> None:
    settings.HEADLESS_CACHE_BYTES = 1_000_000
    layer = Layer()
    layer.application = CachingApplication(layer.application.application)
    for count in range(3):
        assert f'"count":{count}'.encode() in layer.get(MEMBERS).content.replace(b" ", b"")
        (ended,) = query(END)
        assert ended
        MemberFactory.create()
