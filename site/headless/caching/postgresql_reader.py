"""Reading one row of PostgreSQL by libpq itself: a cursor takes longer than the server answers."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from threading import Lock
from typing import Any

BINARY = 1
Row = tuple[bytes, ...]

logger = logging.getLogger(__name__)


class PostgresqlReader:
    """Reads the row that `query` finds, as it is committed, over one connection of its own.

    One read answers all who wait for it, but only those who asked before it began, so that nobody
    is told anything stale. `psycopg` is the module of version 3, `params` is what Django connects
    with. Every read is a transaction of its own.
    """

    def __init__(self, psycopg: Any, params: Mapping[str, Any], query: str) -> None:
        self.psycopg = psycopg
        self.params = {name: value for name, value in params.items() if name in known(psycopg)}
        self.query = query.encode()
        self.name = f"headless_{hashlib.sha256(self.query).hexdigest()[:16]}".encode()
        self.errors = (psycopg.Error, OSError)
        self.pgconn: Any = None
        self.is_prepared = False
        self.lock = Lock()
        self.begun = 0
        self.ended: tuple[int, Row | None] = (0, None)

    def __call__(self) -> Row | None:
        """The columns in PostgreSQL's binary form; None where there is no row, or no answer."""
        begun_before = self.begun
        with self.lock:
            number, row = self.ended
            if number <= begun_before:
                self.begun += 1
                row = self.read()
                self.ended = (self.begun, row)
        return row

    def read(self) -> Row | None:
        """Over a new connection, where the server has closed the old one."""
        try:
            return self.row() if self.pgconn else self.row_of_new_connection()
        except self.errors:
            self.pgconn = None
        try:
            return self.row_of_new_connection()
        except self.errors:
            logger.exception("The database does not answer; answers are not cached.")
            self.pgconn = None
            return None

    def row_of_new_connection(self) -> Row | None:
        pq = self.psycopg.pq
        address = self.psycopg.conninfo.make_conninfo(**self.params)
        self.pgconn = pq.PGconn.connect(address.encode())
        if self.pgconn.status != pq.ConnStatus.OK:
            raise self.psycopg.OperationalError(self.pgconn.get_error_message())
        prepared = self.pgconn.prepare(self.name, self.query)
        self.is_prepared = prepared.status == pq.ExecStatus.COMMAND_OK
        return self.row()

    def row(self) -> Row | None:
        result = self.result()
        if result.status != self.psycopg.pq.ExecStatus.TUPLES_OK:
            raise self.psycopg.OperationalError(result.get_error_message())
        if not result.ntuples:
            return None
        return tuple(result.get_value(0, column) for column in range(result.nfields))

    def result(self) -> Any:
        """What the server answers; a pooler may have given us one where nothing is prepared."""
        if self.is_prepared:
            result = self.pgconn.exec_prepared(self.name, None, result_format=BINARY)
            self.is_prepared = result.status == self.psycopg.pq.ExecStatus.TUPLES_OK
            if self.is_prepared:
                return result
        return self.pgconn.exec_params(self.query, None, result_format=BINARY)


def known(psycopg: Any) -> set[str]:
    """The parameters that libpq connects with; Django names others, too."""
    return {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
