"""A spreadsheet of members: compared, written, and written down."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import ModelLogEntry

from content.models.indexing import PendingIndexing
from directory.imports import runs, writing
from directory.models import ImportStatus, Member, MemberContact, MemberImport, MemberImportRow
from tests.directory.spreadsheets import csv_text, xlsx
from tests.factories import (
    MemberCategoryFactory,
    MemberContactFactory,
    MemberFactory,
    SectorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HEADER = ["이름", "분류", "자치구", "전화"]


def compared(rows: Any, **options: Any) -> MemberImport:
    """The import of a table, up to the preview."""
    content = rows if isinstance(rows, bytes) else xlsx(rows)
    of_import = runs.begin(content, "회원.xlsx", UserFactory.create(is_superuser=True))
    for name, value in options.items():
        setattr(of_import, name, value)
    of_import.save()
    runs.compare(of_import)
    of_import.refresh_from_db()
    return of_import


def written(rows: Any, **options: Any) -> MemberImport:
    """The import of a table, confirmed."""
    of_import = compared(rows, **{"publish": True, **options})
    runs.confirm(of_import)
    of_import.refresh_from_db()
    return of_import


def only_row(of_import: MemberImport) -> MemberImportRow:
    return of_import.rows.get()


def outcomes(of_import: MemberImport) -> list[str]:
    return list(of_import.rows.values_list("outcome", flat=True))


@pytest.fixture
def regional(db: None) -> Any:
    return MemberCategoryFactory.create(name="지역협의회", slug="regional")


def test_preview_tells_new_changed_unchanged_and_wrong_rows_apart(regional: Any) -> None:
    MemberFactory.create(
        name="은평협의회", category=regional, district="11380", phone="02-351-3168"
    )
    MemberFactory.create(name="강서협의회", category=regional, district="11500")
    of_import = compared(
        [
            HEADER,
            ["새협의회", "지역협의회", "마포구", "02-351-0001"],
            ["은평협의회", "지역협의회", "은평구", "02-351-9999"],
            ["강서협의회", "지역협의회", "강서구", None],
            ["틀린협의회", "없는 분류", "평양구", "전화 없음"],
        ]
    )
    assert of_import.status == ImportStatus.COMPARED
    assert outcomes(of_import) == ["new", "changed", "unchanged", "error"]
    assert of_import.rows.get(number=3).changes == [["phone", "02-351-3168", "02-351-9999"]]
    wrong = of_import.rows.get(number=5).errors
    assert [(each["column"], each["field"]) for each in wrong] == [
        ("B", "분류"), ("C", "자치구"), ("D", "전화"),
    ]  # fmt: skip
    assert wrong[0]["reason"] == "‘없는 분류’ 분류가 없습니다."
    assert wrong[1]["reason"] == "‘평양구’: 서울의 자치구가 아닙니다."
    assert not Member.objects.filter(name="새협의회").exists()


def test_confirmed_rows_are_published_with_revision_and_history(regional: Any) -> None:
    old = MemberFactory.create(name="은평협의회", category=regional, district="11380")
    of_import = written(
        [HEADER, ["새협의회", "지역협의회", "마포구", "023510001"],
         ["은평협의회", "지역협의회", "은평구", "02-351-9999"]]
    )  # fmt: skip
    assert of_import.status == ImportStatus.DONE
    new = Member.objects.get(name="새협의회")
    assert (new.phone, new.district, new.live, new.slug) == (
        "02-351-0001", "11440", True, "새협의회",
    )  # fmt: skip
    assert new.sort_key
    old.refresh_from_db()
    assert old.phone == "02-351-9999"
    for member in (new, old):
        assert member.latest_revision == member.live_revision
        assert member.latest_revision.as_object().phone == member.phone
        actions = ModelLogEntry.objects.for_instance(member).values_list("action", flat=True)
        assert "wagtail.publish" in actions
    assert set(Member.objects.search("새협의회")) == {new}


def test_drafts_leave_what_the_public_sees(regional: Any) -> None:
    old = MemberFactory.create(name="은평협의회", category=regional, district="11380")
    written(
        [HEADER, ["새협의회", "지역협의회", "마포구", ""],
         ["은평협의회", "지역협의회", "은평구", "02-351-9999"]],
        publish=False,
    )  # fmt: skip
    assert not Member.objects.get(name="새협의회").live
    old.refresh_from_db()
    assert old.phone == ""
    assert old.has_unpublished_changes
    assert old.latest_revision.as_object().phone == "02-351-9999"


def test_empty_cells_clear_only_on_request(regional: Any) -> None:
    member = MemberFactory.create(
        name="은평협의회", category=regional, district="11380", phone="02-351-3168"
    )
    table = [HEADER, ["은평협의회", "지역협의회", "은평구", ""]]
    assert only_row(compared(table)).outcome == "unchanged"
    written(table, clear_with_empty_cells=True)
    member.refresh_from_db()
    assert member.phone == ""


def test_every_relation_is_written(regional: Any) -> None:
    care = SectorFactory.create(name="돌봄", slug="care")
    written(
        [
            ["이름", "분류", "업종", "옛 이름", "태그", "소셜 미디어", "소개", "소속"],
            ["분과", "지역협의회", "", "", "", "", "", "본부"],
            ["본부", "지역협의회", "돌봄", "옛본부 (~2020-03-01); 더옛본부", "먹거리, 나눔",
             "블로그 https://blog.example.org", "첫 줄\n\n둘째 <줄>", ""],
        ]
    )  # fmt: skip
    head = Member.objects.get(name="본부")
    assert list(head.sectors.all()) == [care]
    assert [(f.name, f.used_until) for f in head.former_names.all()] == [
        ("옛본부", datetime.date(2020, 3, 1)), ("더옛본부", None),
    ]  # fmt: skip
    assert sorted(head.tags.names()) == ["나눔", "먹거리"]
    assert head.social_links[0].value["url"] == "https://blog.example.org"
    assert head.introduction == "<p>첫 줄</p><p>둘째 &lt;줄&gt;</p>"
    section = Member.objects.get(name="분과")
    assert section.parent == head
    assert section.latest_revision.content["parent"] == head.pk


def test_a_tag_that_somebody_makes_meanwhile_is_taken(regional: Any) -> None:
    def none_yet(**lookup: Any) -> Any:
        Tag.objects.bulk_create([Tag(name="나눔", slug="나눔")])
        return Tag.objects.none()

    with mock.patch.object(Tag.objects, "filter", none_yet):
        written([["이름", "분류", "태그"], ["본부", "지역협의회", "나눔"]])
    assert list(Member.objects.get(name="본부").tags.names()) == ["나눔"]


def test_a_title_above_the_header_is_passed_over(regional: Any) -> None:
    of_import = compared(
        [["2026년 회원 명부"], [], ["연번", "단 체 명", "구 분", "소재지(구)"],
         [1, "새협의회", "지역협의회", "마포"]]
    )  # fmt: skip
    assert of_import.header_row == 3
    assert set(of_import.mapping.values()) == {"name", "category", "district"}
    assert outcomes(of_import) == ["new"]


def test_csv_from_korean_excel_is_read(regional: Any) -> None:
    text = csv_text([HEADER, ["새협의회", "지역협의회", "마포구", "02-351-0001"]])
    for encoding in ("utf-8", "utf-8-sig", "cp949", "utf-16"):
        assert outcomes(compared(text.encode(encoding))) == ["new"]
    tabbed = csv_text([HEADER, ["새협의회", "지역협의회", "마포구", ""]], delimiter="\t")
    assert outcomes(compared(tabbed.encode("cp949"))) == ["new"]


def test_file_made_by_libreoffice_is_taken_in(regional: Any) -> None:
    content = (Path(__file__).parent / "files" / "libreoffice.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"LibreOffice" in package.read("docProps/app.xml")
    assert outcomes(written(content)) == ["new", "new"]
    member = Member.objects.get(name="은평협동조합협의회")
    assert (member.district, member.founded_on, member.phone, member.business_number) == (
        "11380", datetime.date(2013, 6, 1), "02-351-3168", "124-81-00998",
    )  # fmt: skip


def test_record_number_finds_a_member_under_its_new_name(regional: Any) -> None:
    member = MemberFactory.create(name="옛협의회", category=regional)
    written([["관리번호", "이름"], [member.key, "새협의회"]])
    member.refresh_from_db()
    assert member.name == "새협의회"
    assert Member.objects.count() == 1


def test_two_candidates_are_never_chosen_between(regional: Any) -> None:
    MemberFactory.create(name="한마음", category=regional, district="11380")
    MemberFactory.create(name="한마음", category=regional, district="11500")
    of_import = compared([["이름", "자치구", "전화"], ["한마음", "", "02-351-0001"],
                          ["한마음", "은평구", "02-351-0002"],
                          ["한마음", "마포구", "02-351-0003"]])  # fmt: skip
    assert outcomes(of_import) == ["error", "changed", "error"]
    assert "관리번호" in of_import.rows.get(number=2).errors[0]["reason"]


def test_two_members_of_one_number_are_never_chosen_between(regional: Any) -> None:
    for name in ("가조합", "나조합"):
        MemberFactory.create(name=name, category=regional, business_number="124-81-00998")
    table = [["이름", "사업자등록번호"], ["다조합", "1248100998"], ["나조합", "1248100998"]]
    of_import = compared(table)
    assert outcomes(of_import) == ["error", "unchanged"]
    reason = of_import.rows.get(number=2).errors[0]["reason"]
    assert "가조합" in reason
    assert "나조합" in reason


def test_a_member_of_the_same_name_elsewhere_is_not_taken_for_it(regional: Any) -> None:
    MemberFactory.create(name="한마음", category=regional, district="11380")
    row = only_row(compared([["이름", "분류", "자치구"], ["한마음", "지역협의회", "강서구"]]))
    assert row.outcome == "error"
    assert row.errors[0]["column"] == "C"


def test_number_and_name_of_different_members_are_an_error(regional: Any) -> None:
    MemberFactory.create(name="가조합", category=regional, business_number="124-81-00998")
    MemberFactory.create(name="나조합", category=regional)
    row = only_row(compared([["이름", "사업자등록번호"], ["나조합", "1248100998"]]))
    assert row.outcome == "error"


def test_the_same_member_twice_in_a_file_is_an_error(regional: Any) -> None:
    of_import = compared([["이름", "분류"], ["새조합", "지역협의회"], ["새 조합", "지역협의회"]])
    assert outcomes(of_import) == ["new", "error"]


def test_nothing_is_written_where_the_directory_changed_after_the_preview(regional: Any) -> None:
    member = MemberFactory.create(name="은평협의회", category=regional, phone="02-351-3168")
    of_import = compared(
        [["이름", "전화", "분류"], ["은평협의회", "02-351-9999", ""], ["새것", "", "지역협의회"]],
        publish=True,
    )
    Member.objects.filter(pk=member.pk).update(phone="02-351-1111")
    runs.confirm(of_import)
    of_import.refresh_from_db()
    member.refresh_from_db()
    assert member.phone == "02-351-1111"
    assert not Member.objects.filter(name="새것").exists()
    assert of_import.status == ImportStatus.COMPARED
    assert "2행" in of_import.message
    assert of_import.rows.get(number=2).changes == [["phone", "02-351-1111", "02-351-9999"]]


def test_transaction_holds_nothing_but_the_writing(regional: Any) -> None:
    """Others who save wait for it, on SQLite; so reading comes before and indexing after."""
    MemberFactory.create(name="은평협의회", category=regional)
    of_import = compared(
        [["이름", "전화", "분류"], ["은평협의회", "02-351-9999", ""], ["새것", "", "지역협의회"]],
        publish=True,
    )
    with CaptureQueriesContext(connection) as queries:
        runs.confirm(of_import)
    statements = [query["sql"] for query in queries]
    writes = [n for n, sql in enumerate(statements) if 'INSERT INTO "directory_member"' in sql]
    begin = max(n for n, sql in enumerate(statements[: writes[0]]) if "SAVEPOINT" in sql)
    reads = [
        n
        for n, sql in enumerate(statements)
        if '"directory_memberimportrow"."cells"' in sql and sql.startswith("SELECT")
    ]
    ended = max(n for n, sql in enumerate(statements) if "'done'" in sql)
    indexed = [n for n, sql in enumerate(statements) if 'INTO "wagtailsearch_indexentry"' in sql]
    assert reads
    assert max(reads) < begin < ended < min(indexed)
    assert set(Member.objects.search("새것")) == {Member.objects.get(name="새것")}
    assert not PendingIndexing.objects.exists()


def test_an_import_that_breaks_at_its_end_has_written_nothing(
    regional: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = MemberFactory.create(name="은평협의회", category=regional)
    of_import = compared([HEADER, ["은평협의회", "", "", "02-351-9999"],
                          ["새것", "지역협의회", "", ""]], publish=True)  # fmt: skip
    there = []

    def break_off(_writer: writing.ImportWriter) -> None:
        there.extend(Member.objects.filter(name="새것"))
        raise OSError

    monkeypatch.setattr(writing.ImportWriter, "write_contacts", break_off)
    runs.confirm(of_import)
    of_import.refresh_from_db()
    member.refresh_from_db()
    assert there
    assert of_import.status == ImportStatus.FAILED
    assert of_import.message
    assert (member.phone, Member.objects.count()) == ("", 1)


def test_killed_before_it_indexed_leaves_that_to_the_minute(
    regional: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_import = compared([["이름", "분류"], ["새것", "지역협의회"]], publish=True)
    monkeypatch.setattr(writing, "index_now", lambda *_args: None)
    runs.confirm(of_import)
    assert not Member.objects.search("새것")
    PendingIndexing.objects.update(next_try_at=timezone.now())
    call_command("run_due")
    assert set(Member.objects.search("새것")) == {Member.objects.get(name="새것")}


def test_member_saved_while_the_import_was_made_ready_is_not_overwritten(
    regional: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = MemberFactory.create(name="은평협의회", category=regional, phone="02-351-3168")
    of_import = compared([["이름", "전화"], ["은평협의회", "02-351-9999"]], publish=True)
    ready = writing.ImportWriter.prepare

    def prepare_and_be_overtaken(self: writing.ImportWriter) -> None:
        ready(self)
        member.phone = "02-351-1111"
        member.save_revision().publish()

    monkeypatch.setattr(writing.ImportWriter, "prepare", prepare_and_be_overtaken)
    runs.confirm(of_import)
    member.refresh_from_db()
    assert (of_import.status, member.phone) == (ImportStatus.COMPARED, "02-351-1111")


def test_good_rows_are_written_without_the_wrong_ones(regional: Any) -> None:
    written([["이름", "분류"], ["좋은것", "지역협의회"], ["틀린것", "없음"]], good_rows_only=True)
    assert Member.objects.get().name == "좋은것"


def test_locked_and_half_edited_members_are_left_alone(regional: Any) -> None:
    MemberFactory.create(name="잠긴것", category=regional, locked=True)
    edited = MemberFactory.create(name="고치는것", category=regional)
    edited.phone = "02-351-3168"
    edited.save_revision()
    of_import = compared([["이름", "전화"], ["잠긴것", "02-351-0001"], ["고치는것", "02-351-0002"]])
    assert outcomes(of_import) == ["error", "error"]


CONTACT_HEADER = [
    "이름", "담당자", "담당자 이메일", "동의 목적", "동의 항목", "동의일", "동의 만료일",
    "동의서 판",
]  # fmt: skip
PERSON = ["홍길동", "hong@example.org", "연락", "이름", "2026-01-02", "2099-01-01", "2026-01"]


def test_contact_persons_come_with_their_consent_or_not_at_all(regional: Any) -> None:
    member = MemberFactory.create(name="은평협의회", category=regional)
    of_import = compared([CONTACT_HEADER, ["은평협의회", *PERSON[:-1], ""]])
    assert of_import.holds_contacts
    assert only_row(of_import).contact_errors[0]["field"] == "동의서 판"
    written([CONTACT_HEADER, ["은평협의회", *PERSON], ["은평협의회", "김둘째", *PERSON[1:]]])
    assert sorted(member.contacts.values_list("name", flat=True)) == ["김둘째", "홍길동"]
    contact = MemberContact.objects.get(name="홍길동")
    assert ModelLogEntry.objects.for_instance(contact).get().action == "wagtail.create"


def test_a_known_contact_person_is_changed_and_not_doubled(regional: Any) -> None:
    contact = MemberContactFactory.create(name="홍길동", member__name="은평협의회")
    written([["이름", "담당자", "담당자 이메일"], ["은평협의회", "홍길동", "new@example.org"]])
    contact.refresh_from_db()
    assert contact.email == "new@example.org"
    assert MemberContact.objects.count() == 1


def test_command_compares_and_writes_only_when_told(
    regional: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "회원.xlsx"
    file.write_bytes(
        xlsx([HEADER, ["새협의회", "지역협의회", "마포구", ""], ["틀림", "없음", "", ""]])
    )
    call_command("import_members", file)
    assert "‘없음’ 분류가 없습니다." in capsys.readouterr().out
    assert not Member.objects.exists()
    with pytest.raises(CommandError):
        call_command("import_members", file, write=True)
    assert not Member.objects.exists()
    UserFactory.create(username="keeper")
    call_command("import_members", file, write=True, good_rows=True, publish=True, user="keeper")
    assert Member.objects.get().live
    assert MemberImport.objects.get().user.username == "keeper"


@pytest.mark.parametrize("content", [None, b"%PDF-1.7"])
def test_command_says_what_is_wrong_with_a_file(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "회원.xlsx"
    if content:
        file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_members", file)
