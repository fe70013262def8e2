"""Contact persons that partners read through the API are in the audit log."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.signals import request_finished
from django.test import Client
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from directory.models import MemberContact
from directory.scopes import CONTACTS
from headless.models import ApiClient
from headless.requests import gate
from tests.factories import MemberContactFactory, MemberFactory

pytestmark = pytest.mark.django_db

ACTION = "directory.give_contacts"


@pytest.fixture
def contacts() -> list[MemberContact]:
    """Two persons of two members who agreed, and one who did not."""
    MemberContactFactory.create()
    return MemberContactFactory.create_batch(2, shared_with_partners=True)


def portal(*scopes: str, name: str = "협력 포털") -> tuple[ApiClient, dict[str, str]]:
    client = ApiClient.objects.create(name=name, scopes=list(scopes))
    return client, {"authorization": f"Bearer {client.new_key()[1]}"}


def entries() -> list[ModelLogEntry]:
    return list(ModelLogEntry.objects.filter(action=ACTION).order_by("pk"))


def read(client: Client, path: str, headers: dict[str, str]) -> str:
    answer: Any = client.get(f"/api/v1/{path}", headers=headers)
    assert answer.status_code == 200
    return answer.getvalue().decode()


@pytest.mark.parametrize(
    "path", ["members/", "members/?fields=contacts", "changes/?include=object",
             "changes/?include=object&limit=100"],
)  # fmt: skip
def test_each_reading_of_contacts_is_one_line(
    client: Client, contacts: list[MemberContact], path: str
) -> None:
    partner, key = portal(CONTACTS)
    assert all(contact.name in read(client, path, key) for contact in contacts)
    assert len(entries()) == len(contacts)
    for entry in entries():
        assert entry.object_id == str(partner.pk)
        assert entry.label == "협력 포털"
        assert entry.data == {
            "address": f"/api/v1/{path.partition('?')[0]}",
            "contacts": sorted(contact.pk for contact in contacts),
        }
        assert contacts[0].name not in str(entry.data)


def test_one_member_is_one_person(client: Client, contacts: list[MemberContact]) -> None:
    _partner, key = portal(CONTACTS)
    read(client, f"members/{contacts[0].member_id}/", key)
    (entry,) = entries()
    assert entry.data["contacts"] == [contacts[0].pk]
    told = registry.get_formatter(entry).format_message(entry)
    assert told.startswith("담당자 1명의 정보를 협력 기관에 제공함")


def test_reading_without_contacts_leaves_no_line(
    client: Client, contacts: list[MemberContact]
) -> None:
    without_person = MemberFactory.create()
    _partner, key = portal(CONTACTS)
    read(client, "members/?fields=name", key)
    read(client, "changes/", key)
    read(client, "pages/", key)
    read(client, f"members/{without_person.pk}/", key)
    _other, other_key = portal(name="다른 포털")
    assert contacts[0].name not in read(client, "members/", other_key)
    assert contacts[0].name not in read(client, "members/", {})
    assert entries() == []


def test_stream_that_the_partner_breaks_off_is_a_reading(
    client: Client, contacts: list[MemberContact], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The end of a request would close the test's own connection to a server.
    monkeypatch.setattr(request_finished, "send", lambda *_args, **_kwargs: [])
    _partner, key = portal(CONTACTS)
    answer: Any = client.get("/api/v1/changes/?include=object", headers=key)
    pieces = iter(answer.streaming_content)
    assert contacts[0].name not in next(pieces).decode()
    assert entries() == []
    next(pieces)
    answer.close()
    (entry,) = entries()
    assert contacts[0].pk in entry.data["contacts"]


def test_nothing_is_given_that_cannot_be_written_down(
    client: Client, contacts: list[MemberContact], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: Any) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(gate, "recorded", fails)
    _partner, key = portal(CONTACTS)
    answer = client.get("/api/v1/members/", headers=key)
    assert answer.status_code == 500
    assert contacts[0].name not in answer.content.decode()
