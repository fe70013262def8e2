"""Where a benchmark's site lies: a folder, and a database in it or on a PostgreSQL server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.migrated import ROOT, migrated_database
from tests.serving import environment

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.api.served_settings"}


@dataclass
class Place:
    """A site with content, ready to be served."""

    database: str
    folder: Path
    variables: dict[str, str]
    server: str = ""
    known: dict[str, str | int] = field(default_factory=dict)

    def fill(self, number: int, seed: int) -> None:
        arguments = ["tests.benchmarks.api.content", str(number), str(seed)]
        said = self.run("-m", *arguments)
        self.known = json.loads(said.splitlines()[-1])
        if self.server:
            # The server does so by itself, but only after a minute.
            rows(self.variables["DATABASE_URL"], "ANALYZE")

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-W", "ignore", *arguments]
        variables = environment(self.folder, **self.variables)
        done = subprocess.run(
            command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout

    def backends(self) -> list[int]:
        """The processes of a PostgreSQL server on this machine that serve the database."""
        if not self.server:
            return []
        query = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
        name = urlsplit(self.variables["DATABASE_URL"]).path[1:]
        return [pid for (pid,) in rows(self.server, query, [name])]


@contextmanager
def on_sqlite(folder: Path) -> Iterator[Place]:
    data = folder / "sqlite"
    (data / "static").mkdir(parents=True)
    shutil.copy(migrated_database(folder), data / "db.sqlite3")
    yield Place("SQLite", data, SETTINGS)


@contextmanager
def on_postgresql(folder: Path, server: str) -> Iterator[Place]:
    """A new database on that server, dropped in the end."""
    data = folder / "postgresql"
    (data / "static").mkdir(parents=True)
    name = f"api_benchmark_{os.getpid()}"
    rows(server, f"CREATE DATABASE {name}")
    try:
        url = urlsplit(server)._replace(path=f"/{name}").geturl()
        place = Place("PostgreSQL", data, {**SETTINGS, "DATABASE_URL": url}, server)
        place.run("manage.py", "migrate", "--verbosity=0")
        yield place
    finally:
        rows(server, f"DROP DATABASE {name} WITH (FORCE)")


def rows(server: str, query: str, parameters: list[str] | None = None) -> list[tuple[int]]:
    import psycopg

    with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
        cursor = connection.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []
