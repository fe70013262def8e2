"""What is done every minute: waking what waits, telling owners, and forgetting what is old."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils import timezone

from headless.models import WebhookDelivery, WebhookEndpoint
from headless.webhooks.limits import keep_time
from headless.webhooks.tasks import tell_owner, wake

MOST_AT_ONCE = 1000
# A task that has not come round by then is taken for lost; after the other time nobody is told.
FORGOTTEN_AFTER = datetime.timedelta(minutes=10)
TOLD_WITHIN = datetime.timedelta(days=1)


def wake_due() -> None:
    """Have sent what is due, such as after a worker was killed or a task got lost."""
    is_free = Q(endpoint__leased_until=None) | Q(endpoint__leased_until__lte=timezone.now())
    due = WebhookDelivery.objects.due().filter(is_free).order_by()
    for endpoint_id in due.values_list("endpoint", flat=True).distinct():
        wake(endpoint_id)


def tell_owners() -> None:
    """Tell owners who were not told yet, such as while no mail could be sent."""
    now = timezone.now()
    untold = WebhookEndpoint.objects.untold().filter(
        paused_at__lt=now - FORGOTTEN_AFTER, paused_at__gt=now - TOLD_WITHIN
    )
    for endpoint_id in untold.values_list("pk", flat=True):
        tell_owner.enqueue(endpoint_id)


def forget_old_deliveries() -> None:
    """Delete what was finished long ago, a portion at a time; what waits stays.

    How long is set by HEADLESS_WEBHOOK_KEEP_DAYS.
    """
    before = timezone.now() - keep_time()
    old = WebhookDelivery.objects.filter(finished_at__lt=before).order_by("finished_at")
    keys = list(old.values_list("pk", flat=True)[:MOST_AT_ONCE])
    if keys:
        WebhookDelivery.objects.filter(pk__in=keys).delete()
