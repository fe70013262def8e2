import datetime
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from publications.models import IndicatorValue, SocialValueReportPage
from publications.templatetags.publication_tags import indicator_table
from tests.editing import (
    PUBLISH,
    add_page_address,
    edit_page_address,
    error_beside,
    korean,
    present_fields,
    send,
    soup,
    typed,
)
from tests.factories import MemberFactory, PolicyReportPageFactory, SocialValueReportPageFactory

pytestmark = pytest.mark.django_db


TABLE = "indicator_table"
PASTE = "pasted_indicators"


def table(periods: list[str], *rows: tuple[str, ...]) -> dict[str, object]:
    """What a browser sends of the indicator table: perspective, name, unit, note, values."""
    names = ["perspective", "name", "unit", "note"]
    columns = {name: tuple(row[place] for row in rows) for place, name in enumerate(names)}
    values = tuple(cell for row in rows for cell in row[4:])
    return {TABLE: {**columns, "period": tuple(periods), "value": values}}


def stored() -> dict[str, dict[str, str]]:
    """The indicators as the database has them."""
    report = SocialValueReportPage.objects.get()
    return {
        each.name: {value.period: str(value) for value in each.values.all()}
        for each in report.indicators.all()
    }


def test_a_period_that_ends_before_it_starts_is_refused_at_its_end(admin: Client) -> None:
    parent = PolicyReportPageFactory.create().get_parent()
    changes = {
        "title": "사회적 가치",
        "slug": "value",
        "period_start": "2025-12-31",
        "period_end": "2025-01-01",
    }
    answer = send(admin, add_page_address(SocialValueReportPage, parent), changes, **PUBLISH)
    message = korean("The period ends before it begins. Check both dates.")
    assert error_beside(answer, "period_end") == message
    for name, value in changes.items():
        assert typed(answer, name) == value
    assert not SocialValueReportPage.objects.exists()


@pytest.mark.parametrize(
    ("start", "end"), [(None, None), ("2025-01-01", None), (None, "2025-01-01"),
                       ("2025-01-01", "2025-01-01")]
)  # fmt: skip
def test_a_period_may_be_open_or_a_single_day(start: str | None, end: str | None) -> None:
    dates = [datetime.date.fromisoformat(day) if day else None for day in (start, end)]
    SocialValueReportPageFactory.create(period_start=dates[0], period_end=dates[1]).full_clean()


def faults(answer: HttpResponse) -> dict[str, str]:
    """The message beside each cell of the table, by what stands in the cell."""
    wrong = soup(answer).select("[data-indicator-table] input[aria-invalid]")
    found = {}
    for cell in wrong:
        message = soup(answer).find(id=cell["aria-describedby"])
        assert message is not None
        found[str(cell["value"])] = message.get_text(strip=True)
    return found


def test_indicators_are_written_as_a_table_and_shown(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    changes = table(
        ["2025", "2024", ""],
        ("사회", "조합원", "명", "연말", "1,200.5", "0", ""),
        ("", "종합", "", "", "탁월", "", ""),
        ("", "", "", "", "", "", ""),
    )
    answer = send(admin, edit_page_address(report), changes, **PUBLISH)
    assert answer.status_code == 302
    assert stored() == {
        "조합원": {"2024": "2024: 0.0000", "2025": "2025: 1200.5000"},
        "종합": {"2025": "2025: 탁월"},
    }
    report = SocialValueReportPage.objects.get()
    assert report.periods() == ["2024", "2025"]
    shown = [[cell.text for cell in row.cells] for row in indicator_table(report).rows]
    assert shown == [["0", "1,200.5"], ["", "탁월"]]
    text = Client().get(report.url).content.decode()
    assert "1,200.5" in text
    assert "탁월" in text


def test_a_table_that_is_opened_and_sent_again_changes_nothing(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    changes = table(["2024", "2025"], ("사회", "조합원", "명", "", "3", "4 (우수)"))
    send(admin, edit_page_address(report), changes, **PUBLISH)
    before = list(IndicatorValue.objects.values_list("pk", "value", "grade"))
    assert before == [(before[0][0], 3, ""), (before[1][0], 4, "우수")]
    send(admin, edit_page_address(report), {"subtitle": "새 부제"}, **PUBLISH)
    assert list(IndicatorValue.objects.values_list("pk", "value", "grade")) == before


def test_rows_and_values_that_are_emptied_are_gone(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    changes = table(["2024"], ("", "가", "", "", "3"), ("", "나", "", "", "4"))
    send(admin, edit_page_address(report), changes, **PUBLISH)
    changes = table(["2024"], ("", "", "", "", ""), ("", "나", "", "", ""))
    send(admin, edit_page_address(report), changes, **PUBLISH)
    assert stored() == {"나": {}}


def test_each_cell_that_cannot_be_read_says_why_and_nothing_is_lost(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    changes = table(
        ["2024", ""],
        ("사회", "조합원", "명", "연말", "12개", "7"),
        ("", "", "", "메모", "3", ""),
    )
    answer = send(admin, edit_page_address(report), changes, **PUBLISH)
    assert answer.status_code == 200
    assert not stored()
    wrong = faults(answer)
    assert set(wrong) == {""}
    assert "이 열의 기간을 적으세요." in wrong.values()
    changes = table(["2024"], ("사회", "조합원", "명", "연말", "12개"), ("", "", "", "메모", "3"))
    answer = send(admin, edit_page_address(report), changes, **PUBLISH)
    assert faults(answer)["12개"].startswith("“12개”: 수로 읽을 수 없습니다.")
    text = answer.content.decode()
    assert "2행 E열: “12개”: 수로 읽을 수 없습니다." in text
    assert "3행 B열: 지표 이름을 적으세요." in text
    typed_in = [field.get("value") for field in soup(answer).select("[data-indicator-table] input")]
    assert {"사회", "조합원", "명", "연말", "12개", "메모", "3", "2024"} <= set(typed_in)


def test_a_table_from_excel_goes_into_the_indicators(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    before = table(["2023", "2024"], ("사회", "조합원", "명", "", "1", "2"))
    pasted = "지표\t2024\t2025\r\n조합원\t3\t4\r\n일자리\t\t1,500\r\n"
    answer = send(admin, edit_page_address(report), {**before, PASTE: pasted}, **PUBLISH)
    assert answer.status_code == 302
    assert stored() == {
        "조합원": {"2023": "2023: 1.0000", "2024": "2024: 3.0000", "2025": "2025: 4.0000"},
        "일자리": {"2025": "2025: 1500.0000"},
    }


def test_a_pasted_table_that_cannot_be_read_is_kept_with_the_place_of_each_fault(
    admin: Client,
) -> None:
    report = SocialValueReportPageFactory.create()
    pasted = "지표\t2024\n조합원\t1,2,3\n\t5"
    changes = {**table(["2023"], ("", "일자리", "", "", "9")), PASTE: pasted}
    answer = send(admin, edit_page_address(report), changes, **PUBLISH)
    message = error_beside(answer, PASTE)
    assert "2행 B열: “1,2,3”: 수로 읽을 수 없습니다." in message
    assert typed(answer, PASTE) == pasted
    fields = soup(answer).select("[data-indicator-table] input")
    assert {"일자리", "9", "2023"} <= {str(field.get("value")) for field in fields}
    assert not stored()


@pytest.mark.parametrize("text", ["\0", "지표\0\t2024\n가\t1", '"', '지표\t"2024\n가', "\t" * 100])
def test_no_pasted_text_breaks_the_editor(admin: Client, text: str) -> None:
    report = SocialValueReportPageFactory.create()
    answer = send(admin, edit_page_address(report), {PASTE: text}, **PUBLISH)
    assert answer.status_code in {200, 302}


def test_a_draft_keeps_its_indicators_off_the_site_until_it_is_published(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    address = edit_page_address(report)
    send(admin, address, table(["2024"], ("", "가", "", "", "3")), **PUBLISH)
    send(admin, address, table(["2024"], ("", "가", "", "", "5"), ("", "나", "", "", "6")))
    assert stored() == {"가": {"2024": "2024: 3.0000"}}
    fields = soup(admin.get(address)).select("[data-indicator-table] input")
    assert {"5", "6", "나"} <= {str(field.get("value")) for field in fields}
    send(admin, address, {}, **PUBLISH)
    assert stored() == {"가": {"2024": "2024: 5.0000"}, "나": {"2024": "2024: 6.0000"}}


def test_two_versions_are_compared_indicator_by_indicator(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    address = edit_page_address(report)
    send(admin, address, table(["2024"], ("", "첫지표", "", "", "3")), **PUBLISH)
    send(admin, address, table(["2024"], ("", "새지표", "", "", "5")), **PUBLISH)
    names = [report.pk, "earliest", "latest"]
    answer = admin.get(reverse("wagtailadmin_pages:revisions_compare", args=names))
    text = answer.content.decode()
    assert "첫지표" in text
    assert "새지표" in text


def test_the_preview_of_the_page_shows_the_pasted_table(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    fields = present_fields(admin, edit_page_address(report))
    fields[PASTE] = "지표\t2024\n미리지표\t3"
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[report.pk])
    assert admin.post(address, dict(fields.lists())).json()["is_valid"]
    assert "미리지표" in admin.get(address).content.decode()
    assert not stored()


def test_a_pasted_table_can_be_looked_at_before_it_is_saved(admin: Client) -> None:
    address = reverse("publications_indicator_preview")
    good = admin.post(address, {"text": "지표\t2024년\n가<b>\t1,000"}).content.decode()
    assert "지표 1개를 아래와 같이 읽었습니다." in good
    assert "가&lt;b&gt;" in good
    assert "<td>1000</td>" in good
    bad = admin.post(address, {"text": "지표\t2024\n가\t1,2,3"})
    wrong = soup(bad).select_one("td.is-wrong")
    assert wrong is not None
    assert wrong.get_text() == "1,2,3"
    assert "2행 B열" in bad.content.decode()
    assert admin.post(address, {"text": ""}).status_code == 200
    assert admin.get(address).status_code == 405


def test_only_the_staff_may_have_a_table_looked_at(client: Client) -> None:
    answer = client.post(reverse("publications_indicator_preview"), {"text": "지표"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("stored", "shown"), [("1000.0000", "1,000"), ("0.1000", "0.1"), ("120000000", "120,000,000")]
)
def test_numbers_are_shown_without_needless_zeros_or_exponents(stored: str, shown: str) -> None:
    report = SocialValueReportPageFactory.create()
    row = report.indicators.create(name="지표")
    row.values.create(period="2025", value=Decimal(stored))
    report.save()
    (found,) = indicator_table(SocialValueReportPage.objects.get()).rows
    assert found.cells[0].text == shown


def test_a_value_is_called_by_its_number_or_grade() -> None:
    assert str(IndicatorValue(period="2025", value=Decimal(3))) == "2025: 3"
    assert str(IndicatorValue(period="2025", grade="양호")) == "2025: 양호"


def test_a_member_that_left_is_not_named_as_the_reporting_one(client: Client) -> None:
    member = MemberFactory.create(name="떠난조합", status="withdrawn")
    report = SocialValueReportPageFactory.create(organisation=member)
    assert "떠난조합" not in client.get(report.url).content.decode()


def test_a_copy_keeps_indicators_and_values() -> None:
    report = SocialValueReportPageFactory.create()
    report.indicators.create(name="지표").values.create(period="2025", value=1)
    report.save()
    copy = SocialValueReportPage.objects.get().copy(update_attrs={"slug": "copy"})
    assert copy.specific.periods() == ["2025"]
    assert IndicatorValue.objects.count() == 2
