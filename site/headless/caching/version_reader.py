"""Reading the content version past Django, as cheaply as the database allows."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, Error, connections

from headless.changes.content_version import current_version
from headless.models import ContentVersion
from headless.models.changes import THE_ONLY_ROW

# The life of the counter, and how far it has come; None where it cannot be read.
VersionKey = tuple[str, int]
ReadVersion = Callable[[], VersionKey | None]

TIMEOUT = 5

logger = logging.getLogger(__name__)


class Connection(Protocol):
    def execute(self, query: str, /) -> Any: ...


class DirectReader:
    """Reads the version over a connection of its own, one for each thread; what is committed."""

    def __init__(self, connect: Callable[[], Connection], errors: type[Exception]) -> None:
        table = ContentVersion._meta.db_table
        self.query = f"SELECT epoch, sequence FROM {table} WHERE id = {THE_ONLY_ROW}"
        self.local = threading.local()
        self.connect = connect
        self.errors = (errors, OSError)

    def __call__(self) -> VersionKey | None:
        try:
            return self.read()
        except self.errors:
            return self.once_more()

    def read(self) -> VersionKey | None:
        connection: Connection | None = getattr(self.local, "connection", None)
        if connection is None:
            connection = self.local.connection = self.connect()
        version: VersionKey | None = connection.execute(self.query).fetchone()
        return version

    def once_more(self) -> VersionKey | None:
        """Over a new connection, because the server may have closed the old one."""
        self.local.connection = None
        try:
            return self.read()
        except self.errors:
            logger.exception("The content version cannot be read; answers are not cached.")
            self.local.connection = None
            return None


def version_reader() -> ReadVersion:
    """The cheapest way to read the version; Django's own connection where there is no other."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    errors: type[Exception] = database.Database.Error
    if database.vendor == "postgresql":
        return DirectReader(lambda: postgresql_connection(database.get_connection_params()), errors)
    name = str(database.settings_dict["NAME"])
    if database.vendor == "sqlite" and name != ":memory:" and not name.startswith("file:"):
        return DirectReader(lambda: sqlite_connection(name), errors)
    return through_django


def sqlite_connection(name: str) -> Connection:
    connection = sqlite3.connect(name, timeout=TIMEOUT, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    return connection


def postgresql_connection(params: dict[str, Any]) -> Connection:
    """Every read is a transaction of its own; the statement is prepared at its first use."""
    django_connection: Any = connections[DEFAULT_DB_ALIAS]
    plain = {key: value for key, value in params.items() if key in PLAIN_PARAMETERS}
    connection: Connection = django_connection.Database.connect(
        **plain, autocommit=True, prepare_threshold=0
    )
    return connection


PLAIN_PARAMETERS = frozenset(
    {
        "dbname", "user", "password", "host", "port", "service", "passfile", "connect_timeout",
        "sslmode", "sslcert", "sslkey", "sslrootcert", "application_name", "options",
    }
)  # fmt: skip


def through_django() -> VersionKey | None:
    """The version as this thread's Django connection sees it, its own writes included."""
    try:
        version = current_version()
    except Error:
        return None
    return (version.epoch, version.sequence) if version.epoch else None
