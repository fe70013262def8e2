"""How staff manage webhooks, as they do it in the admin."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client, RequestFactory

from headless.models import WebhookDelivery, WebhookEndpoint
from headless.requests.middleware import takes_transaction
from tests.counting import queries_of
from tests.editing import error_beside, send
from tests.factories import UserFactory
from tests.headless.webhooks.endpoints import change, let_pass, new_endpoint, send_all, states
from tests.headless.webhooks.receiver import Receiver, refuse

pytestmark = pytest.mark.django_db

ENDPOINTS = "/admin/headless/webhookendpoint/"
DELIVERIES = "/admin/headless/webhookdelivery/"
FIELDS = {
    "name": "포털",
    "url": "https://portal.example.org/hooks/",
    "owner": "운영팀",
    "owner_email": "owner@portal.example.org",
}


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_staff_make_an_endpoint_and_its_secret_is_shown_once(admin: Client) -> None:
    response = send(admin, f"{ENDPOINTS}create/", {**FIELDS, "actions": ("published",)})
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.actions == ["published"]
    assert endpoint.site.is_default_site
    address = response["Location"]
    assert "아직 비밀키가 없습니다" in text_of(admin.get(address))
    page = admin.post(address)
    assert "no-store" in page["Cache-Control"]
    (secret,) = endpoint.valid_secrets()
    assert secret in text_of(page)
    for later in (address, f"{ENDPOINTS}inspect/{endpoint.pk}/", f"{ENDPOINTS}edit/{endpoint.pk}/"):
        assert secret not in text_of(admin.get(later))
    assert secret not in json.dumps(list(endpoint.secrets.values()), default=str)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://169.254.169.254/latest/", "내부망 주소입니다"),
        ("https://[::ffff:127.0.0.1]/", "내부망 주소입니다"),
        ("http://portal.example.org/", "https://로 시작해야"),
        ("https://a:b@portal.example.org/", "사용자 이름이나 비밀번호"),
        ("portal", "URL"),
    ],
)
def test_address_that_is_no_good_is_said_in_korean(
    admin: Client, settings: Any, url: str, message: str
) -> None:
    settings.HEADLESS_WEBHOOK_LOOPBACK = False
    response = send(admin, f"{ENDPOINTS}create/", {**FIELDS, "url": url})
    assert response.status_code == 200
    assert message in error_beside(response, "url")
    assert not WebhookEndpoint.objects.exists()


def test_test_button_sends_a_signed_message_and_shows_the_answer(
    admin: Client, receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    address = f"{ENDPOINTS}try/{endpoint.pk}/"
    assert admin.get(address).status_code == 200
    assert receiver.asked == []
    assert "시험 메시지가 전달되었습니다" in text_of(admin.post(address))
    assert receiver.asked[0].body["type"] == "webhook.test"
    receiver.will(lambda handler: handler.answer(500, "<b>고장</b>".encode()))
    page = text_of(admin.post(address))
    assert "시험 메시지가 전달되지 않았습니다" in page
    assert "&lt;b&gt;고장" in page
    assert receiver.secret not in page
    assert not WebhookDelivery.objects.exists()


def test_test_button_without_a_secret_says_so(admin: Client) -> None:
    endpoint = new_endpoint()
    assert "서명할 비밀키가 없습니다" in text_of(admin.post(f"{ENDPOINTS}try/{endpoint.pk}/"))


def test_slow_receiver_of_a_test_holds_no_transaction_open(endpoint: WebhookEndpoint) -> None:
    requests = RequestFactory()
    assert not takes_transaction(requests.post(f"{ENDPOINTS}try/{endpoint.pk}/"))
    assert takes_transaction(requests.post(f"{ENDPOINTS}pause/{endpoint.pk}/"))


def test_rotated_secret_overlaps_with_the_older_one(
    admin: Client, receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    older = receiver.secret
    address = f"{ENDPOINTS}new_secret/{endpoint.pk}/"
    assert admin.post(address, {"overlap": "x"}).status_code == 200
    assert endpoint.secrets.count() == 1
    newer = admin.post(address, {"overlap": "7"}).context["text"]
    for secret in (older, newer):
        receiver.secret = secret
        change()
        send_all(endpoint)
    assert states(endpoint) == ["delivered"] * 2
    assert receiver.asked[0].headers["webhook-signature"].count("v1,") == 2
    admin.post(address, {"overlap": "0"})
    change()
    send_all(endpoint)
    assert len(receiver.unsigned) == 1


def test_never_more_than_two_secrets_sign(admin: Client, endpoint: WebhookEndpoint) -> None:
    for _number in range(3):
        admin.post(f"{ENDPOINTS}new_secret/{endpoint.pk}/", {"overlap": "30"})
    assert len(endpoint.valid_secrets()) == 2


def test_former_secret_key_still_makes_the_secrets_and_a_lost_one_pauses(
    admin: Client, receiver: Receiver, endpoint: WebhookEndpoint, settings: Any
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    admin.force_login(UserFactory.create(is_superuser=True))
    change()
    send_all(endpoint)
    assert states(endpoint) == ["delivered"]
    settings.SECRET_KEY_FALLBACKS = []
    admin.force_login(UserFactory.create(is_superuser=True))
    change()
    send_all(endpoint)
    endpoint.refresh_from_db()
    assert endpoint.pause_reason == "secret"
    page = admin.post(f"{ENDPOINTS}new_secret/{endpoint.pk}/", {"overlap": "0"})
    receiver.secret = page.context["text"]
    send_all(endpoint)
    assert states(endpoint) == ["delivered"] * 2


def test_staff_pause_and_resume(
    admin: Client, receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    address = f"{ENDPOINTS}pause/{endpoint.pk}/"
    assert "보관했다가" in text_of(admin.get(address))
    admin.post(address)
    change(2)
    assert send_all(endpoint) == 0
    assert "메시지 2건" in text_of(admin.get(address))
    assert "중지됨" in text_of(admin.get(ENDPOINTS))
    admin.post(address)
    assert send_all(endpoint) == 2


def test_delivery_is_read_and_sent_again(
    admin: Client, receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    receiver.will(lambda handler: handler.answer(500, b"<script>alert(1)</script>"))
    change()
    send_all(endpoint)
    delivery = endpoint.deliveries.get()
    page = text_of(admin.get(f"{DELIVERIES}inspect/{delivery.pk}/"))
    for said in (delivery.message_id, "content.published", "v1,…", "500", "&lt;script&gt;alert"):
        assert said in page
    assert "<script>alert" not in page
    assert receiver.secret not in page
    assert receiver.asked[0].headers["webhook-signature"] not in page
    response = admin.post(f"{DELIVERIES}send_again/{delivery.pk}/")
    assert response["Location"] == f"{DELIVERIES}inspect/{delivery.pk}/"
    send_all(endpoint)
    assert [message.id for message in receiver.asked] == [delivery.message_id] * 2
    assert states(endpoint) == ["delivered"]


def test_list_is_narrowed_down(
    admin: Client, receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    other = new_endpoint(name="다른 포털")
    receiver.will(refuse(500))
    change(2)
    send_all(endpoint)

    def found(**query: Any) -> int:
        return admin.get(DELIVERIES, query).context["paginator"].count

    assert found() == 4
    assert found(endpoint=other.pk) == 2
    assert found(state="retrying") == found(state="delivered") == 1
    assert found(event="content.deleted") == 0
    assert found(type="directory.Member", event="content.published") == 4
    assert found(period="hour") == 4
    assert found(q=endpoint.deliveries.first().message_id) == 1
    let_pass(endpoint, days=1)
    WebhookDelivery.objects.filter(endpoint=other).update(created_at="2020-01-01T00:00Z")
    assert found(period="month") == 2
    nonsense = {"endpoint": "x", "state": "y", "period": "z", "event": "\0", "o": "9.x", "p": "x"}
    assert found(**nonsense) == 4


def test_lists_cost_the_same_however_long(
    admin: Client, receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    change(2)
    send_all(endpoint)
    addresses = (ENDPOINTS, DELIVERIES, f"{ENDPOINTS}inspect/{endpoint.pk}/")
    before = [queries_of(admin, address) for address in addresses]
    for number in range(4):
        new_endpoint(name=f"포털 {number}")
    change(10)
    send_all(endpoint)
    assert [queries_of(admin, address) for address in addresses] == before
    assert max(before) < 25


def addresses(endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> list[str]:
    return [
        ENDPOINTS,
        f"{ENDPOINTS}create/",
        *(f"{ENDPOINTS}{action}/{endpoint.pk}/" for action in (
            "inspect", "edit", "delete", "new_secret", "pause", "try")),
        DELIVERIES,
        *(f"{DELIVERIES}{action}/{delivery.pk}/" for action in ("inspect", "send_again")),
    ]  # fmt: skip


@pytest.mark.parametrize("group", ["편집자", "검토자", "회원명부 담당", "외부 연계 담당"])
def test_only_those_who_look_after_partners_get_in(
    client: Client, receiver: Receiver, endpoint: WebhookEndpoint, group: str
) -> None:
    call_command("setup_groups", verbosity=0)
    user = UserFactory.create()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    change()
    is_allowed = group == "외부 연계 담당"
    for address in addresses(endpoint, endpoint.deliveries.get()):
        assert (client.get(address).status_code == 200) is is_allowed, address
        quick = {"X-Requested-With": "XMLHttpRequest"}
        assert is_allowed or client.post(address, headers=quick).status_code == 403, address
    endpoint.refresh_from_db()
    assert is_allowed or endpoint.is_working
    assert receiver.asked == []


def test_who_may_only_read_deliveries_cannot_send_again(
    client: Client, endpoint: WebhookEndpoint
) -> None:
    call_command("setup_groups", verbosity=0)
    user = UserFactory.create()
    group = Group.objects.get(name="외부 연계 담당")
    group.permissions.filter(codename="change_webhookdelivery").delete()
    user.groups.add(group)
    client.force_login(user)
    change()
    delivery = endpoint.deliveries.get()
    assert "다시 보내기" not in text_of(client.get(f"{DELIVERIES}inspect/{delivery.pk}/"))
    assert client.post(f"{DELIVERIES}send_again/{delivery.pk}/").status_code in (302, 403)
    assert states(endpoint) == ["waiting"]


@pytest.mark.parametrize("action", ["inspect", "edit", "try", "pause", "new_secret", "delete"])
def test_unknown_endpoint_is_not_found(admin: Client, action: str) -> None:
    assert admin.get(f"{ENDPOINTS}{action}/999999/").status_code == 404


def test_nobody_writes_deliveries_by_hand(admin: Client, endpoint: WebhookEndpoint) -> None:
    change()
    delivery = endpoint.deliveries.get()
    assert admin.get(f"{DELIVERIES}create/").status_code in (302, 403)
    for action in ("edit", "delete"):
        assert admin.post(f"{DELIVERIES}{action}/{delivery.pk}/").status_code in (302, 403)
    assert endpoint.deliveries.exists()
