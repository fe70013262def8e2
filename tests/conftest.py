"""Fixtures for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.test import Client

from tests.factories import UserFactory
from tests.longest import begun_first
from tests.migrated import FOLDER, copy_into, migrated_database

# How long an example takes says something of the machine, nothing of the rule.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No processor idles at the end while another has a long module before it."""
    items.sort(key=begun_first)


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    """A browser in which an administrator is logged in."""
    client.force_login(UserFactory.create(is_superuser=True, is_staff=True))
    return client


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Path:
    """An SQLite file with every migration applied and nothing else; for reading only."""
    assert request.config.cache is not None
    assert request.config.cache.mkdir(FOLDER.name) == FOLDER
    return migrated_database(FOLDER)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None
) -> Iterator[None]:
    """Spare each process the migrations, where the tests' database is SQLite's in memory."""
    if connection.vendor != "sqlite":
        yield
        return
    database = request.getfixturevalue("migrated")
    in_memory = copy_into(database, connection.creation._get_test_db_name())
    yield
    in_memory.close()
