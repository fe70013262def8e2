"""The migrations: complete, reversible, and free of this site where the apps are shared."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[1]
APPS = ["content", "directory", "home", "publications", "seoulcoop"]
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
