"""Downloads from real servers: slow readers, several processes, one that is killed, nginx."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from tests.serving import (
    FILE,
    HOST,
    SlowReader,
    fetch,
    granian,
    has_nginx,
    latency,
    nginx,
    publication_with,
)

pytestmark = [pytest.mark.embedded, pytest.mark.once]

CONTENT = FILE * 8
JSON = "/api/v1/publications/?limit=1"
FLUSHED_WITHIN_SECONDS = 20
STREAMS = 6
SLOW_READERS = 50
# Well below the time after which all is taken to be written, also on a busy machine.
FLUSHED = {"DOWNLOADS_FLUSH_SECONDS": "0.2"}


@dataclass(frozen=True)
class Site:
    """A served site: where its data is, its port, and the address of its one file."""

    folder: Path
    port: int
    path: str

    def get(self, method: str = "GET", **headers: str) -> Any:
        return fetch(self.port, self.path, method, **headers)

    def counted(self) -> int:
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database:
            query = "SELECT coalesce(sum(count), 0) FROM publications_downloadcount"
            number: int = database.execute(query).fetchone()[0]
            return number

    def settled(self) -> int:
        """What is counted when nothing is left in any process's memory."""
        time.sleep(1.5)
        return self.counted()

    def counts(self, number: int) -> bool:
        """Whether so many downloads are counted soon, and no more."""
        until = time.monotonic() + FLUSHED_WITHIN_SECONDS
        while self.counted() != number and time.monotonic() < until:
            time.sleep(0.3)
        return self.counted() == number


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("served") / "data"
    folder.mkdir()
    return folder, publication_with(CONTENT, folder, migrated)


@pytest.fixture(scope="module")
def site(installation: tuple[Path, str]) -> Iterator[Site]:
    """Two processes that hand out files by themselves, each at most six at a time."""
    folder, path = installation
    options = ("--workers", "2", "--blocking-threads", "10", "--backpressure", "200")
    with granian(folder, *options, DOCUMENTS_MOST_STREAMS=str(STREAMS), **FLUSHED) as server:
        yield Site(folder, server.port, path)


@pytest.fixture(scope="module")
def nginx_site(installation: tuple[Path, str]) -> Iterator[Site]:
    """nginx, set up as the documentation says, before one process."""
    if not has_nginx():
        pytest.skip("nginx is not installed; .ci/run installs it")
    folder, path = installation
    location = {"DOCUMENTS_X_ACCEL_LOCATION": "/internal-documents/", **FLUSHED}
    options = ("--blocking-threads", "4", "--backpressure", "50")
    with granian(folder, *options, **location) as server, nginx(folder, server.port) as port:
        yield Site(folder, port, path)


def test_json_is_answered_while_slow_readers_hold_every_stream(site: Site) -> None:
    readers = [SlowReader(site.port, site.path) for _ in range(SLOW_READERS)]
    try:
        statuses = [reader.status() for reader in readers]
        assert statuses.count(200) <= 2 * STREAMS
        assert statuses.count(503) == len(readers) - statuses.count(200) > 0
        assert max(latency(site.port, f"{JSON}&offset={at}") for at in range(10)) < 5
    finally:
        for reader in readers:
            reader.close()
    until = time.monotonic() + FLUSHED_WITHIN_SECONDS
    while site.get(User_Agent="curl/8").status != http.client.OK:
        assert time.monotonic() < until
        time.sleep(0.5)


def test_a_download_that_was_cut_is_resumed_and_counted_once(site: Site) -> None:
    before = site.settled()
    agent = "Mozilla/5.0 (cut) Firefox/140.0"
    with socket.create_connection((HOST, site.port), timeout=20) as cut:
        request = f"GET {site.path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: {agent}\r\n\r\n"
        cut.sendall(request.encode("ascii"))
        received = b""
        while len(received) < 100_000:
            received += cut.recv(65536)
    head, first = received.split(b"\r\n\r\n", 1)
    etag = next(line[6:] for line in head.decode().split("\r\n") if line.startswith("etag: "))
    rest = site.get(Range=f"bytes={len(first)}-", If_Range=etag, User_Agent=agent)
    assert rest.status == http.client.PARTIAL_CONTENT
    assert first + rest.content == CONTENT
    assert site.counts(before + 1)


def test_processes_count_together_and_one_that_is_killed_loses_only_its_last_seconds(
    installation: tuple[Path, str],
) -> None:
    folder, path = installation
    with granian(folder, "--workers", "2", "--blocking-threads", "4", **FLUSHED) as server:
        site = Site(folder, server.port, path)
        before = site.settled()
        for number in range(12):
            assert site.get("HEAD" if number % 4 == 3 else "GET", User_Agent=f"Firefox/{number}")
        assert site.counts(before + 9)
        server.kill()
    assert site.counted() == before + 9


def test_nginx_sends_the_file_whole_and_in_ranges(nginx_site: Site) -> None:
    whole = nginx_site.get()
    assert (whole.status, whole.content) == (200, CONTENT)
    assert whole.getheader("Content-Disposition").startswith("attachment; filename*=utf-8''")
    assert "x-accel-redirect" not in {name.lower() for name, _value in whole.getheaders()}
    part = nginx_site.get(Range="bytes=10-19")
    assert (part.status, part.content) == (206, CONTENT[10:20])
    parts = nginx_site.get(Range="bytes=0-9,50-59")
    head = f"Content-Type: {parts.getheader('Content-Type')}\r\n\r\n".encode()
    payloads: Any = message_from_bytes(head + parts.content).get_payload()
    sent = [each.get_payload(decode=True) for each in payloads]
    assert sent == [CONTENT[:10], CONTENT[50:60]]
    assert nginx_site.get(Range=f"bytes={len(CONTENT)}-").status == 416
    headed = nginx_site.get("HEAD")
    assert (headed.status, headed.getheader("Content-Length")) == (200, str(len(CONTENT)))


def test_behind_nginx_the_entity_tag_is_the_same_and_a_download_is_resumed_by_it(
    nginx_site: Site,
) -> None:
    etag = nginx_site.get("HEAD").getheader("ETag")
    assert len(etag) == 66
    assert nginx_site.get(If_None_Match=etag).status == 304
    rest = nginx_site.get(Range="bytes=1000-", If_Range=etag)
    assert (rest.status, rest.content) == (206, CONTENT[1000:])
    whole = nginx_site.get(Range="bytes=1000-", If_Range='"other"')
    assert (whole.status, whole.content) == (200, CONTENT)


def test_behind_nginx_a_download_and_what_goes_on_after_a_cut_count_once(nginx_site: Site) -> None:
    before = nginx_site.settled()
    agent = {"User_Agent": "Mozilla/5.0 (nginx) Firefox/140.0"}
    assert nginx_site.get(Range="bytes=0-99", **agent).status == 206
    assert nginx_site.get(Range="bytes=100-", **agent).status == 206
    assert nginx_site.get("HEAD", **agent).status == 200
    assert nginx_site.counts(before + 1)


def test_behind_nginx_slow_readers_hold_no_thread(nginx_site: Site) -> None:
    readers = [SlowReader(nginx_site.port, nginx_site.path) for _ in range(SLOW_READERS)]
    try:
        assert {reader.status() for reader in readers} == {200}
        assert max(latency(nginx_site.port, f"{JSON}&offset={at}") for at in range(20, 25)) < 5
    finally:
        for reader in readers:
            reader.close()


def test_nobody_reaches_the_folder_through_nginx(nginx_site: Site) -> None:
    (document,) = (nginx_site.folder / "documents").glob("*.pdf")
    for path in ("/internal-documents/", "/documents/1/", "/media/documents/"):
        assert fetch(nginx_site.port, f"{path}{document.name.encode().hex()}").status == 404
    address = "/internal-documents/%EB%B3%B4%EA%B3%A0%EC%84%9C.pdf"
    assert fetch(nginx_site.port, address).status == 404
