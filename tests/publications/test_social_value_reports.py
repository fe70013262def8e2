import datetime
from decimal import Decimal

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset

from publications.models import IndicatorValue, SocialValueReportPage
from publications.templatetags.publication_tags import indicator_table
from tests.editing import (
    PUBLISH,
    add_page_address,
    edit_page_address,
    error_beside,
    korean,
    send,
    typed,
)
from tests.factories import MemberFactory, PolicyReportPageFactory, SocialValueReportPageFactory

pytestmark = pytest.mark.django_db


def indicator(name: str, *values: dict[str, str]) -> dict[str, object]:
    return {
        "name": name,
        "unit": "명",
        "perspective": "",
        "note": "",
        "id": "",
        "values": inline_formset([{"id": "", **value} for value in values]),
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


def test_a_value_without_number_or_grade_is_refused_at_the_value(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    rows = inline_formset([indicator("조합원", {"period": "2025", "value": "", "grade": ""})])
    answer = send(admin, edit_page_address(report), {"indicators": rows}, **PUBLISH)
    field = "indicators-0-values-0-value"
    assert error_beside(answer, field) == korean("Give a number or a grade.")
    assert typed(answer, "indicators-0-name") == "조합원"
    assert typed(answer, "indicators-0-values-0-period") == "2025"


def test_a_value_that_is_no_number_is_refused_and_kept(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    rows = inline_formset([indicator("조합원", {"period": "2025", "value": "많음"})])
    answer = send(admin, edit_page_address(report), {"indicators": rows}, **PUBLISH)
    assert error_beside(answer, "indicators-0-values-0-value")
    assert typed(answer, "indicators-0-values-0-value") == "많음"


def test_indicators_with_their_values_are_stored_and_shown(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    rows = inline_formset(
        [
            indicator(
                "조합원", {"period": "2025", "value": "1200.5"}, {"period": "2024", "value": "0"}
            ),
            indicator("종합", {"period": "2025", "value": "", "grade": "탁월"}),
        ]
    )
    assert send(admin, edit_page_address(report), {"indicators": rows}, **PUBLISH)
    report = SocialValueReportPage.objects.get()
    assert report.periods() == ["2024", "2025"]
    shown = [[cell.text for cell in row.cells] for row in indicator_table(report).rows]
    assert shown == [["0", "1,200.5"], ["", "탁월"]]
    text = Client().get(report.url).content.decode()
    assert "1,200.5" in text
    assert "탁월" in text


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
