"""A receiver that fails in every way gets each change, the first time in their order."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from headless.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from headless.webhooks import delivering, leases, sending
from headless.webhooks.tasks import send_deliveries
from headless.webhooks.upkeep import forget_old_deliveries, wake_due
from tests.headless.webhooks.endpoints import change, let_pass, send_all, states
from tests.headless.webhooks.receiver import (
    Behaviour,
    Handler,
    Receiver,
    accept,
    babble,
    drip,
    flood,
    refuse,
    serving,
    stall,
)

pytestmark = pytest.mark.django_db

DELIVERED = "delivered"


def in_order(receiver: Receiver) -> bool:
    """Whether each message was asked for the first time in the order of the changes."""
    first = list(dict.fromkeys(message.sequence for message in receiver.asked))
    return first == sorted(first)


def everything_arrived(receiver: Receiver, endpoint: WebhookEndpoint) -> bool:
    wanted = set(endpoint.deliveries.values_list("message_id", flat=True))
    return {message.id for message in receiver.accepted} == wanted


def keep_trying(endpoint: WebhookEndpoint, runs: int = 30) -> None:
    """Let an hour pass again and again, with a worker that looks each time."""
    for _number in range(runs):
        send_all(endpoint)
        let_pass(endpoint, hours=1)


def test_messages_are_signed_and_in_order(receiver: Receiver, endpoint: WebhookEndpoint) -> None:
    members = change(5)
    assert send_all(endpoint) == 5
    assert receiver.unsigned == []
    assert [message.body["data"]["id"] for message in receiver.accepted] == [
        member.pk for member in members
    ]
    assert in_order(receiver)
    assert states(endpoint) == [DELIVERED] * 5
    message = receiver.accepted[0]
    assert message.headers["content-type"] == "application/json"
    assert message.body["type"] == "content.published"


@pytest.mark.parametrize(
    "trouble",
    [
        (refuse(500), "status", 500),
        (refuse(404), "status", 404),
        (refuse(302, Location="http://127.0.0.1:1/"), "redirect", 302),
        (refuse(308, Location="/elsewhere/"), "redirect", 308),
        (stall(3), "timeout", None),
        (drip, "timeout", None),
        (babble, "answer", None),
    ],
)
def test_failure_is_noted_and_the_message_comes_again_under_its_id(
    receiver: Receiver,
    endpoint: WebhookEndpoint,
    settings: Any,
    trouble: tuple[Behaviour, str, int | None],
) -> None:
    settings.HEADLESS_WEBHOOK_SECONDS = 1
    behaviour, failure, status = trouble
    receiver.will(behaviour)
    change(2)
    send_all(endpoint)
    first = WebhookAttempt.objects.first()
    assert first is not None
    assert (first.failure, first.status) == (failure, status)
    assert first.milliseconds < 2500
    assert states(endpoint) == ["retrying", DELIVERED]
    assert send_all(endpoint) == 0
    let_pass(endpoint, seconds=7)
    send_all(endpoint)
    assert states(endpoint) == [DELIVERED] * 2
    assert receiver.asked[0].id == receiver.asked[-1].id
    assert receiver.asked[0].body == receiver.asked[-1].body
    assert in_order(receiver)


def test_huge_answer_is_not_read(receiver: Receiver, endpoint: WebhookEndpoint) -> None:
    receiver.will(flood)
    change()
    send_all(endpoint)
    assert states(endpoint) == [DELIVERED]
    assert WebhookAttempt.objects.get().excerpt == "a" * 1000


def test_excerpt_holds_nothing_that_a_database_refuses(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    receiver.will(lambda handler: handler.answer(500, b"\x00\xff\xfe bad \x1b[31m \xea\xb0\x80"))
    change()
    send_all(endpoint)
    assert WebhookAttempt.objects.get().excerpt.endswith(" bad [31m 가")


def test_receiver_that_is_down_gets_everything_when_it_is_back(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    port = int(receiver.url.split(":")[2].split("/")[0])
    with serving() as other:
        url = other.url
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(url=url)
    change(8)
    keep_trying(endpoint, 5)
    # It is left alone after a few failures in a row, not asked for each message.
    assert WebhookAttempt.objects.count() < 20
    assert set(WebhookAttempt.objects.values_list("failure", flat=True)) == {"unreachable"}
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(url=f"http://127.0.0.1:{port}/hooks/")
    let_pass(endpoint, hours=1)
    send_all(endpoint)
    assert everything_arrived(receiver, endpoint)
    assert in_order(receiver)


def test_receiver_that_fails_at_random_gets_everything(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    receiver.will(*[refuse(500), refuse(503), refuse(429)] * 3, babble, refuse(500))
    change(6)
    keep_trying(endpoint, 3)
    change(6)
    keep_trying(endpoint)
    assert everything_arrived(receiver, endpoint)
    assert in_order(receiver)


def test_receiver_may_ask_for_more_time_within_limits(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    receiver.will(refuse(429, Retry_After="600"), refuse(503, Retry_After="999999999999"))
    change(2)
    assert send_all(endpoint) == 1
    let_pass(endpoint, seconds=590)
    assert send_all(endpoint) == 0
    let_pass(endpoint, seconds=20)
    assert send_all(endpoint) == 1
    let_pass(endpoint, hours=7)
    assert send_all(endpoint) == 2
    assert states(endpoint) == [DELIVERED] * 2


def test_one_message_that_is_never_taken_is_given_up_after_three_days(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    first = change()[0]
    poison = endpoint.deliveries.get().sequence

    def behave(handler: Handler) -> None:
        (refuse(500) if handler.message.sequence == poison else accept)(handler)

    receiver.always = behave
    for _hour in range(80):
        change()
        send_all(endpoint)
        let_pass(endpoint, hours=1)
    assert states(endpoint) == ["failed", *[DELIVERED] * 80]
    assert 8 <= endpoint.deliveries.get(sequence=poison).attempts_made <= 14
    assert endpoint.deliveries.get(sequence=poison).object_id == str(first.pk)
    endpoint.refresh_from_db()
    assert not endpoint.is_paused


def test_endpoint_that_stays_dead_is_paused_and_its_owner_told_in_korean(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    receiver.always = refuse(500)
    change(3)
    for _number in range(30):
        send_deliveries.call(endpoint.pk)
        let_pass(endpoint, hours=4)
    endpoint.refresh_from_db()
    assert endpoint.is_paused
    assert endpoint.pause_reason == "dead"
    assert states(endpoint) == ["retrying"] * 3
    (message,) = mail.outbox
    assert message.to == ["owner@portal.example.org"]
    assert "포털" in message.subject
    assert "중지" in message.subject
    assert "3" in message.body
    before = len(receiver.asked)
    change()
    assert send_all(endpoint) == 0
    assert len(receiver.asked) == before
    receiver.always = None
    endpoint.resume()
    send_all(endpoint)
    assert states(endpoint) == [DELIVERED] * 4
    assert in_order(receiver)


def test_receiver_that_is_gone_is_never_asked_again(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    receiver.always = refuse(410)
    change(3)
    send_deliveries.call(endpoint.pk)
    keep_trying(endpoint, 3)
    change()
    assert len(receiver.asked) == 1
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.pause_reason) == (False, "gone")
    assert len(states(endpoint)) == 3
    assert len(mail.outbox) == 1


def test_paused_endpoint_gets_on_resuming_what_has_waited(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    endpoint.pause("staff")
    change(3)
    send_deliveries.call(endpoint.pk)
    assert receiver.asked == []
    endpoint.resume()
    send_all(endpoint)
    assert states(endpoint) == [DELIVERED] * 3
    assert in_order(receiver)
    assert mail.outbox == []


def test_two_workers_never_send_to_one_endpoint_at_once(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    change()
    lease = leases.take_lease(endpoint.pk)
    assert lease is not None
    assert leases.take_lease(endpoint.pk) is None
    assert send_all(endpoint) == 0
    assert receiver.asked == []
    # The other worker was killed.
    let_pass(endpoint, minutes=2)
    assert send_all(endpoint) == 1
    assert not leases.renew_lease(endpoint.pk, lease)


def test_minute_job_sends_what_nobody_was_woken_for(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    change(2)
    wake_due()
    assert states(endpoint) == [DELIVERED] * 2


def test_sending_again_uses_the_same_id(receiver: Receiver, endpoint: WebhookEndpoint) -> None:
    change()
    send_all(endpoint)
    delivery = endpoint.deliveries.get()
    delivery.send_again()
    send_all(endpoint)
    assert [message.id for message in receiver.accepted] == [delivery.message_id] * 2
    assert delivery.attempts.count() == 2


def test_old_deliveries_are_forgotten_and_waiting_ones_kept(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    change(2)
    send_all(endpoint)
    endpoint.pause("staff")
    change()
    let_pass(endpoint, days=29)
    forget_old_deliveries()
    assert WebhookDelivery.objects.count() == 3
    let_pass(endpoint, days=2)
    forget_old_deliveries()
    assert states(endpoint) == ["waiting"]
    assert not WebhookAttempt.objects.exists()


def test_endpoint_deleted_while_it_is_sent_to_is_no_trouble(
    receiver: Receiver, endpoint: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send_then_delete(*args: Any) -> Any:
        answer = sending.send(*args)
        WebhookEndpoint.objects.filter(pk=endpoint.pk).delete()
        return answer

    monkeypatch.setattr(delivering, "send", send_then_delete)
    change(2)
    assert send_all(endpoint) == 1
    assert not WebhookDelivery.objects.exists()
