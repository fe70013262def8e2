"""Fixtures for every test."""

from __future__ import annotations

import hypothesis
import pytest
from django.test import Client

from tests.factories import UserFactory

# How long an example takes says something of the machine, nothing of the rule.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    """A browser in which an administrator is logged in."""
    client.force_login(UserFactory.create(is_superuser=True, is_staff=True))
    return client
