"""How long and how often a receiver is tried; a project's settings may say otherwise."""

from __future__ import annotations

import datetime

from django.conf import settings

CONNECT_SECONDS = 5.0
# What a name server and a slow disk may take besides, while nobody else sends to the endpoint.
LEASE_MARGIN_SECONDS = 45.0


def whole_seconds() -> float:
    """How long one sending may take from the first byte to the last."""
    return float(getattr(settings, "HEADLESS_WEBHOOK_SECONDS", 15))


def connect_seconds() -> float:
    return min(CONNECT_SECONDS, whole_seconds())


def lease_time() -> datetime.timedelta:
    """How long a worker has an endpoint for itself; each sending begins it anew."""
    return datetime.timedelta(seconds=whole_seconds() + LEASE_MARGIN_SECONDS)


def retry_time() -> datetime.timedelta:
    """How long a message is tried again, and an endpoint may fail before it is paused."""
    return datetime.timedelta(days=getattr(settings, "HEADLESS_WEBHOOK_RETRY_DAYS", 3))


def keep_time() -> datetime.timedelta:
    """How long finished deliveries stay on record."""
    return datetime.timedelta(days=getattr(settings, "HEADLESS_WEBHOOK_KEEP_DAYS", 30))


def allows_loopback() -> bool:
    """Whether receivers on this machine, and without TLS, are accepted: for development alone."""
    return bool(getattr(settings, "HEADLESS_WEBHOOK_LOOPBACK", False))
