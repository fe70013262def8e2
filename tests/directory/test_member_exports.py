"""The directory as a spreadsheet, and back again."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from directory.imports import runs
from directory.imports.columns import LABELS
from directory.models import Member, MemberFormerName
from tests.factories import (
    DirectoryPageFactory,
    ImageFactory,
    MemberCategoryFactory,
    MemberContactFactory,
    MemberFactory,
    SectorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_member() -> Member:
    """A member of which every field says something, some of it hard on spreadsheets."""
    council = MemberFactory.create(name="협의회")
    MemberFactory.create(name="협의회", district="11500")
    member: Member = MemberFactory.create(
        name="=1+1협동조합", name_en="@Nuri, “Ltd”", short_name="'=누리", slug="nuri",
        business_number="124-81-00998",
        category=MemberCategoryFactory.create(name="지역협의회", standing="associate"),
        legal_form="social-cooperative", district="11500", founded_on=datetime.date(2013, 6, 1),
        address="서울시 강서구\n화곡로 1", latitude=Decimal("37.550000"),
        longitude=Decimal("126.850001"), phone="+44 20 7946 0000", email="a@example.org",
        website="https://example.org/?a=1&b=2",
        social_links=[("link", {"label": "블로그; 새 소식", "url": "https://blog.example.org/"})],
        logo=ImageFactory.create(),
        introduction='<p data-block-key="a">첫 줄<br/>둘째</p><p data-block-key="b">&amp; 끝</p>',
        introduction_en='<p data-block-key="a">A <b>bold</b> word</p>',
        products_and_services="<ul><li>반찬</li></ul>", joined_on=datetime.date(2014, 1, 2),
        verified_on=datetime.date(2026, 1, 5), parent=council,
    )  # fmt: skip
    member.sectors = [SectorFactory.create(name="돌봄, 교육"), SectorFactory.create(name="먹거리")]
    member.former_names = [
        MemberFormerName(name="옛 누리; 옛것", used_until=datetime.date(2020, 3, 1)),
        MemberFormerName(name="더 옛 누리"),
    ]
    member.tags.set(["나눔", "-먹거리"])
    member.save()
    MemberFactory.create(name="나간조합", status="withdrawn", left_on=datetime.date(2025, 1, 1))
    MemberFactory.create(name="초안조합", live=False)
    return member


def exported(client: Client, kind: str, **query: str) -> bytes:
    address = reverse(Member.snippet_viewset.get_url_name("list"))
    answer = client.get(address, {"export": kind, **query})
    assert answer.status_code == 200
    return bytes(answer.content)


@pytest.mark.parametrize("clear", [False, True])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_imports_back_to_exactly_nothing_changed(
    admin: Client, full_member: Member, kind: str, clear: bool
) -> None:
    content = exported(admin, kind)
    of_import = runs.begin(content, f"회원.{kind}", UserFactory.create(is_superuser=True))
    assert len(of_import.mapping) == 30
    of_import.clear_with_empty_cells = clear
    of_import.save()
    runs.compare(of_import)
    rows = list(of_import.rows.all())
    assert len(rows) == 5
    assert {row.outcome for row in rows} == {"unchanged"}, [(r.changes, r.errors) for r in rows]


def test_every_column_of_the_export_is_filled_in_the_round_trip(
    admin: Client, full_member: Member
) -> None:
    text = exported(admin, "csv").decode("utf-8-sig")
    rows = {row["관리번호"]: row for row in csv.DictReader(io.StringIO(text))}
    empty = {heading for heading, cell in rows[full_member.key].items() if not cell}
    assert empty == {"탈퇴일"}


# What is about publishing a member and not about the member.
NO_COLUMN = {"id", "first_published_at", "go_live_at", "expire_at"}


def test_no_field_of_a_member_is_without_a_column() -> None:
    fields = {f.name for f in Member._meta.get_fields() if getattr(f, "editable", True)}
    assert fields - set(LABELS) == NO_COLUMN


def test_csv_has_a_byte_order_mark_and_no_formula(admin: Client, full_member: Member) -> None:
    content = exported(admin, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    assert "'=1+1협동조합" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_xlsx_holds_texts_and_dates_but_no_formula(admin: Client, full_member: Member) -> None:
    book = load_workbook(io.BytesIO(exported(admin, "xlsx")))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "d"}
    assert "=1+1협동조합" in {cell.value for cell in cells}


def test_the_export_holds_what_the_list_is_filtered_to(admin: Client, full_member: Member) -> None:
    text = exported(admin, "csv", q="나간").decode("utf-8-sig")
    assert [row["이름"] for row in csv.DictReader(io.StringIO(text))] == ["나간조합"]
    text = exported(admin, "csv", care="withdrawn").decode("utf-8-sig")
    assert [row["이름"] for row in csv.DictReader(io.StringIO(text))] == ["나간조합"]
    sheet = load_workbook(io.BytesIO(exported(admin, "xlsx", q="나간"))).active
    heading, *rows = sheet.iter_rows(values_only=True)
    assert [row[heading.index("이름")] for row in rows] == ["나간조합"]


def test_no_export_of_members_names_a_person(admin: Client) -> None:
    MemberContactFactory.create(name="홍길동담당")
    assert "홍길동담당" not in exported(admin, "csv").decode("utf-8-sig")


def test_the_export_costs_the_same_number_of_queries_for_more_members(
    admin: Client, django_assert_max_num_queries: Any
) -> None:
    MemberFactory.create_batch(12)
    exported(admin, "csv")
    with django_assert_max_num_queries(40):
        exported(admin, "csv")


def test_public_csv_has_only_public_fields(client: Client, full_member: Member) -> None:
    page = DirectoryPageFactory.create()
    contact = MemberContactFactory.create(member=full_member, name="홍길동담당")
    text = client.get(f"{page.url}download/csv/").content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert not {"관리번호", "최근 확인일", "상태", "탈퇴일", "담당자"} & set(row)
    assert full_member.name in text
    for secret in (contact.name, contact.email, full_member.key, "나간조합", "초안조합"):
        assert secret not in text
