"""Fixtures of the webhooks' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from headless.models import WebhookEndpoint
from tests.headless.webhooks.endpoints import new_endpoint
from tests.headless.webhooks.receiver import Receiver, serving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with serving() as found:
        yield found


@pytest.fixture
def endpoint(db: None, receiver: Receiver) -> WebhookEndpoint:
    """An endpoint of the receiver, whose secret the receiver knows."""
    found = new_endpoint(receiver.url)
    receiver.secret = found.new_secret()
    return found
