"""The import as a keeper goes through it in the admin."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from directory.imports import undoing
from directory.models import Member, MemberContact, MemberImport, MemberImportFile
from tests.counting import queries_of
from tests.directory.spreadsheets import xlsx
from tests.directory.test_imports import CONTACT_HEADER, HEADER, PERSON, written
from tests.editing import soup
from tests.factories import (
    MemberCategoryFactory,
    MemberContactFactory,
    MemberFactory,
    PolicyReportPageFactory,
    UserFactory,
)
from tests.migrated import ROOT
from tests.serving import environment

# Another process holds the file while an import says that it is being written; then it is gone.
HELD = """
import datetime, sqlite3
from django.db import connection
from directory.imports.signs_of_life import is_stalled
from directory.models import MemberImport
of_import = MemberImport.objects.create(file_name="a.csv", status="writing")
of_import.touched_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print(is_stalled(of_import))
other.execute("ROLLBACK")
print(is_stalled(of_import))
"""

pytestmark = pytest.mark.django_db


def address(name: str, *args: Any) -> str:
    return reverse(f"member_imports:{name}", args=args)


def chosen(client: Client, rows: Any, name: str = "회원.xlsx") -> HttpResponse:
    content = rows if isinstance(rows, bytes) else xlsx(rows)
    file = SimpleUploadedFile(name, content)
    return client.post(address("new"), {"file": file}, follow=True)


def assigned(client: Client, of_import: MemberImport, **answers: str) -> HttpResponse:
    """Send the columns as they were guessed."""
    fields = {f"column_{position}": name for position, name in of_import.mapping.items()}
    answers = {"empty_cells": "keep", "publish": "publish", **answers}
    return client.post(address("columns", of_import.pk), {**fields, **answers}, follow=True)


@pytest.fixture
def regional(db: None) -> Any:
    return MemberCategoryFactory.create(name="지역협의회", slug="regional")


def keeper_without(*codenames: str) -> Any:
    """A user with all rights over the directory but those."""
    user = UserFactory.create(is_staff=True)
    rights = Permission.objects.filter(content_type__app_label="directory")
    user.user_permissions.set(rights.exclude(codename__in=codenames))
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def test_file_goes_through_columns_preview_confirmation_and_undo(
    admin: Client, regional: Any
) -> None:
    old = MemberFactory.create(name="은평협의회", category=regional, district="11380")
    rows = [["새협의회", "지역협의회", "마포구", ""], ["은평협의회", "", "은평구", "02-351-9999"]]
    answer = chosen(admin, [HEADER, *rows])
    of_import = MemberImport.objects.get()
    assert answer.redirect_chain[-1][0] == address("columns", of_import.pk)
    assert soup(answer).select_one("#id_column_2 option[selected]")["value"] == "district"

    preview = soup(assigned(admin, of_import))
    text = preview.get_text()
    assert "오류가 없습니다" in text
    assert [b.get_text() for b in preview.select(".import-tabs b")] == ["2", "1", "1", "0", "0"]
    assert preview.select_one(".import-changes ins").get_text()
    assert not Member.objects.filter(name="새협의회").exists()

    answer = admin.post(address("confirm", of_import.pk), follow=True)
    assert "완료" in soup(answer).get_text()
    old.refresh_from_db()
    assert old.phone == "02-351-9999"
    assert Member.objects.get(name="새협의회").live

    assert "1곳" in soup(admin.get(address("undo", of_import.pk))).get_text()
    admin.post(address("undo", of_import.pk))
    old.refresh_from_db()
    of_import.refresh_from_db()
    assert of_import.status == "undone"
    assert old.phone == ""
    assert old.latest_revision.as_object().phone == ""
    assert not Member.objects.filter(name="새협의회").exists()


def test_log_tells_who_when_and_what(admin: Client, regional: Any) -> None:
    of_import = written([HEADER, ["새협의회", "지역협의회", "마포구", ""]])
    text = soup(admin.get(address("index"))).get_text()
    assert of_import.user.username in text
    assert "회원.xlsx" in text
    assert "완료" in text
    text = soup(admin.get(address("detail", of_import.pk))).get_text()
    assert "새협의회" in text


def test_log_counts_what_was_written_and_begins_with_the_newest(
    admin: Client, regional: Any
) -> None:
    rows = [[f"새협의회{n}", "지역협의회", "마포구", ""] for n in range(3)]
    written([HEADER, *rows, ["틀림", "없음", "", ""]], good_rows_only=True)
    chosen(admin, [HEADER, ["다른협의회", "지역협의회", "마포구", ""]], "나중.xlsx")
    table = soup(admin.get(address("index"))).select("tbody tr")
    told = [[cell.get_text(strip=True) for cell in row.select("td")][:3] for row in table]
    assert told == [["나중.xlsx", "열 지정 대기", "–"], ["회원.xlsx", "완료", "3"]]


def test_row_in_error_stands_with_number_column_and_korean_reason(
    admin: Client, regional: Any
) -> None:
    chosen(admin, [HEADER, ["좋은것", "지역협의회", "", ""], ["틀린것", "없음", "", ""]])
    of_import = MemberImport.objects.get()
    page = soup(assigned(admin, of_import))
    row = page.select_one(".import-rows tbody tr:nth-of-type(2)")
    assert row.select_one("td").get_text() == "3"
    assert "B열 (분류)" in row.get_text()
    assert "‘없음’ 분류가 없습니다." in row.get_text()
    admin.post(address("confirm", of_import.pk))
    assert not Member.objects.exists()
    admin.post(address("confirm", of_import.pk), {"good_rows": "1"})
    assert Member.objects.get().name == "좋은것"


def test_columns_are_checked(admin: Client, regional: Any) -> None:
    chosen(admin, [HEADER, ["새협의회", "지역협의회", "마포구", ""]])
    of_import = MemberImport.objects.get()
    twice = admin.post(
        address("columns", of_import.pk),
        {"column_0": "name", "column_1": "name", "empty_cells": "keep", "publish": "draft"},
    )
    assert "A열을 이미 이 항목으로 지정했습니다." in soup(twice).get_text()
    nameless = admin.post(
        address("columns", of_import.pk),
        {"column_2": "district", "empty_cells": "keep", "publish": "draft"},
    )
    assert "회원의 이름이나 관리번호가 든 열을 지정하세요." in soup(nameless).get_text()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_bad_file_gets_one_sentence_beside_the_field(admin: Client, content: bytes) -> None:
    answer = chosen(admin, content)
    assert len(soup(answer).select(".error-message")) == 1
    assert not MemberImport.objects.exists()


def test_cancelling_leaves_nothing(admin: Client, regional: Any) -> None:
    chosen(admin, [HEADER, ["새협의회", "지역협의회", "마포구", ""]])
    admin.post(address("cancel", MemberImport.objects.get().pk))
    assert not MemberImport.objects.exists()
    assert not MemberImportFile.objects.exists()


def test_progress_is_shown_with_and_without_script(admin: Client, regional: Any) -> None:
    chosen(admin, [HEADER, ["새협의회", "지역협의회", "마포구", ""]])
    of_import = MemberImport.objects.get()
    MemberImport.objects.update(status="comparing", progress=25, total=100)
    page = soup(admin.get(address("detail", of_import.pk)))
    assert page.select_one("progress")["value"] == "25"
    assert "전체 100행 중 25행" in page.get_text()
    assert page.select_one('head noscript meta[http-equiv="refresh"]') is not None
    data = admin.get(address("progress", of_import.pk)).json()
    assert (data["at_work"], data["percent"]) == (True, 25)


def test_work_that_stopped_can_be_begun_again(admin: Client, regional: Any) -> None:
    chosen(admin, [HEADER, ["새협의회", "지역협의회", "마포구", ""]])
    of_import = MemberImport.objects.get()
    long_ago = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    MemberImport.objects.update(status="comparing", touched_at=long_ago)
    assert "다시 시작" in soup(admin.get(address("detail", of_import.pk))).get_text()
    admin.post(address("restart", of_import.pk))
    of_import.refresh_from_db()
    assert of_import.status == "compared"


@pytest.mark.parametrize("status", ["comparing", "writing", "undoing"])
def test_work_that_gave_a_sign_of_life_is_not_begun_again(admin: Client, status: str) -> None:
    of_import = MemberImport.objects.create(file_name="회원.xlsx", status=status)
    now = datetime.datetime.now(tz=datetime.UTC)
    for seconds, is_stalled in ((50, False), (70, True)):
        heard = now - datetime.timedelta(seconds=seconds)
        MemberImport.objects.update(touched_at=heard)
        assert admin.get(address("progress", of_import.pk)).json()["is_stalled"] is is_stalled


@pytest.mark.embedded
def test_writing_lives_as_long_as_its_transaction(migrated: Path, tmp_path: Path) -> None:
    shutil.copy(migrated, tmp_path / "db.sqlite3")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "shell", "--no-imports", "-c", HELD],
        cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "True"], done.stderr


@pytest.mark.parametrize("name", ["index", "new"])
def test_only_those_who_may_add_and_change_members_import(client: Client, name: str) -> None:
    client.force_login(keeper_without("add_member"))
    assert client.get(address(name)).status_code == 302
    client.force_login(keeper_without())
    assert client.get(address(name)).status_code == 200


def test_without_the_right_to_publish_rows_become_drafts(client: Client, regional: Any) -> None:
    client.force_login(keeper_without("publish_member"))
    chosen(client, [HEADER, ["새협의회", "지역협의회", "마포구", ""]])
    of_import = MemberImport.objects.get()
    assigned(client, of_import)
    client.post(address("confirm", of_import.pk))
    assert not Member.objects.get().live


def test_persons_are_taken_in_and_shown_only_with_that_right(client: Client, regional: Any) -> None:
    MemberFactory.create(name="은평협의회", category=regional)
    client.force_login(keeper_without())
    chosen(client, [CONTACT_HEADER, ["은평협의회", *PERSON]])
    of_import = MemberImport.objects.get()
    assert "홍길동" in soup(assigned(client, of_import)).get_text()
    assert ModelLogEntry.objects.filter(action="directory.view_contacts").exists()
    client.force_login(keeper_without("add_membercontact"))
    for name in ("detail", "columns", "file", "undo"):
        assert client.get(address(name, of_import.pk)).status_code == 302
    assert "회원.xlsx" not in soup(client.get(address("index"))).get_text()
    chosen(client, [CONTACT_HEADER, ["은평협의회", *PERSON]])
    newest = MemberImport.objects.latest("pk")
    page = soup(client.get(address("columns", newest.pk)))
    assert not page.select('option[value^="contact."]')
    forced = {"column_0": "name", "column_1": "contact.name", "empty_cells": "keep"}
    assert client.post(address("columns", newest.pk), forced).status_code == 200
    assert not MemberContact.objects.exists()


def test_each_look_at_and_download_of_a_file_with_persons_is_in_the_log(admin: Client) -> None:
    table = xlsx([CONTACT_HEADER, ["은평협의회", *PERSON]])
    assert "홍길동" in soup(chosen(admin, table)).get_text()
    of_import = MemberImport.objects.get()
    answer = admin.get(address("file", of_import.pk))
    assert answer.content == table
    entries = ModelLogEntry.objects.for_instance(of_import).order_by("timestamp")
    assert list(entries.values_list("action", flat=True)) == [
        "directory.view_contacts", "directory.export_contacts",
    ]  # fmt: skip


def test_a_file_with_persons_that_waits_shows_them_only_with_that_right(
    admin: Client, client: Client
) -> None:
    chosen(admin, [CONTACT_HEADER, ["은평협의회", *PERSON]])
    of_import = MemberImport.objects.get()
    client.force_login(keeper_without("add_membercontact"))
    text = soup(client.get(address("columns", of_import.pk))).get_text()
    assert "은평협의회" in text
    assert "홍길동" not in text
    assert client.get(address("file", of_import.pk)).status_code == 302


def test_preview_costs_the_same_for_more_rows(admin: Client, regional: Any) -> None:
    rows = [[f"새협의회{n}", "지역협의회", "마포구", ""] for n in range(12)]
    few, many = (written([HEADER, *rows[:3]]), written([HEADER, *rows[3:]]))
    assert queries_of(admin, address("detail", few.pk)) == queries_of(
        admin, address("detail", many.pk)
    )


def test_undo_leaves_alone_what_was_edited_or_is_used_since(regional: Any) -> None:
    old = MemberFactory.create(name="은평협의회", category=regional, district="11380")
    of_import = written(
        [HEADER, ["쓰인협의회", "지역협의회", "마포구", ""],
         ["은평협의회", "", "은평구", "02-351-9999"], ["새협의회", "지역협의회", "", ""]]
    )  # fmt: skip
    used = Member.objects.get(name="쓰인협의회")
    report = PolicyReportPageFactory.create()
    report.contributors.create(member=used)
    report.save()
    old.refresh_from_db()
    old.address = "새 주소"
    old.save_revision().publish()
    user = UserFactory.create()
    assert undoing.expectation(of_import) == {"restored": 0, "removed": 2, "left": 1}
    undoing.undo(of_import, user)
    old.refresh_from_db()
    assert (old.phone, old.address) == ("02-351-9999", "새 주소")
    assert Member.objects.filter(name="쓰인협의회").exists()
    assert not Member.objects.filter(name="새협의회").exists()
    assert of_import.rows.exclude(note="").count() == 2


def test_undo_takes_persons_back_too(regional: Any) -> None:
    contact = MemberContactFactory.create(name="김기존", email="old@example.org")
    of_import = written(
        [CONTACT_HEADER, [contact.member.name, *PERSON],
         [contact.member.name, "김기존", "new@example.org", *PERSON[2:]]]
    )  # fmt: skip
    contact.refresh_from_db()
    assert contact.email == "new@example.org"
    undoing.undo(of_import, UserFactory.create())
    assert MemberContact.objects.get().email == "old@example.org"


def test_undo_restores_a_draft_and_every_relation(regional: Any) -> None:
    member = MemberFactory.create(name="은평협의회", category=regional)
    member.tags.set(["옛태그"])
    member.save()
    of_import = written([["이름", "태그", "옛 이름"], ["은평협의회", "새태그", "옛이름"]])
    member = Member.objects.get(pk=member.pk)
    assert list(member.tags.names()) == ["새태그"]
    undoing.undo(of_import, UserFactory.create())
    member = Member.objects.get(pk=member.pk)
    assert list(member.tags.names()) == ["옛태그"]
    assert not member.former_names.exists()
    assert not member.has_unpublished_changes
