"""An endpoint for one worker alone, for as long as it lives and no longer."""

from __future__ import annotations

import uuid

from django.db.models import Q
from django.utils import timezone

from headless.models import WebhookEndpoint
from headless.webhooks.limits import lease_time


def take_lease(endpoint_id: int) -> str | None:
    """A lease on the endpoint; None where another worker holds it."""
    now, lease = timezone.now(), uuid.uuid4().hex
    is_free = Q(leased_until=None) | Q(leased_until__lte=now)
    rows = WebhookEndpoint.objects.filter(is_free, pk=endpoint_id)
    return lease if rows.update(lease=lease, leased_until=now + lease_time()) else None


def renew_lease(endpoint_id: int, lease: str) -> bool:
    """Hold the endpoint for longer; False where the lease was lost."""
    rows = WebhookEndpoint.objects.filter(pk=endpoint_id, lease=lease)
    return bool(rows.update(leased_until=timezone.now() + lease_time()))


def give_back_lease(endpoint_id: int, lease: str) -> None:
    rows = WebhookEndpoint.objects.filter(pk=endpoint_id, lease=lease)
    rows.update(lease="", leased_until=None)
