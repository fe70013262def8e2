"""What the settings promise, asked of the running system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from seoulcoop.settings.base import database_settings

ROOT = Path(__file__).resolve().parents[2]


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a new Python process, as a deployment would start it."""
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**inherited, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


PRAGMAS = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
        print(cursor.execute(f"PRAGMA {name}").fetchone()[0])
print(connection.transaction_mode)
"""


def test_sqlite_is_tuned_for_several_writers(tmp_path: Path) -> None:
    result = run_python(
        PRAGMAS, DJANGO_SETTINGS_MODULE="seoulcoop.settings.dev", SEOULCOOP_DATA_DIR=str(tmp_path)
    )
    assert result.stdout.split() == ["wal", "1", "1", "60000", "IMMEDIATE"], result.stderr


def test_postgresql_works_by_its_url_alone() -> None:
    database = database_settings("postgres://user:secret@db.example:5433/coop")
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "coop")
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["OPTIONS"] == {"connect_timeout": 10}


def test_unwritable_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    not_a_folder = tmp_path / "file"
    not_a_folder.write_text("")
    result = run_python(
        "import django; django.setup()",
        DJANGO_SETTINGS_MODULE="seoulcoop.settings.dev",
        SEOULCOOP_DATA_DIR=str(not_a_folder / "data"),
    )
    assert result.returncode == 1
    assert "쓸 수 없습니다" in result.stderr
    assert "cannot be written to" in result.stderr
    assert "Traceback" not in result.stderr


def test_production_refuses_to_start_without_its_secrets() -> None:
    result = run_python(
        "import django; django.setup()", DJANGO_SETTINGS_MODULE="seoulcoop.settings.production"
    )
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr


def test_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    environment = {
        "DJANGO_SETTINGS_MODULE": "seoulcoop.settings.dev",
        "SEOULCOOP_DATA_DIR": str(tmp_path),
    }
    first, second = run_python(code, **environment), run_python(code, **environment)
    assert first.stdout == second.stdout
    assert len(first.stdout) > 40
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_documents_lie_outside_the_media_folder() -> None:
    documents = Path(settings.STORAGES["documents"]["OPTIONS"]["location"])
    assert not documents.is_relative_to(settings.MEDIA_ROOT)


def test_site_is_no_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()


@pytest.mark.django_db
def test_tests_run_on_the_database_that_was_asked_for() -> None:
    url = os.environ.get("DATABASE_URL", "sqlite:")
    assert connection.vendor == ("postgresql" if url.startswith("postgres") else "sqlite")


MAIL_SERVER = """
from django.core import mail
server = mail.get_connection()
print(type(server).__module__, server.host, server.port, server.username, server.use_tls)
"""


def test_mail_server_is_what_the_url_says() -> None:
    result = run_python(
        MAIL_SERVER,
        DJANGO_SETTINGS_MODULE="seoulcoop.settings.production",
        SECRET_KEY="x" * 60,
        ALLOWED_HOSTS="www.example.org",
        SITE_URL="https://www.example.org",
        EMAIL_URL="smtp+tls://web:secret@mail.example.org:587",
    )
    expected = "django.core.mail.backends.smtp mail.example.org 587 web True"
    assert result.stdout.strip() == expected, result.stderr
