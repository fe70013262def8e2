"""The indicators of a report for spreadsheets and programs, and as visitors see them."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import PageViewRestriction

from directory.public_csv import BYTE_ORDER_MARK
from publications.indicators.exports import indicators_as_csv
from publications.indicators.sheets import pasted_sheet, read_sheet
from publications.indicators.storage import rows_of, store
from publications.models import SocialValueReportPage
from tests.counting import queries_of
from tests.factories import SocialValueReportPageFactory
from tests.pages import assert_well_formed, visit

pytestmark = pytest.mark.django_db

SHEET = (
    "관점\t지표\t단위\t비고\t2023\t2024\n"
    "사회\t조합원\t명\t\t1200\t1350.5\n"
    "사회\t=1+1\t\t@note\t\t우수\n"
    "경제\t수지\t원\t\t-12\t8 (양호)\n"
)


@pytest.fixture
def report(db: None) -> SocialValueReportPage:
    report = SocialValueReportPageFactory.create(slug="가치", title="가치 보고서")
    store(report, read_sheet(pasted_sheet(SHEET)).rows)
    report.save()
    return SocialValueReportPage.objects.get()


def test_the_csv_is_a_table_that_spreadsheets_open(
    client: Client, report: SocialValueReportPage
) -> None:
    link = visit(client, report.url).find("a", string="CSV")
    assert link is not None
    answer = client.get(str(link["href"]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=utf-8''%EA%B0%80%EC%B9%98.csv" in answer["Content-Disposition"]
    text = answer.content.decode()
    assert text.startswith(BYTE_ORDER_MARK)
    rows = list(csv.reader(StringIO(text.removeprefix(BYTE_ORDER_MARK))))
    assert rows == [
        ["관점", "지표", "단위", "비고", "2023", "2024"],
        ["사회", "조합원", "명", "", "1200", "1350.5"],
        ["사회", "'=1+1", "", "'@note", "", "우수"],
        ["경제", "수지", "원", "", "-12", "8 (양호)"],
    ]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_csv_can_be_pasted_back_into_the_editor(
    report: SocialValueReportPage, language: str
) -> None:
    with translation.override(language):
        text = indicators_as_csv(rows_of(report.measured))
    cells = csv.reader(StringIO(text.removeprefix(BYTE_ORDER_MARK)))
    pasted = "\n".join("\t".join(cell.removeprefix("'") for cell in row) for row in cells)
    assert read_sheet(pasted_sheet(pasted)).rows == rows_of(report.measured)


def test_the_json_holds_numbers_and_grades(client: Client, report: SocialValueReportPage) -> None:
    answer = client.get(f"{report.url}indicators/json/")
    assert answer["Content-Type"].startswith("application/json")
    data = answer.json()
    assert data["title"] == "가치 보고서"
    assert data["url"] == report.full_url
    assert data["indicators"][0] == {
        "perspective": "사회", "name": "조합원", "unit": "명", "note": "",
        "values": [
            {"period": "2023", "value": 1200, "grade": ""},
            {"period": "2024", "value": 1350.5, "grade": ""},
        ],
    }  # fmt: skip
    assert data["indicators"][2]["values"][1] == {"period": "2024", "value": 8, "grade": "양호"}


@pytest.mark.parametrize("place", ["csv", "json"])
def test_a_hidden_report_hides_its_indicators(
    client: Client, report: SocialValueReportPage, place: str
) -> None:
    address = f"{report.url}indicators/{place}/"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    restriction = PageViewRestriction.objects.create(page=report, restriction_type="login")
    assert client.get(address).status_code == 302
    restriction.delete()
    report.unpublish()
    assert client.get(address).status_code == 404


def test_a_report_without_indicators_offers_no_table(client: Client) -> None:
    report = SocialValueReportPageFactory.create()
    assert visit(client, report.url).find("a", string="CSV") is None
    assert client.get(f"{report.url}indicators/csv/").status_code == 404


def test_the_table_groups_by_perspective_and_tells_the_change(
    client: Client, report: SocialValueReportPage
) -> None:
    page = visit(client, report.url)
    headings = [cell.get_text() for cell in page.select(".table thead th")]
    assert headings == ["지표", "2023", "2024", "2023–2024 변화"]
    groups = page.select('.table th[scope="rowgroup"]')
    assert [group.get_text() for group in groups] == ["사회", "경제"]
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in page.select(".table tbody tr") if row.td
    ]  # fmt: skip
    assert rows == [
        ["조합원 (명)", "1,200", "1,350.5", "+150.5 +12.5%"],
        ["=1+1 @note", "–", "우수", "–"],
        ["수지 (원)", "-12", "8 (양호)", "+20"],
    ]
    assert_well_formed(page)


def test_a_table_with_nothing_to_compare_has_no_column_of_changes(client: Client) -> None:
    report = SocialValueReportPageFactory.create()
    store(report, read_sheet(pasted_sheet("지표\t2023\t2024\n가\t1\t\n나\t우수\t탁월")).rows)
    report.save()
    page = visit(client, report.url)
    assert [cell.get_text() for cell in page.select(".table thead th")] == ["지표", "2023", "2024"]


def test_many_indicators_cost_as_many_queries_as_a_few(
    client: Client, report: SocialValueReportPage
) -> None:
    addresses = [report.url, f"{report.url}indicators/csv/", f"{report.url}indicators/json/"]
    few = [queries_of(client, address) for address in addresses]
    more = "\n".join(f"더 {number}\t{number}\t{number}" for number in range(40))
    rows = rows_of(report.measured) + read_sheet(pasted_sheet(f"지표\t2023\t2024\n{more}")).rows
    store(report, rows)
    report.save()
    assert [queries_of(client, address) for address in addresses] == few
    assert max(few) <= 20
