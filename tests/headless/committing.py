"""Commits of the content version on PostgreSQL, and readers that follow them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, connections, transaction

from headless.caching.postgresql_reader import PostgresqlReader
from headless.models import ContentVersion

LOCK = "LOCK TABLE headless_contentversion IN ACCESS EXCLUSIVE MODE"
END = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
PATIENCE_SECONDS = 20


def connecting() -> tuple[Any, dict[str, Any]]:
    """The module of the database, and what Django connects with."""
    database: Any = connections["default"]
    return database.Database, database.get_connection_params()


def conninfo() -> str:
    """The same in libpq's own form."""
    psycopg, _params = connecting()
    made: str = psycopg.conninfo.make_conninfo(**new_reader().params)
    return made


def new_reader(columns: str = "epoch, sequence", **more: Any) -> PostgresqlReader:
    psycopg, params = connecting()
    return PostgresqlReader(psycopg, {**params, **more}, "headless_contentversion", 1, columns)


def move_on() -> tuple[str, int]:
    """Commit the next version, and say which it is."""
    with transaction.atomic():
        version = ContentVersion.locked()
        version.advance(1, version.due)
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
