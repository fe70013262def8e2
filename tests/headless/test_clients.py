"""Partners with keys: what they see, and when a key is no good."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from headless.models import ApiClient, ApiKey, ClientUsage
from headless.requests.throttling import forget_portions
from tests.factories import MemberContactFactory, MemberFactory, PolicyReportPageFactory

pytestmark = pytest.mark.django_db

YESTERDAY = datetime.timedelta(days=-1)


@pytest.fixture(autouse=True)
def a_new_minute() -> None:
    forget_portions()


def partner(**fields: Any) -> tuple[ApiClient, str]:
    client = ApiClient.objects.create(**{"name": "포털", **fields})
    return client, client.new_key()[1]


def ask(client: Client, key: str, path: str = "members/", **headers: str) -> Any:
    headers = {"authorization": f"Bearer {key}", **headers}
    return client.get(f"/api/v1/{path}", headers=headers)


def test_partner_sees_contacts_that_agreed_and_no_others(client: Client) -> None:
    _portal, key = partner(scopes=["members.contacts"])
    member = MemberFactory.create()
    MemberContactFactory.create(member=member, name="홍길동", shared_with_partners=True)
    MemberContactFactory.create(member=member, name="성춘향")
    past = datetime.date(2026, 1, 3)
    MemberContactFactory.create(
        member=member, name="이몽룡", shared_with_partners=True, consent_until=past
    )
    answer = ask(client, key, f"members/{member.pk}/").json()
    assert answer["contacts"] == [
        {"name": "홍길동", "role": "", "phone": "", "email": "person@example.org"}
    ]
    assert "contacts" not in client.get(f"/api/v1/members/{member.pk}/").json()


def test_partner_without_the_scope_sees_what_everybody_sees(client: Client) -> None:
    _portal, key = partner()
    contact = MemberContactFactory.create(shared_with_partners=True)
    path = f"members/{contact.member.pk}/"
    assert ask(client, key, path).json() == client.get(f"/api/v1/{path}").json()
    assert ask(client, key, "members/?fields=contacts").json()["items"][0].keys() == {"id", "meta"}


@pytest.mark.parametrize(("scopes", "told"), [([], []), (["members.contacts"], ["changed"])])
def test_feed_tells_a_partner_of_contacts_only_where_it_may_read_them(
    client: Client, scopes: list[str], told: list[str]
) -> None:
    _portal, key = partner(scopes=scopes)
    member = MemberFactory.create()
    cursor = ask(client, key, "").json()["cursor"]
    MemberContactFactory.create(member=member, shared_with_partners=True)
    items = ask(client, key, f"changes/?since={cursor}").json()["items"]
    assert [item["action"] for item in items] == told


def test_partner_sees_no_hidden_object(client: Client) -> None:
    _portal, key = partner(scopes=["members.contacts"])
    hidden = [MemberFactory.create(live=False), MemberFactory.create(status="withdrawn")]
    page = PolicyReportPageFactory.create(live=False)
    assert ask(client, key).json()["count"] == 0
    for path in (*(f"members/{each.pk}/" for each in hidden), f"pages/{page.pk}/"):
        assert ask(client, key, path).json() == client.get("/api/v1/members/0/").json()


def test_answer_to_a_key_is_kept_by_no_cache(client: Client) -> None:
    _portal, key = partner()
    for answer in (ask(client, key), ask(client, key, "nothing/"), ask(client, "wrong")):
        assert answer["Cache-Control"] == "private, no-store"
        assert "Authorization" in answer["Vary"]


def wrong(_client: ApiClient, _key: ApiKey) -> None:
    ApiKey.objects.update(digest="0" * 64)


def expired(_client: ApiClient, _key: ApiKey) -> None:
    ApiKey.objects.update(expires_at=timezone.now() + YESTERDAY)


def revoked(client: ApiClient, _key: ApiKey) -> None:
    client.revoke()


def ended(_client: ApiClient, _key: ApiKey) -> None:
    ApiClient.objects.update(expires_at=timezone.now() + YESTERDAY)


def switched_off(_client: ApiClient, _key: ApiKey) -> None:
    ApiClient.objects.update(is_active=False)


def elsewhere(_client: ApiClient, _key: ApiKey) -> None:
    ApiClient.objects.update(networks="203.0.113.0/24\n2001:db8::/32")


@pytest.mark.parametrize("spoil", [wrong, expired, revoked, ended, switched_off, elsewhere])
def test_key_that_is_no_good_is_refused_alike(client: Client, spoil: Any) -> None:
    portal, key = partner()
    spoil(portal, portal.keys.get())
    answer = ask(client, key)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json() == ask(client, "nonsense").json()


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer ü", "Token x", "Bearer a b c"]
)
def test_header_that_is_no_key_is_never_anonymous(client: Client, header: str) -> None:
    answer = client.get("/api/v1/members/", headers={"authorization": header})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_key_works_from_the_allowed_addresses(client: Client) -> None:
    _portal, key = partner(networks="127.0.0.0/8")
    assert ask(client, key).status_code == 200


def test_older_key_goes_on_for_the_overlap(client: Client) -> None:
    portal, old = partner()
    _key, new = portal.new_key(overlap=datetime.timedelta(days=7))
    assert ask(client, old).status_code == ask(client, new).status_code == 200
    _key, newest = portal.new_key(overlap=datetime.timedelta(0))
    assert [ask(client, key).status_code for key in (old, new, newest)] == [401, 401, 200]


def test_only_the_digest_of_a_key_is_kept() -> None:
    _portal, key = partner()
    stored = ApiKey.objects.values().get()
    assert key not in str(stored)
    assert key.split("_")[2] not in str(stored)


def test_last_use_and_requests_are_noted(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"client": 40}
    portal, key = partner()
    assert portal.last_used_at is None
    ask(client, key)
    assert portal.last_used_at is not None
    assert ClientUsage.objects.get().requests == 2


def test_client_has_its_own_rate(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"anonymous": 1, "client": 100}
    _portal, key = partner(rate=2)
    answers = [ask(client, key) for _number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"client";q=2;w=60'
    assert client.get("/api/v1/members/").status_code == 200


def test_bad_keys_are_throttled_and_good_ones_with_them(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"refused": 2}
    _portal, key = partner()
    assert [ask(client, "bad").status_code for _number in range(3)] == [401, 401, 429]
    assert ask(client, key).status_code == 429
    assert client.get("/api/v1/members/").status_code == 200


def add(admin: Client, **fields: Any) -> Any:
    data = {"name": "포털", "contact": "", "networks": "", "rate": "", "expires_at": "",
            "is_active": "on", **fields}  # fmt: skip
    return admin.post("/admin/headless/apiclient/create/", data)


def test_staff_make_a_client_and_its_key(admin: Client) -> None:
    response = add(admin, scopes=["members.contacts"])
    portal = ApiClient.objects.get()
    assert portal.scopes == ["members.contacts"]
    address = response["Location"]
    assert not portal.keys.exists()
    assert admin.get(address).status_code == 200
    page = admin.post(address)
    assert "no-store" in page["Cache-Control"]
    key = page.context["text"]
    assert key in page.content.decode()
    assert ask(Client(), key).status_code == 200
    assert key not in admin.get(address).content.decode()


def test_staff_rotate_and_revoke_keys(admin: Client) -> None:
    portal, old = partner()
    new = admin.post(f"/admin/headless/apiclient/new_key/{portal.pk}/", {"overlap": "0"}).context[
        "text"
    ]
    assert [ask(Client(), key).status_code for key in (old, new)] == [401, 200]
    assert admin.get(f"/admin/headless/apiclient/revoke/{portal.pk}/").status_code == 200
    admin.post(f"/admin/headless/apiclient/revoke/{portal.pk}/")
    assert ask(Client(), new).status_code == 401


def test_staff_read_the_use_of_a_client(admin: Client) -> None:
    portal, _key = partner()
    ClientUsage.add(portal, 1234)
    assert "1234" in admin.get("/admin/headless/apiclient/").content.decode().replace(",", "")
    page = admin.get(f"/admin/headless/apiclient/inspect/{portal.pk}/").content.decode()
    assert str(portal.keys.get()) in page
    assert "1234" in page.replace(",", "")


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"networks": "somewhere"}, "networks"), ({"rate": "0"}, "rate"), ({"name": ""}, "name"),
     ({"scopes": ["everything"]}, "scopes"), ({"rate": "9999999"}, "rate")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(
    admin: Client, fields: dict[str, Any], field: str
) -> None:
    response = add(admin, **fields)
    assert list(response.context["form"].errors) == [field]
    assert not ApiClient.objects.exists()


@pytest.mark.parametrize("action", ["new_key", "revoke", "inspect", "edit"])
def test_nobody_without_the_right_manages_clients(client: Client, action: str) -> None:
    portal, key = partner()
    assert client.get(f"/admin/headless/apiclient/{action}/{portal.pk}/").status_code == 302
    client.post(f"/admin/headless/apiclient/{action}/{portal.pk}/")
    assert ask(client, key).status_code == 200
