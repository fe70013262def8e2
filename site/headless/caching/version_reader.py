"""Reading the content version past Django, as cheaply as the database allows."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections

from headless.caching.postgresql_reader import PostgresqlReader, Row
from headless.changes.content_version import current_version
from headless.models import ContentVersion
from headless.models.changes import THE_ONLY_ROW

# The life of the counter, and how far it has come; None where it cannot be read.
VersionKey = tuple[str, int]
ReadVersion = Callable[[], VersionKey | None]

COLUMNS = "epoch, sequence"
TIMEOUT = 5

logger = logging.getLogger(__name__)


def version_reader() -> ReadVersion:
    """The cheapest way to read the version; Django's own connection where there is no other."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    table = ContentVersion._meta.db_table
    if database.vendor == "postgresql" and hasattr(database.Database, "pq"):
        params = database.get_connection_params()
        read = PostgresqlReader(database.Database, params, table, THE_ONLY_ROW, COLUMNS)
        return lambda: version_of(read())
    name = str(database.settings_dict["NAME"])
    if database.vendor == "sqlite" and name != ":memory:" and not name.startswith("file:"):
        return SqliteReader(name, f"SELECT {COLUMNS} FROM {table} WHERE id = {THE_ONLY_ROW}")
    return through_django


def version_of(row: Row | None) -> VersionKey | None:
    """The version of what PostgreSQL writes."""
    if row is None:
        return None
    epoch, sequence = row
    return epoch.decode(), int(sequence)


class SqliteReader:
    """Reads the version over a connection of its own, one for each thread; what is committed."""

    def __init__(self, name: str, query: str) -> None:
        self.name = name
        self.query = query
        self.local = threading.local()

    def __call__(self) -> VersionKey | None:
        try:
            return self.read()
        except sqlite3.Error:
            return self.once_more()

    def read(self) -> VersionKey | None:
        connection: sqlite3.Connection | None = getattr(self.local, "connection", None)
        if connection is None:
            connection = self.local.connection = self.connect()
        version: VersionKey | None = connection.execute(self.query).fetchone()
        return version

    def connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.name, timeout=TIMEOUT, isolation_level=None)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def once_more(self) -> VersionKey | None:
        """Over a new connection."""
        self.local.connection = None
        try:
            return self.read()
        except sqlite3.Error:
            logger.exception("The content version cannot be read; answers are not cached.")
            self.local.connection = None
            return None


def through_django() -> VersionKey | None:
    """The version as this thread's Django connection sees it, its own writes included."""
    try:
        version = current_version()
    except Error:
        return None
    return (version.epoch, version.sequence) if version.epoch else None
