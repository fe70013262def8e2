"""Reading one row of PostgreSQL by libpq itself: a cursor takes longer than the server answers."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from threading import Lock
from typing import Any

from headless.leases import LEASE_SECONDS, readers_clock

Row = tuple[bytes, ...]

# When that much of a lease is over, it is renewed.
RENEWED_AFTER = 0.5
# In one message, and thereby in one transaction. Only the third statement has the snapshot that
# counts, later than the lock; for that it must be a transaction in which each has its own. What
# could wait, for the table, is over when the lock is taken.
STATEMENTS = """
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SELECT set_config(
    'headless.lease', pg_try_advisory_xact_lock_shared(tableoid::int, {key})::text, true
) FROM {table} WHERE id = {key};
SELECT {columns}, current_setting('headless.lease', true) FROM {table} WHERE id = {key}
"""
LEASED = b"true"

clock = readers_clock()
logger = logging.getLogger(__name__)


class PostgresqlReader:
    """Reads `columns` of the row with that `key`, as committed, over one connection of its own.

    What was read with a lease (see `headless.leases`) answers all until that is over. One thread
    renews it in time, and no other waits for that. Without a lease one read answers all who wait
    for it, but only those who asked before it began. So nobody is told anything stale.

    `psycopg` is the module of version 3, `params` is what Django connects with. Every read is a
    transaction of its own, and prepares nothing, which poolers might not keep.
    """

    def __init__(
        self, psycopg: Any, params: Mapping[str, Any], table: str, key: int, columns: str
    ) -> None:
        self.psycopg = psycopg
        self.params = {name: value for name, value in params.items() if name in known(psycopg)}
        self.statements = STATEMENTS.format(table=table, key=key, columns=columns).encode()
        self.errors = (psycopg.Error, OSError)
        self.pgconn: Any = None
        self.process = 0
        self.lock = Lock()
        self.begun = 0
        self.ended: tuple[int, Row | None] = (0, None)
        # What is leased, when that is to be renewed, and when it is over.
        self.lease: tuple[Row | None, float, float] = (None, 0.0, 0.0)

    def __call__(self) -> Row | None:
        """The columns as PostgreSQL writes them; None where there is no row, or no answer."""
        row, renewal, end = self.lease
        now = clock()
        if now < renewal:
            return row
        if now >= end:
            return self.awaited()
        if not self.lock.acquire(blocking=False):
            return row
        try:
            return self.next_read()
        finally:
            self.lock.release()

    def awaited(self) -> Row | None:
        """The row after all who read it now have done so."""
        begun_before = self.begun
        with self.lock:
            row, _renewal, end = self.lease
            if clock() < end:
                return row
            number, row = self.ended
            return row if number > begun_before else self.next_read()

    def next_read(self) -> Row | None:
        self.begun += 1
        row = self.read()
        self.ended = (self.begun, row)
        return row

    def read(self) -> Row | None:
        """Over a new connection, where the server has closed the old one."""
        try:
            return self.row() if self.is_connected else self.row_of_new_connection()
        except self.errors:
            self.pgconn = None
        try:
            return self.row_of_new_connection()
        except self.errors:
            logger.exception("The database does not answer; answers are not cached.")
            self.pgconn = None
            return None

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection, and not that of the process which forked this one."""
        return self.pgconn is not None and self.process == os.getpid()

    def row_of_new_connection(self) -> Row | None:
        pq = self.psycopg.pq
        address = self.psycopg.conninfo.make_conninfo(**self.params)
        self.pgconn = pq.PGconn.connect(address.encode())
        self.process = os.getpid()
        if self.pgconn.status != pq.ConnStatus.OK:
            raise self.psycopg.OperationalError(self.pgconn.get_error_message())
        return self.row()

    def row(self) -> Row | None:
        begun = clock()
        result = self.pgconn.exec_(self.statements)
        if result.status != self.psycopg.pq.ExecStatus.TUPLES_OK:
            raise self.psycopg.OperationalError(result.get_error_message())
        if not result.ntuples:
            return None
        *columns, lease = (result.get_value(0, column) for column in range(result.nfields))
        row = tuple(columns)
        if lease == LEASED:
            self.lease = (row, begun + RENEWED_AFTER * LEASE_SECONDS, begun + LEASE_SECONDS)
        return row


def known(psycopg: Any) -> set[str]:
    """The parameters that libpq connects with; Django names others, too."""
    return {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
