"""A migrated, empty SQLite database, made once and copied for every process that tests.

`python -m tests.migrated` makes it beforehand.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".pytest_cache" / "d" / "migrated"
DAY_SECONDS = 24 * 60 * 60
MIGRATED_APPS = ("home", "publications", "directory", "site")


def migrated_database(folder: Path) -> Path:
    """The file in `folder` with all migrations applied; made where none fits these migrations."""
    database = folder / f"{fingerprint()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            forget_unused(folder)
            unfinished = database.with_suffix(".unfinished")
            migrate(unfinished)
            unfinished.replace(database)
    return database


def forget_unused(folder: Path) -> None:
    """Delete what is a day old; a run in another environment may still use what is younger."""
    for file in folder.glob("*.sqlite3*"):
        if time.time() - file.stat().st_mtime > DAY_SECONDS:
            file.unlink()


def fingerprint() -> str:
    """Names the migrations of this tree and the versions of all that is installed."""
    digest = hashlib.sha256()
    for app in MIGRATED_APPS:
        for path in sorted((ROOT / app).rglob("migrations/*.py")):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    installed = {f"{item.name} {item.version}" for item in metadata.distributions()}
    digest.update("\n".join(sorted(installed)).encode())
    settings = ROOT / "site/seoulcoop/settings/base.py"
    digest.update(settings.read_bytes())
    return digest.hexdigest()[:16]


def migrate(database: Path) -> None:
    """Apply every migration to a new file; it ends as one file, without a write-ahead log."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{database}",
            "DJANGO_SETTINGS_MODULE": "seoulcoop.settings.test",
        },
        check=True,
    )
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def copy_into(database: Path, target: str) -> sqlite3.Connection:
    """Copy the file into the database at the URI `target`; one in memory lives as long as this."""
    source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection = sqlite3.connect(target, uri=True)
    source.backup(connection)
    source.close()
    return connection


def main() -> None:
    """Make it where pytest's cache keeps it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    migrated_database(FOLDER)


if __name__ == "__main__":
    main()
