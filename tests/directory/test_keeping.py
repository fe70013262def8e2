"""What keepers do to keep the directory true: find, verify, print, erase, delete."""

from __future__ import annotations

import datetime
import json
import sqlite3
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from content.dates import today
from directory.contact_views import MemberContactViewSet
from directory.imports import runs
from directory.models import Member, MemberContact, MemberImport, MemberImportFile
from tests.directory.spreadsheets import csv_text
from tests.directory.test_import_views import keeper_without
from tests.directory.test_imports import CONTACT_HEADER, PERSON
from tests.editing import edit_snippet_address, field_named, send, soup
from tests.factories import (
    MemberCategoryFactory,
    MemberContactFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


def members_at(client: Client, **query: Any) -> list[str]:
    address = reverse(Member.snippet_viewset.get_url_name("list"))
    page = soup(client.get(address, query))
    return [link.get_text().strip() for link in page.select("td.title .title-wrapper a")]


def contact_address(name: str, *args: Any) -> str:
    return reverse(f"{MemberContactViewSet().url_namespace}:{name}", args=args)


@pytest.mark.parametrize("text", ["ㅎㅅㄹ", "살림", "옛한살", "hans"])
def test_admin_list_finds_initial_consonants_and_any_part_of_a_name(
    admin: Client, text: str
) -> None:
    member = MemberFactory.create(name="한살림서울", name_en="Hansalim")
    member.former_names.create(name="옛한살림")
    member.save()
    MemberFactory.create(name="두레생협")
    assert members_at(admin, q=text) == ["한살림서울"]


def test_admin_list_stands_in_korean_order_without_regard_to_legal_forms(admin: Client) -> None:
    for name in ("하나", "(사)나라", "가나"):
        MemberFactory.create(name=name)
    assert members_at(admin) == ["가나", "(사)나라", "하나"]


def test_admin_filters_name_what_a_record_asks_for_with_counts(admin: Client) -> None:
    full = {
        "legal_form": "other",
        "address": "서울",
        "introduction": "<p>글</p>",
        "phone": "1577-0000",
    }
    MemberFactory.create(name="온전", **full, verified_on=today())
    MemberFactory.create(name="낡음", **full, verified_on=today() - 365 * A_DAY)
    MemberFactory.create(name="빠짐", verified_on=today() - 364 * A_DAY)
    MemberFactory.create(name="떠남", status="withdrawn", left_on=today())
    assert members_at(admin, care="incomplete") == ["빠짐"]
    assert members_at(admin, care="due") == ["낡음"]
    assert members_at(admin, care="withdrawn") == ["떠남"]
    assert members_at(admin, status="active", initial="ㄴ") == ["낡음"]
    address = reverse(Member.snippet_viewset.get_url_name("list"))
    text = soup(admin.get(address)).get_text()
    assert "정보가 빠진 회원 (1)" in text
    assert "활동 (3)" in text


@pytest.mark.parametrize(
    ("letter", "name"),
    [("ㄱ", "까치"), ("ㅎ", "힣"), ("A-Z", "Coop"), ("0-9", "365생협"), ("#", "漢字")],
)
def test_first_letters_part_the_list_as_the_jump_links_do(
    admin: Client, letter: str, name: str
) -> None:
    for each in ("까치", "힣", "Coop", "365생협", "漢字", "나무"):
        MemberFactory.create(name=each)
    assert members_at(admin, initial=letter) == [name]


def test_keeper_marks_records_as_verified_in_bulk(admin: Client) -> None:
    public, draft = MemberFactory.create(), MemberFactory.create(live=False)
    edited = MemberFactory.create(name="고치는것")
    edited.phone = "02-351-3168"
    edited.save_revision()
    address = reverse("wagtail_bulk_action", args=["directory", "member", "mark_verified"])
    query = "&".join(f"id={member.pk}" for member in (public, draft, edited))
    assert admin.get(f"{address}?{query}").status_code == 200
    admin.post(f"{address}?{query}")
    for member in (public, draft, edited):
        member.refresh_from_db()
        assert member.verified_on == today()
        assert member.latest_revision.as_object().verified_on == today()
    assert (public.live, draft.live, public.has_unpublished_changes) == (True, False, False)
    assert edited.phone == ""
    assert edited.latest_revision.as_object().phone == "02-351-3168"


def test_marking_needs_the_right_to_publish(client: Client) -> None:
    member = MemberFactory.create()
    client.force_login(keeper_without("publish_member"))
    address = reverse("wagtail_bulk_action", args=["directory", "member", "mark_verified"])
    client.post(f"{address}?id={member.pk}")
    member.refresh_from_db()
    assert member.verified_on is None


def test_printable_form_holds_the_current_record_a_sheet_for_each_member(admin: Client) -> None:
    first = MemberFactory.create(name="가나조합", phone="02-351-3168")
    second = MemberFactory.create(name="다라조합")
    contact = MemberContactFactory.create(member=first, name="홍길동담당")
    page = soup(admin.get(reverse("member_forms"), {"pk": [first.pk, second.pk, "x"]}))
    sheets = page.select("article.sheet")
    assert len(sheets) == 2
    assert "02-351-3168" in sheets[0].get_text()
    assert "다라조합" in sheets[1].get_text()
    assert contact.name not in page.get_text()


def test_printable_form_is_for_the_staff(client: Client) -> None:
    assert client.get(reverse("member_forms")).status_code == 302


def test_first_page_of_the_admin_says_what_waits(admin: Client) -> None:
    member = MemberFactory.create()
    MemberContactFactory.create(member=member, consent_until=today() - A_DAY)
    MemberContactFactory.create(member=member, consent_until=today() + A_DAY)
    text = soup(admin.get(reverse("wagtailadmin_home"))).get_text()
    for task in (
        "1년 넘게 확인하지 않은 회원 1곳",
        "정보가 빠진 회원 1곳",
        "동의가 끝난 담당자 1명",
        "30일 안에 동의가 끝나는 담당자 1명",
    ):
        assert task in text


def test_tasks_about_persons_are_for_those_who_may_see_them(client: Client) -> None:
    MemberContactFactory.create(consent_until=today() - A_DAY)
    client.force_login(keeper_without("view_membercontact", "change_membercontact"))
    text = soup(client.get(reverse("wagtailadmin_home"))).get_text()
    assert "정보가 빠진 회원" in text
    assert "동의가 끝난 담당자" not in text


def test_each_look_at_a_person_is_in_the_log(admin: Client) -> None:
    contact = MemberContactFactory.create(name="홍길동담당")
    assert "홍길동담당" in admin.get(contact_address("edit", contact.pk)).content.decode()
    entry = ModelLogEntry.objects.for_instance(contact).get()
    assert entry.action == "directory.view_contact"
    assert entry.user.is_superuser


def test_persons_are_shown_to_nobody_without_the_right(client: Client) -> None:
    contact = MemberContactFactory.create(name="홍길동담당")
    rights = ("add", "change", "delete", "view")
    client.force_login(keeper_without(*(f"{right}_membercontact" for right in rights)))
    for name, *args in (("index",), ("add",), ("edit", contact.pk), ("delete", contact.pk)):
        assert client.get(contact_address(name, *args)).status_code == 302
    assert client.get(contact_address("index"), {"export": "csv"}).status_code == 302
    assert "홍길동담당" not in client.get(edit_snippet_address(contact.member)).content.decode()


def test_each_export_of_persons_is_in_the_log_and_leaves_out_ended_consents(
    admin: Client,
) -> None:
    contact = MemberContactFactory.create(name="홍길동담당")
    ended = MemberContactFactory.create(name="지난담당", consent_until=today() - A_DAY)
    text = admin.get(contact_address("index"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "홍길동담당" in text
    assert "지난담당" not in text
    assert contact.member.key in text
    actions = ModelLogEntry.objects.for_instance(contact).values_list("action", flat=True)
    assert list(actions) == ["directory.export_contact"]
    assert not ModelLogEntry.objects.for_instance(ended).exists()


def test_export_of_persons_imports_back_to_nothing_changed(admin: Client) -> None:
    MemberContactFactory.create(name="홍길동담당", phone="010-1234-5678", role="사무국장")
    content = admin.get(contact_address("index"), {"export": "xlsx"}).content
    of_import = runs.begin(content, "담당자.xlsx", None)
    runs.compare(of_import)
    row = of_import.rows.get()
    assert (row.outcome, row.contact_outcome) == ("unchanged", "unchanged")


def test_ended_consent_hides_the_person_until_it_is_given_anew(admin: Client) -> None:
    contact = MemberContactFactory.create(
        name="홍길동담당", role="지난국장", consent_until=today() - A_DAY
    )
    assert "지난국장" not in admin.get(contact_address("index")).content.decode()
    edit = contact_address("edit", contact.pk)
    answer = admin.get(edit)
    assert "홍길동담당" not in answer.content.decode()
    assert contact.email not in answer.content.decode()
    assert field_named(answer, "consent_until")
    send(admin, edit, {"consented_on": str(today()), "consent_until": str(today() + A_DAY)})
    contact.refresh_from_db()
    assert contact.name == "홍길동담당"
    assert "홍길동담당" in admin.get(edit).content.decode()


def imported_person() -> MemberContact:
    """A person who came by a file, is shown in a preview, and was looked at and exported."""
    member = MemberFactory.create(name="은평협의회")
    text = csv_text([CONTACT_HEADER, ["은평협의회", *PERSON]])
    for publish in (True, False):
        of_import = runs.begin(text.encode(), "담당자.csv", UserFactory.create())
        runs.compare(of_import)
        if publish:
            runs.confirm(of_import)
    again = runs.begin(text.replace("연락", "새 연락").encode(), "담당자.csv", None)
    runs.compare(again)
    runs.confirm(again)
    waiting = runs.begin(text.replace("hong@", "gildong@").encode(), "담당자.csv", None)
    runs.compare(waiting)
    return member.contacts.get()


def dump() -> str:
    """The whole database as SQL, as an administrator would get it."""
    if connection.vendor == "sqlite":
        assert isinstance(connection.connection, sqlite3.Connection)
        return "\n".join(connection.connection.iterdump())
    tables = connection.introspection.table_names()
    rows = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def spellings(text: str) -> list[str]:
    """A text as databases may hold it: plain, as JSON escapes, as bytes in hexadecimal."""
    found = [text, json.dumps(text)[1:-1]]
    return [*found, *(text.encode(code).hex() for code in ("utf-8", "cp949"))]


def is_in_dump(text: str) -> bool:
    whole = dump().lower()
    return any(spelling.lower() in whole for spelling in spellings(text))


def test_erasing_a_person_leaves_nothing_in_the_whole_database(admin: Client) -> None:
    contact = imported_person()
    admin.get(contact_address("edit", contact.pk))
    admin.get(contact_address("index"), {"export": "csv"})
    assert is_in_dump("홍길동")
    assert is_in_dump("hong@example.org")
    assert MemberImportFile.objects.exists()
    admin.post(contact_address("delete", contact.pk))
    assert not MemberContact.objects.exists()
    assert not is_in_dump("홍길동")
    assert not is_in_dump("hong@example.org")
    assert not MemberImportFile.objects.exists()


def test_erasing_spares_files_that_do_not_name_the_person() -> None:
    MemberFactory.create(name="은평협의회")
    other = csv_text([CONTACT_HEADER, ["은평협의회", "김다른", "other@example.org", *PERSON[2:]]])
    runs.compare(runs.begin(other.encode(), "담당자.csv", None))
    MemberContactFactory.create(name="홍길동").delete()
    assert MemberImportFile.objects.count() == 1


@pytest.mark.parametrize("heading", ["담당자", "아는 사람"])
def test_erasing_takes_a_file_whose_persons_were_not_taken_in(heading: str) -> None:
    text = csv_text([["이름", heading], ["은평협의회", "홍길동"]])
    runs.begin(text.encode("cp949"), "회원.csv", None)
    MemberContactFactory.create(name="홍길동").delete()
    assert not is_in_dump("홍길동")


def test_a_file_whose_persons_were_not_taken_in_goes_after_30_days() -> None:
    of_import = runs.begin(csv_text([CONTACT_HEADER, ["가", *PERSON]]).encode(), "회원.csv", None)
    of_import.mapping = {"0": "name"}
    of_import.save()
    runs.compare(of_import)
    runs.begin(csv_text([CONTACT_HEADER, ["가", *PERSON]]).encode(), "대기.csv", None)
    MemberImport.objects.update(created_at=timezone.now() - 30 * A_DAY)
    call_command("run_due")
    assert not MemberImportFile.objects.exists()


def test_files_and_previews_with_persons_go_after_30_days() -> None:
    MemberFactory.create(name="은평협의회")
    text = csv_text([CONTACT_HEADER, ["은평협의회", *PERSON]])
    of_import = runs.begin(text.encode(), "담당자.csv", None)
    runs.compare(of_import)
    plain = runs.begin(csv_text([["이름"], ["은평협의회"]]).encode(), "회원.csv", None)
    runs.compare(plain)
    MemberImport.objects.update(created_at=timezone.now() - 29 * A_DAY)
    call_command("run_due")
    assert MemberImportFile.objects.count() == 2
    MemberImport.objects.update(created_at=timezone.now() - 30 * A_DAY)
    call_command("run_due")
    assert MemberImportFile.objects.get().of_import == plain
    assert not is_in_dump("홍길동")


def test_deleting_a_used_member_warns_with_the_list_of_uses(admin: Client) -> None:
    member = MemberFactory.create()
    report = PolicyReportPageFactory.create(title="쓰인 보고서")
    report.contributors.create(member=member)
    report.save()
    program = ProgramPageFactory.create(title="쓰인 사업")
    program.partners.create(member=member)
    program.save()
    address = reverse(Member.snippet_viewset.get_url_name("delete"), args=[member.pk])
    page = soup(admin.get(address))
    text = page.get_text()
    assert "쓰인 보고서" in text
    assert "쓰인 사업" in text
    assert not page.select("button.serious")
    admin.post(address)
    assert Member.objects.filter(pk=member.pk).exists()


def test_deleting_many_members_leaves_those_that_are_used(admin: Client) -> None:
    report = PolicyReportPageFactory.create(title="쓰인 보고서")
    report.contributors.create(member=MemberFactory.create())
    report.save()
    used, free = Member.objects.get(), MemberFactory.create()
    address = reverse("wagtail_bulk_action", args=["directory", "member", "delete"])
    query = f"id={used.pk}&id={free.pk}"
    page = soup(admin.get(f"{address}?{query}"))
    uses = reverse(Member.snippet_viewset.get_url_name("usage"), args=[used.pk])
    assert page.select_one(f'a[href^="{uses}"]')
    assert not page.select("button.serious")
    assert "쓰인 보고서" in soup(admin.get(uses)).get_text()
    admin.post(f"{address}?{query}")
    assert Member.objects.filter(pk=used.pk).exists()


def test_deleting_a_council_names_its_members_and_leaves_them(admin: Client) -> None:
    council = MemberFactory.create()
    section = MemberFactory.create(name="딸린분과", parent=council)
    address = reverse(Member.snippet_viewset.get_url_name("delete"), args=[council.pk])
    assert "딸린분과" in soup(admin.get(address)).get_text()
    admin.post(address)
    section.refresh_from_db()
    assert section.parent is None


def test_record_number_survives_an_old_revision() -> None:
    member = MemberFactory.create()
    revision = member.save_revision()
    content = dict(revision.content)
    del content["key"]
    assert member.with_content_json(content).key == member.key
    assert MemberCategoryFactory.create().pk
