"""What happens in the background."""

from __future__ import annotations

import datetime

from django_tasks import task

from headless.webhooks import delivering, notices


@task()
def send_deliveries(endpoint_id: int) -> int:
    """Send what is due to an endpoint; answers how many messages that were."""
    outcome = delivering.send_due(endpoint_id)
    if outcome.goes_on_at is not None:
        wake(endpoint_id, outcome.goes_on_at)
    if outcome.is_paused:
        tell_owner.enqueue(endpoint_id)
    return outcome.sent


@task()
def tell_owner(endpoint_id: int) -> bool:
    """Tell an endpoint's owner that it is paused; answers whether that was still to be done."""
    return notices.tell_owner(endpoint_id)


def wake(endpoint_id: int, at: datetime.datetime | None = None) -> None:
    """Have what is due sent, now or later; where tasks know no later, the minute job does it."""
    if at is None:
        send_deliveries.enqueue(endpoint_id)
    elif send_deliveries.get_backend().supports_defer:
        send_deliveries.using(run_after=at).enqueue(endpoint_id)
