import datetime
import json
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.index import get_indexed_models
from wagtail.snippets.models import get_snippet_models

from content.dates import today
from directory.models import Member, MemberContact
from directory.viewsets import MemberContactViewSet
from tests.editing import error_beside, korean, send, typed
from tests.factories import DirectoryPageFactory, MemberContactFactory, MemberFactory

NAME = "홍길동담당"

BASICS = {
    "name": NAME,
    "phone": "",
    "email": "hong@example.org",
    "consent_purpose": "회원 연락",
    "consent_items": "이름, 전자우편",
    "consented_on": "2026-01-02",
    "consent_until": "2099-01-01",
    "consent_version": "2026-01",
}


def address(name: str, *args: Any) -> str:
    return reverse(f"{MemberContactViewSet().url_namespace}:{name}", args=args)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"email": ""}, "phone", "Give a telephone number or an e-mail address."),
        (
            {"consent_until": "2025-12-31"},
            "consent_until",
            "The consent cannot end before it was given.",
        ),
        (
            {"consented_on": (today() + datetime.timedelta(days=7)).isoformat()},
            "consented_on",
            "This date lies in the future. Check the year.",
        ),
        (
            {"phone": "모름"},
            "phone",
            "“%(value)s” is not a telephone number. Write it like 02-351-3168.",
        ),
    ],
)
def test_what_cannot_be_true_of_a_contact_is_refused_at_its_field_and_nothing_is_lost(
    admin: Client, changes: dict[str, str], field: str, message: str
) -> None:
    values = {"member": MemberFactory.create().pk, **BASICS, **changes}
    answer = send(admin, address("add"), values)
    assert answer.status_code == 200
    assert error_beside(answer, field) == korean(message) % {"value": values[field]}
    for name, value in values.items():
        assert typed(answer, name) == str(value)
    assert not MemberContact.objects.exists()


@pytest.mark.parametrize(
    "field",
    ["consent_purpose", "consent_items", "consented_on", "consent_until", "consent_version"],
)
def test_no_person_is_recorded_without_the_whole_consent(admin: Client, field: str) -> None:
    values = {"member": MemberFactory.create().pk, **BASICS, field: ""}
    answer = send(admin, address("add"), values)
    assert error_beside(answer, field)
    assert typed(answer, "name") == NAME
    assert not MemberContact.objects.exists()


def test_a_contact_is_kept_and_erased_in_the_admin(admin: Client) -> None:
    send(admin, address("add"), {"member": MemberFactory.create().pk, **BASICS})
    contact = MemberContact.objects.get()
    assert contact.name == NAME
    assert not contact.shared_with_partners
    admin.post(address("delete", contact.pk))
    assert not MemberContact.objects.exists()


@pytest.mark.django_db
def test_the_text_form_of_a_contact_names_nobody() -> None:
    contact = MemberContactFactory.create(name=NAME)
    assert NAME not in str(contact)
    assert NAME not in repr(contact)


def test_the_admins_log_names_nobody(admin: Client) -> None:
    send(admin, address("add"), {"member": MemberFactory.create().pk, **BASICS})
    contact = MemberContact.objects.get()
    send(admin, address("edit", contact.pk), {"role": "사무국장"})
    admin.post(address("delete", contact.pk))
    logged = serializers.serialize("json", ModelLogEntry.objects.all())
    actions = list(ModelLogEntry.objects.order_by("timestamp").values_list("action", flat=True))
    assert actions == [
        "wagtail.create", "directory.view_contact", "wagtail.edit", "wagtail.delete",
    ]  # fmt: skip
    assert NAME not in json.dumps(json.loads(logged), ensure_ascii=False)
    assert BASICS["email"] not in logged


@pytest.mark.django_db
def test_no_revision_of_a_member_holds_a_person() -> None:
    contact = MemberContactFactory.create(name=NAME)
    revision = contact.member.save_revision()
    content = json.dumps(revision.content, ensure_ascii=False)
    assert NAME not in content
    assert contact.email not in content
    assert "contacts" not in contact.member.serializable_data()


@pytest.mark.django_db
def test_publishing_a_member_leaves_its_contacts_alone() -> None:
    contact = MemberContactFactory.create()
    contact.member.save_revision().publish()
    assert list(contact.member.contacts.all()) == [contact]


@pytest.mark.django_db
def test_contacts_are_in_no_search_index() -> None:
    assert MemberContact not in get_indexed_models()
    assert MemberContact not in get_snippet_models()
    contact = MemberContactFactory.create(name=NAME)
    contact.member.save()
    assert list(Member.objects.search(NAME)) == []
    assert list(Member.objects.search(contact.email)) == []


@pytest.mark.django_db
def test_search_fields_of_members_reach_no_contact() -> None:
    names = {field.field_name for field in Member.search_fields}
    assert "contacts" not in names


@pytest.mark.django_db
def test_a_member_can_be_deleted_with_its_contacts_in_the_usage_report_unnamed() -> None:
    contact = MemberContactFactory.create(name=NAME)
    ReferenceIndex.create_or_update_for_object(contact)
    sources = ReferenceIndex.get_references_to(contact.member)
    assert NAME not in " ".join(str(reference.model_path) for reference in sources)


@pytest.mark.django_db
def test_nobody_outside_sees_a_contact(client: Client) -> None:
    contact = MemberContactFactory.create(name=NAME, shared_with_partners=True)
    page = DirectoryPageFactory.create()
    for path in (page.url, f"{page.url}{contact.member.slug}/", "/api/v1/members/"):
        text = client.get(path).content.decode()
        assert contact.member.name in text
        assert NAME not in text
        assert contact.email not in text


def test_contacts_leave_with_their_member(db: None) -> None:
    contact = MemberContactFactory.create()
    contact.member.delete()
    assert not MemberContact.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (datetime.date(2026, 1, 1), False),
        (datetime.date(2026, 1, 2), True),
        (datetime.date(2026, 12, 31), True),
        (datetime.date(2027, 1, 1), False),
    ],
)
def test_consent_holds_from_its_first_to_its_last_day(day: datetime.date, holds: bool) -> None:
    MemberContactFactory.create(
        consented_on=datetime.date(2026, 1, 2), consent_until=datetime.date(2026, 12, 31)
    )
    assert MemberContact.objects.consented(day).exists() == holds
