from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from publications.models import DownloadCount, FileKind, PublicationFile
from publications.models.downloads import CountedFile
from publications.reports.charts import round_top
from publications.reports.periods import Period, Span
from tests.counting import queries_of
from tests.factories import (
    PolicyReportPageFactory,
    PublicationFileFactory,
    SocialValueReportPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

REPORT = "/admin/publications/downloadcount/"
MARCH = datetime.date(2026, 3, 1)


def counted(
    title: str, count: int = 1, day: datetime.date = MARCH, *, social: bool = False, **file: Any
) -> PublicationFile:
    """A publication's file with downloads on one day."""
    factory = SocialValueReportPageFactory if social else PolicyReportPageFactory
    made = PublicationFileFactory.create(publication=factory.create(title=title), **file)
    DownloadCount.objects.add(CountedFile.of(made), day, count)
    return made


def report(client: Client, **filters: str) -> BeautifulSoup:
    answer = client.get(REPORT, filters)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def totals(page: BeautifulSoup) -> dict[str, str]:
    rows = page.select(".download-report__totals > div")
    return {row.dt.get_text(): row.dd.get_text(strip=True) for row in rows}


def titles(page: BeautifulSoup) -> set[str]:
    cells = page.select(".listing td.field-publication_title")
    return {cell.get_text(strip=True) for cell in cells}


def chart(page: BeautifulSoup) -> dict[str, str]:
    """The chart's own table: what each column stands for."""
    rows = page.select("#download-chart-text tbody tr")
    return {row.th.get_text(): row.td.get_text() for row in rows}


def test_the_report_adds_up_what_it_shows(admin: Client) -> None:
    counted("가 보고서", 1200)
    counted("나 보고서", 34, MARCH + datetime.timedelta(days=1))
    page = report(admin)
    assert totals(page)["내려받기"] == "1,234"
    assert totals(page)["발간물"] == "2"
    assert titles(page) == {"가 보고서", "나 보고서"}
    ranking = [each.get_text(strip=True) for each in page.select(".download-report__title")]
    assert ranking == ["가 보고서", "나 보고서"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"start": "2026-03-02"}, {"나"}),
        ({"end": "2026-03-01"}, {"가", "다"}),
        ({"start": "2026-03-01", "end": "2026-03-01", "kind": "data"}, {"다"}),
        ({"type": "publications.socialvaluereportpage"}, {"나"}),
        ({"q": "다"}, {"다"}),
        ({"period": "year", "start": "2026-03-02", "end": "2026-03-05"}, {"나"}),
        ({"type": "nonsense", "period": "soon", "kind": "x"}, {"가", "나", "다"}),
    ],
)
def test_the_report_is_narrowed_down_by_period_type_and_kind(
    admin: Client, filters: dict[str, str], found: set[str]
) -> None:
    counted("가")
    counted("나", day=MARCH + datetime.timedelta(days=1), social=True)
    counted("다", kind=FileKind.DATA)
    assert titles(report(admin, **filters)) == found


def test_the_report_is_narrowed_down_to_one_publication_even_when_it_is_gone(admin: Client) -> None:
    gone = counted("가", 5)
    counted("나")
    gone.publication.delete()
    number = str(DownloadCount.objects.get(publication_title="가").publication_number)
    page = report(admin, publication=number)
    assert titles(page) == {"가"}
    assert page.select_one(f'select[name="publication"] option[value="{number}"][selected]')


def test_days_in_the_wrong_order_are_named_beside_their_field(admin: Client) -> None:
    counted("가")
    page = report(admin, start="2026-03-02", end="2026-03-01")
    error = page.select_one(".download-report__field--wrong .error-message")
    assert error is not None
    assert error.get_text() == "종료일이 시작일보다 빠릅니다. 두 날짜를 바꾸세요."


@pytest.mark.parametrize(
    "filters",
    [{"start": "어제"}, {"day__gte": "x"}, {"o": "9.x"}, {"p": "x"}, {"end": "9999-99-99"},
     {"publication": "'"}, {"start": "0001-01-01", "end": "9999-12-31"}, {"export": "pdf"}],
)  # fmt: skip
def test_no_address_breaks_the_report(admin: Client, filters: dict[str, str]) -> None:
    counted("가")
    assert admin.get(REPORT, filters).status_code == 200


def test_an_empty_report_is_a_page_too(admin: Client) -> None:
    assert not report(admin).select(".download-report__chart")


def test_the_chart_has_a_column_for_every_day_and_says_the_same_in_words(admin: Client) -> None:
    file = counted("가", 3)
    DownloadCount.objects.add(CountedFile.of(file), MARCH + datetime.timedelta(days=2), 1500)
    page = report(admin, start="2026-03-01", end="2026-03-04")
    assert chart(page) == {
        "3월 1일": "3",
        "3월 2일": "0",
        "3월 3일": "1,500",
        "3월 4일": "0",
    }
    svg = page.select_one(".download-report__chart svg")
    assert svg is not None
    assert svg["role"] == "img"
    assert page.find(id=svg["aria-labelledby"]).get_text() == "일별 내려받기 횟수"
    heights = [float(rect["height"]) for rect in svg.select("rect")]
    assert heights[1] == heights[3] == 0 < heights[0] < heights[2]


def test_a_long_span_is_shown_by_month_and_a_very_long_one_by_year(admin: Client) -> None:
    file = counted("가", 3, datetime.date(2025, 12, 31))
    DownloadCount.objects.add(CountedFile.of(file), datetime.date(2026, 3, 31), 4)
    months = chart(report(admin))
    assert list(months.values()) == ["3", "0", "0", "4"]
    DownloadCount.objects.add(CountedFile.of(file), datetime.date(2019, 1, 1), 9)
    years = chart(report(admin))
    assert (years["2019"], years["2020"], years["2026"]) == ("9", "0", "4")


def test_the_report_takes_the_same_queries_however_much_it_shows(admin: Client) -> None:
    counted("가")
    counted("나")
    few = queries_of(admin, REPORT)
    for number in range(5):
        counted(f"보고서 {number}", number + 1)
    assert queries_of(admin, REPORT) == few


def test_a_csv_opens_in_korean_excel_and_runs_no_formula(admin: Client) -> None:
    counted("=HYPERLINK(1)", 7, label="@본문")
    counted("나", day=MARCH + datetime.timedelta(days=1))
    answer = admin.get(REPORT, {"export": "csv", "end": "2026-03-01"})
    content = answer.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    header, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert header == ["날짜", "발간물", "유형", "이름표", "종류", "내려받은 횟수", "주소 키"]
    assert row[:6] == ["2026-03-01", "'=HYPERLINK(1)", "정책 보고서", "'@본문", "본문", "7"]


def test_a_workbook_holds_days_and_numbers_and_no_formula(admin: Client) -> None:
    counted("=1+1", 7)
    answer = admin.get(REPORT, {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    _header, row = sheet.iter_rows()
    assert row[0].value == MARCH
    assert (row[1].value, row[1].data_type) == ("=1+1", "s")
    assert (row[5].value, row[5].data_type) == (7, "n")


def test_staff_read_the_report_and_cannot_change_the_counts(admin: Client) -> None:
    counted("가", 5)
    assert admin.get(f"{REPORT}create/").status_code in (302, 403)
    row = DownloadCount.objects.get()
    for action in ("delete", "edit"):
        assert admin.post(f"{REPORT}{action}/{row.pk}/").status_code in (302, 403)
    assert DownloadCount.objects.get().count == 5


def test_editors_read_the_report_and_others_do_not(client: Client) -> None:
    call_command("setup_groups", verbosity=0)
    user = UserFactory.create()
    client.force_login(user)
    assert client.get(REPORT).status_code == 302
    user.groups.add(Group.objects.get(name="편집자"))
    assert client.get(REPORT).status_code == 200


def test_visitors_see_the_count_only_where_that_is_set(client: Client, settings: Settings) -> None:
    file = counted("가", 1234)
    assert "1,234" not in client.get(file.publication.url).content.decode()
    settings.DOWNLOADS_SHOW_COUNTS = True
    assert "1,234" in client.get(file.publication.url).content.decode()


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period.LAST_30_DAYS, (2026, 2, 12), (2026, 3, 13)),
        (Period.THIS_MONTH, (2026, 3, 1), (2026, 3, 13)),
        (Period.LAST_MONTH, (2026, 2, 1), (2026, 2, 28)),
        (Period.THIS_YEAR, (2026, 1, 1), (2026, 3, 13)),
        (Period.LAST_YEAR, (2025, 1, 1), (2025, 12, 31)),
    ],
)
def test_periods_end_where_the_calendar_says(
    period: Period, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    span = period.span(datetime.date(2026, 3, 13))
    assert span == Span(datetime.date(*start), datetime.date(*end))


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (81, 100), (820, 1000), (1001, 2000)],
)
def test_the_scale_ends_at_a_round_number(highest: int, top: int) -> None:
    assert round_top(highest) == top
