"""The API from a real server: what only shows on the wire."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.serving import HOST, PATIENCE_SECONDS, Server, granian

pytestmark = [pytest.mark.embedded, pytest.mark.once]

CHUNK = b"10000\r\n" + bytes(0x10000) + b"\r\n"
MOST_CHUNKS = 4096


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served") / "data"
    (folder / "static").mkdir(parents=True)
    shutil.copy(migrated, folder / "db.sqlite3")
    with granian(folder) as served:
        yield served


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("POST", 405), ("OPTIONS", 204)])
def test_body_without_end_is_answered_unread(server: Server, method: str, status: int) -> None:
    """The server takes in no more than its buffers hold, and closes the connection."""
    head = (
        f"{method} /api/v1/members/ HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    sent, answer = 0, b""
    with socket.create_connection((HOST, server.port), timeout=PATIENCE_SECONDS) as client:
        client.sendall(head.encode())
        with suppress(ConnectionError):
            while sent < MOST_CHUNKS:
                client.sendall(CHUNK)
                sent += 1
        with suppress(ConnectionError):
            answer = client.recv(64)
    assert sent < MOST_CHUNKS
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
