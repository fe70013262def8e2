"""Fixtures for every test."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    """A browser in which an administrator is logged in."""
    client.force_login(UserFactory.create(is_superuser=True, is_staff=True))
    return client
