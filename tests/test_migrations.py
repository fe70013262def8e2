"""The migrations: complete, reversible, and free of this site where the apps are shared."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.serving import environment

ROOT = Path(__file__).resolve().parents[1]
APPS = ["content", "directory", "headless", "home", "publications", "seoulcoop"]
SHARED_APPS = ["site/content", "site/headless", "directory", "publications", "home"]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_operation_can_be_undone() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for (app, name), migration in loader.disk_migrations.items():
        if app in APPS:
            assert all(operation.reversible for operation in migration.operations), (app, name)


@pytest.mark.parametrize("app", SHARED_APPS)
def test_shared_app_names_no_model_of_this_site(app: str) -> None:
    for migration in (ROOT / app / "migrations").glob("0*.py"):
        assert "seoulcoop" not in migration.read_text(encoding="utf-8"), migration.name


@pytest.mark.django_db
def test_sort_keys_are_compared_by_code_points() -> None:
    """가나다 order must not depend on the collation that a database server was set up with."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "select collation_name from information_schema.columns "
                "where table_name = 'directory_member' and column_name = 'sort_key'"
            )
            assert cursor.fetchone() == ("C",)
        else:
            cursor.execute("select 'a' < '가', '가' < '힣', '하' < '＃'")
            assert cursor.fetchone() == (1, 1, 1)


# Runs on an installation of its own: one count of a file that is there, one of a file that is gone.
BACK_AND_FORTH = """
import datetime
from django.core.management import call_command
from django.db import connection
from publications.models import DownloadCount
from tests.factories import PublicationFileFactory

file = PublicationFileFactory.create(label="본문", kind="full-text")
days = [datetime.date(2026, 3, day) for day in (1, 2)]
facts = dict(publication_number=1, publication_title="옛 제목", publication_type="x.y", label="l")
for day in days:
    DownloadCount.objects.create(key=file.key, day=day, count=day.day, **facts)
DownloadCount.objects.create(key="goneforever", day=days[0], count=7, **facts)

def rows(columns):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM publications_downloadcount ORDER BY day")
        return [tuple(map(str, row)) for row in cursor.fetchall()]

call_command("migrate", "publications", "0002", verbosity=0)
print(rows("day, count, file_id") == [(str(d), str(d.day), str(file.pk)) for d in days])
call_command("migrate", verbosity=0)
page = file.publication
named = ("publications.policyreportpage", str(page.pk), page.title, file.key, "본문", "full-text")
columns = "count, publication_type, publication_number, publication_title, \\"key\\", label, kind"
print(rows(columns) == [(str(d.day), *named) for d in days])
print(DownloadCount.objects.filter(key=file.key).total())
"""


@pytest.mark.embedded
def test_download_counts_survive_their_migration_in_both_directions(
    migrated: Path, tmp_path: Path
) -> None:
    """A count whose file is gone cannot be told in the former form, and goes."""
    shutil.copy(migrated, tmp_path / "db.sqlite3")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "shell", "--no-imports", "-c",
         BACK_AND_FORTH],
        cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["True", "True", "3"], done.stderr
