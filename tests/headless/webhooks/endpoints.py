"""Endpoints, changes and the passing of time, as tests need them."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F
from wagtail.models import Site

from headless.changes.collecting import record_collected
from headless.models import WebhookDelivery, WebhookEndpoint
from headless.webhooks.delivering import send_due
from tests.factories import MemberFactory, site_home

A_SECOND = datetime.timedelta(seconds=1)


def new_endpoint(url: str = "https://portal.example.org/hooks/", **fields: Any) -> WebhookEndpoint:
    site_home()
    record_collected()
    return WebhookEndpoint.objects.create(
        **{
            "name": "포털",
            "url": url,
            "site": Site.objects.get(is_default_site=True),
            "owner": "포털 운영팀",
            "owner_email": "owner@portal.example.org",
            **fields,
        }
    )


def change(count: int = 1) -> list[Any]:
    """Publish so many members, each in a change of its own."""
    members = []
    for _number in range(count):
        members.append(MemberFactory.create())
        record_collected()
    return members


def send_all(endpoint: WebhookEndpoint) -> int:
    """One run of a worker."""
    return send_due(endpoint.pk).sent


def let_pass(endpoint: WebhookEndpoint, **time: float) -> None:
    """Let so much time pass for the endpoint and its deliveries."""
    passed = datetime.timedelta(**time)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        failing_since=F("failing_since") - passed,
        resting_until=F("resting_until") - passed,
        leased_until=F("leased_until") - passed,
        paused_at=F("paused_at") - passed,
    )
    WebhookDelivery.objects.filter(endpoint=endpoint).update(
        next_attempt_at=F("next_attempt_at") - passed,
        give_up_at=F("give_up_at") - passed,
        finished_at=F("finished_at") - passed,
    )


def states(endpoint: WebhookEndpoint) -> list[str]:
    """How far each delivery is, in the order of the changes."""
    rows = endpoint.deliveries.order_by("sequence")
    return [str(state) for state in rows.values_list("state", flat=True)]
