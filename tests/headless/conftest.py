"""A reader of the change feed, doors to kept answers, a database for processes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Site

from headless.caching.stored_fragments import Shelf
from tests.headless.doors import Layer, Middleware
from tests.headless.feed_reader import Reader
from tests.migrated import copy_into


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_setup: None
) -> Iterator[str]:
    """A database for the test alone: an SQLite file, else a copy on the tests' own server."""
    if connection.vendor == "sqlite":
        file = tmp_path / "following.sqlite3"
        copy_into(request.getfixturevalue("migrated"), f"file:{file}").close()
        yield f"sqlite:///{file}"
        return
    # Nobody may be connected to what is copied.
    connection.close()
    server = connection.settings_dict
    account = f"{server['USER']}:{server['PASSWORD']}".rstrip(":")
    address = f"postgres://{account}@{server['HOST']}:{server['PORT'] or 5432}"
    original, copy = server["NAME"], f"{server['NAME']}_following"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {copy} TEMPLATE {original}")
        yield f"{address}/{copy}"
        maintenance.execute(f"DROP DATABASE {copy} WITH (FORCE)")


@pytest.fixture
def reader(client: Client) -> Reader:
    return Reader(client)


@pytest.fixture(params=[Layer, Middleware])
def door(request: pytest.FixtureRequest) -> Any:
    """The WSGI layer, and the middleware that does the same where that is absent."""
    return request.param()


@pytest.fixture
def own_address(db: None, settings: Any) -> None:
    """The site is asked at its own address, of a process that keeps nothing in its memory."""
    settings.HEADLESS_CACHE_BYTES = 1
    Site.objects.update(hostname="testserver", port=80)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts each answer took from the database."""
    numbers: list[int] = []
    texts = Shelf.texts

    def counted(shelf: Shelf, sequences: Any) -> Any:
        found = texts(shelf, sequences)
        numbers.append(len(found))
        return found

    monkeypatch.setattr(Shelf, "texts", counted)
    return numbers
