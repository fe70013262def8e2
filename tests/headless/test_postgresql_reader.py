"""The content version read by libpq itself: always what is committed, whatever the server does."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from headless.caching.postgresql_reader import PostgresqlReader
from headless.caching.response_cache import CachingApplication
from headless.caching.version_reader import version_of, version_reader
from headless.models import ContentVersion
from tests.factories import MemberFactory
from tests.headless.committing import (
    END,
    LOCK,
    PATIENCE_SECONDS,
    move_on,
    new_reader,
    query,
    wait_until,
)
from tests.headless.doors import Layer
from tests.headless.test_response_cache import (
    remove_member,
    rename_category,
    rename_member,
    touch_settings,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="There is no server to ask."),
]

MEMBERS = "/api/v1/members/"
PATHS = [MEMBERS, f"{MEMBERS}?locale=en", f"{MEMBERS}?limit=1&offset=1", "/api/v1/"]
EDITS = [
    rename_member,
    remove_member,
    rename_category,
    touch_settings,
    lambda _chance: MemberFactory.create(),
]


@pytest.fixture
def reader() -> PostgresqlReader:
    return new_reader()


@pytest.fixture
def without_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headless.caching.postgresql_reader.LEASE_SECONDS", 0)


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


def served_layer() -> Layer:
    """The layer with the reader that it has on a server."""
    layer = Layer()
    layer.application = CachingApplication(layer.application.application)
    return layer


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


def test_reader_prepares_nothing(reader: PostgresqlReader, row: ContentVersion) -> None:
    """As behind a pooler that gives each transaction another connection to the server."""
    for _time in range(2):
        expected = move_on()
        assert version_of(reader()) == expected
        prepared = reader.pgconn.exec_(b"SELECT count(*) FROM pg_prepared_statements")
        assert prepared.get_value(0, 0) == b"0"
        reader.pgconn.exec_(b"DISCARD ALL")


def test_process_that_was_forked_has_a_connection_of_its_own(
    reader: PostgresqlReader, row: ContentVersion, without_leases: None
) -> None:
    reader()
    of_the_parent = reader.pgconn
    reader.process -= 1
    assert version_of(reader()) == ("first", row.sequence)
    assert reader.pgconn is not of_the_parent
    assert of_the_parent.status == of_the_parent.transaction_status == 0


def test_server_that_is_away_means_no_version_until_it_is_back(
    reader: PostgresqlReader, row: ContentVersion
) -> None:
    there = reader.params
    reader.params = {**there, "host": "127.0.0.1", "port": 1}
    assert reader() is None
    reader.params = there
    assert version_of(reader()) == ("first", row.sequence)


def test_read_answers_only_those_who_asked_before_it_began(
    reader: PostgresqlReader, row: ContentVersion, without_leases: None
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
    reader: PostgresqlReader, row: ContentVersion, without_leases: None
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
    layer = served_layer()
    for count in range(3):
        assert f'"count":{count}'.encode() in layer.get(MEMBERS).content.replace(b" ", b"")
        (ended,) = query(END)
        assert ended
        MemberFactory.create()


def test_who_publishes_and_reads_at_once_sees_it_in_every_process(settings: Any) -> None:
    """Answers are kept and leases in force when the write begins."""
    settings.HEADLESS_CACHE_BYTES = 1_000_000
    layers = [served_layer(), served_layer()]
    member = MemberFactory.create()
    for number in range(40):
        for layer in layers:
            assert layer.get(MEMBERS).content == layer.get(MEMBERS).content
        member.name = f"이름 {number}"
        member.save()
        for layer in layers:
            assert member.name in layer.get(MEMBERS).content.decode()


@pytest.mark.parametrize("seed", range(2))
def test_answers_under_leases_equal_uncached_ones_whatever_is_edited(
    seed: int, settings: Any
) -> None:
    chance = random.Random(seed)
    MemberFactory.create_batch(3)
    settings.HEADLESS_CACHE_BYTES = 0
    uncached = served_layer()
    uncached.get(MEMBERS)
    settings.HEADLESS_CACHE_BYTES = 1_000_000
    layers = [served_layer(), served_layer()]
    etags: dict[str, str] = {}
    hits = 0
    for _step in range(120):
        if chance.random() < 0.3:
            chance.choice(EDITS)(chance)
            continue
        path = chance.choice(PATHS)
        response = chance.choice(layers).get(path, if_none_match=etags.get(path, ""))
        truth = uncached.get(path)
        assert response["ETag"] == truth["ETag"]
        hits += response.status_code == 304
        etags[path] = response["ETag"]
    assert hits
