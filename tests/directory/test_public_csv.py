import csv
from io import StringIO

import pytest
from django.test import Client

from directory.models import MemberContact
from directory.public_csv import BYTE_ORDER_MARK, cell
from tests.factories import DirectoryPageFactory, MemberContactFactory, MemberFactory

pytestmark = pytest.mark.django_db


def rows_at(client: Client, url: str, **query: str) -> list[dict[str, str]]:
    answer = client.get(url, query)
    assert answer.status_code == 200
    text = answer.content.decode("utf-8")
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(StringIO(text.removeprefix(BYTE_ORDER_MARK))))


def test_the_spreadsheet_holds_the_members_that_the_filters_find(client: Client) -> None:
    page = DirectoryPageFactory.create()
    MemberFactory.create(name="강서조합", district="11500", phone="02-351-3168")
    MemberFactory.create(name="은평조합", district="11380")
    MemberFactory.create(name="탈퇴조합", district="11500", status="withdrawn")
    rows = rows_at(client, f"{page.url}download/csv/", district="11500")
    assert [row["이름"] for row in rows] == ["강서조합"]
    assert rows[0]["전화"] == "02-351-3168"
    assert rows[0]["자치구"] == "강서구"


def test_the_spreadsheet_has_a_korean_name_and_no_contact_person(client: Client) -> None:
    page = DirectoryPageFactory.create()
    contact: MemberContact = MemberContactFactory.create(name="홍길동")
    answer = client.get(f"{page.url}download/csv/")
    assert "filename*=utf-8''%ED%9A%8C%EC%9B%90.csv" in answer["Content-Disposition"]
    assert contact.name not in answer.content.decode()


@pytest.mark.parametrize("text", ["=1+1", "+82", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_the_spreadsheet_costs_the_same_number_of_queries_for_more_members(
    client: Client, django_assert_max_num_queries: object
) -> None:
    page = DirectoryPageFactory.create()
    MemberFactory.create_batch(12)
    client.get(page.url)
    with django_assert_max_num_queries(20):
        client.get(f"{page.url}download/csv/")
