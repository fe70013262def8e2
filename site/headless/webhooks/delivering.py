"""Sending what is due to one endpoint, in order, and noting how it went."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from headless.models import (
    DeliveryState,
    PauseReason,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from headless.webhooks.backoff import (
    FAILURES_BEFORE_REST,
    asked_delay,
    delay_after,
    rest_after,
)
from headless.webhooks.leases import give_back_lease, take_lease
from headless.webhooks.limits import lease_time, retry_time
from headless.webhooks.sending import Answer, send
from headless.webhooks.signing import LostSecretError

# After so long the other tasks have their turn.
BUDGET_SECONDS = 20.0


@dataclass(frozen=True)
class Outcome:
    """How many messages were sent, when there is more to do, and whether the endpoint is paused."""

    sent: int = 0
    goes_on_at: datetime.datetime | None = None
    is_paused: bool = False


def send_due(endpoint_id: int) -> Outcome:
    """Send an endpoint what is due, unless another worker is at it.

    Looks once more after the lease was given back: what was written shortly before, by somebody
    whose own worker found the endpoint taken, must not be left lying.
    """
    sent, until = 0, time.monotonic() + BUDGET_SECONDS
    while next_due(endpoint_id) is not None and time.monotonic() < until:
        lease = take_lease(endpoint_id)
        if lease is None:
            return Outcome(sent)
        try:
            done = send_leased(endpoint_id, lease, until)
        except LostSecretError:
            pause(endpoint_id, PauseReason.SECRET)
            return Outcome(sent, is_paused=True)
        finally:
            give_back_lease(endpoint_id, lease)
        if not done:
            break
        sent += done
    return Outcome(sent, next_moment(endpoint_id) if sent else None, is_paused(endpoint_id))


def send_leased(endpoint_id: int, lease: str, until: float) -> int:
    """Send one message after the other while the lease and the time last; answers how many."""
    sent = 0
    while time.monotonic() < until and (delivery := next_due(endpoint_id)) is not None:
        endpoint = delivery.endpoint
        secrets = endpoint.valid_secrets()
        if not secrets or endpoint.lease != lease:
            break
        answer = send(endpoint.url, delivery.message_id, delivery.payload, secrets)
        sent += 1
        if not record(delivery.pk, answer, lease):
            break
    return sent


def next_due(endpoint_id: int) -> WebhookDelivery | None:
    """The message to send next, with the endpoint as it is now."""
    rows = WebhookDelivery.objects.due().filter(endpoint=endpoint_id)
    return rows.select_related("endpoint").first()


def next_moment(endpoint_id: int) -> datetime.datetime | None:
    """When something is due next to an endpoint to which anything may be sent."""
    rows = WebhookDelivery.objects.pending().filter(
        endpoint=endpoint_id, endpoint__is_active=True, endpoint__paused_at=None
    )
    found = rows.aggregate(due=Min("next_attempt_at"), rested=Min("endpoint__resting_until"))
    return max((moment for moment in found.values() if moment), default=None)


def is_paused(endpoint_id: int) -> bool:
    return WebhookEndpoint.objects.filter(pk=endpoint_id).exclude(paused_at=None).exists()


def pause(endpoint_id: int, reason: PauseReason) -> None:
    with transaction.atomic():
        for endpoint in WebhookEndpoint.objects.select_for_update().filter(pk=endpoint_id):
            endpoint.pause(reason)


def record(delivery_id: int, answer: Answer, lease: str) -> bool:
    """Note what came of a sending; whether the worker may go on with the endpoint."""
    with transaction.atomic():
        delivery = (
            WebhookDelivery.objects.select_for_update()
            .select_related("endpoint")
            .filter(pk=delivery_id)
            .first()
        )
        if delivery is None:
            return False
        note_attempt(delivery, answer)
        endpoint = delivery.endpoint
        if answer.has_arrived:
            note_arrival(delivery, endpoint)
        else:
            note_failure(delivery, endpoint, answer)
        is_ours = endpoint.lease == lease
        if is_ours:
            endpoint.leased_until = timezone.now() + lease_time()
        delivery.save()
        endpoint.save(update_fields=["failing_since", "failures", "resting_until", "leased_until"])
    return is_ours


def note_attempt(delivery: WebhookDelivery, answer: Answer) -> None:
    delivery.attempts_made += 1
    WebhookAttempt.objects.create(
        delivery=delivery,
        began_at=answer.began_at,
        milliseconds=answer.milliseconds,
        status=answer.status,
        failure=answer.failure,
        excerpt=answer.excerpt,
    )


def note_arrival(delivery: WebhookDelivery, endpoint: WebhookEndpoint) -> None:
    """It is done; a receiver that was away gets at once what it has missed."""
    delivery.state, delivery.finished_at = DeliveryState.DELIVERED, timezone.now()
    if endpoint.failures >= FAILURES_BEFORE_REST:
        endpoint.deliveries.pending().update(next_attempt_at=timezone.now())
    endpoint.failing_since, endpoint.failures, endpoint.resting_until = None, 0, None


def note_failure(delivery: WebhookDelivery, endpoint: WebhookEndpoint, answer: Answer) -> None:
    """Try again later, give the message up, or the whole endpoint."""
    now = timezone.now()
    endpoint.failing_since = endpoint.failing_since or answer.began_at
    endpoint.failures += 1
    delivery.state = DeliveryState.RETRYING
    delivery.give_up_at = delivery.give_up_at or answer.began_at + retry_time()
    if answer.is_gone:
        endpoint.pause(PauseReason.GONE)
    elif endpoint.failing_since + retry_time() <= now:
        endpoint.pause(PauseReason.DEAD)
    elif delivery.give_up_at <= now:
        delivery.state, delivery.finished_at = DeliveryState.FAILED, now
    else:
        plan_next(delivery, endpoint, answer)


def plan_next(delivery: WebhookDelivery, endpoint: WebhookEndpoint, answer: Answer) -> None:
    """When the message is tried again, and how long the endpoint is left alone altogether."""
    now = timezone.now()
    asked = asked_delay(answer.retry_after) or datetime.timedelta(0)
    delay = max(delay_after(delivery.attempts_made), asked)
    rest = max(rest_after(endpoint.failures) or asked, asked)
    delivery.next_attempt_at = min(now + delay, delivery.give_up_at or now + delay)
    endpoint.resting_until = now + rest if rest else None
