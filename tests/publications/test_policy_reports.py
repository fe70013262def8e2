import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.utils import translation
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset

from publications.models import PolicyArea, PolicyReportPage, PublicationSeries
from tests.editing import (
    PUBLISH,
    add_page_address,
    add_snippet_address,
    edit_page_address,
    edit_snippet_address,
    error_beside,
    korean,
    send,
    typed,
)
from tests.factories import PolicyReportPageFactory, PublicationSeriesFactory

pytestmark = pytest.mark.django_db

TAKEN = "The series already has an issue with this number."


def test_an_issue_number_without_a_series_is_refused_at_the_series(admin: Client) -> None:
    parent = PolicyReportPageFactory.create().get_parent()
    changes = {"title": "정책동향 3호", "slug": "trend-3", "issue_number": "3"}
    answer = send(admin, add_page_address(PolicyReportPage, parent), changes, **PUBLISH)
    message = korean("An issue number needs the series in which it counts.")
    assert error_beside(answer, "series") == message
    assert typed(answer, "issue_number") == "3"
    assert typed(answer, "title") == "정책동향 3호"


def test_an_issue_number_that_the_series_has_is_refused_at_the_number(admin: Client) -> None:
    series = PublicationSeriesFactory.create()
    first = PolicyReportPageFactory.create(series=series, issue_number=3)
    changes = {"title": "또 3호", "slug": "again", "series": series.pk, "issue_number": "3"}
    address = add_page_address(PolicyReportPage, first.get_parent())
    answer = send(admin, address, changes, **PUBLISH)
    assert error_beside(answer, "issue_number") == korean(TAKEN)
    assert typed(answer, "issue_number") == "3"
    assert typed(answer, "series") == str(series.pk)
    assert PolicyReportPage.objects.count() == 1


def test_another_series_may_have_the_same_number(admin: Client) -> None:
    PolicyReportPageFactory.create(series=PublicationSeriesFactory.create(), issue_number=3)
    report = PolicyReportPageFactory.create()
    changes = {"series": PublicationSeriesFactory.create().pk, "issue_number": "3"}
    assert send(admin, edit_page_address(report), changes, **PUBLISH).status_code == 302


def test_issues_of_a_series_may_go_without_numbers() -> None:
    series = PublicationSeriesFactory.create()
    for _ in range(2):
        PolicyReportPageFactory.create(series=series).full_clean()


def test_an_issue_may_be_saved_again_and_translated() -> None:
    report = PolicyReportPageFactory.create(
        series=PublicationSeriesFactory.create(), issue_number=3
    )
    report.full_clean()
    english = Locale.objects.create(language_code="en")
    report.copy_for_translation(english, copy_parents=True).full_clean()


def test_an_issue_number_is_no_negative_number(admin: Client) -> None:
    report = PolicyReportPageFactory.create(series=PublicationSeriesFactory.create())
    answer = send(admin, edit_page_address(report), {"issue_number": "-1"}, **PUBLISH)
    assert error_beside(answer, "issue_number")
    assert typed(answer, "issue_number") == "-1"


def test_a_recommendation_needs_its_title_and_keeps_the_rest(admin: Client) -> None:
    report = PolicyReportPageFactory.create()
    row = {"title": "", "text": "조례를 고칠 것", "addressee": "서울시", "id": ""}
    rows = inline_formset([row])
    answer = send(admin, edit_page_address(report), {"recommendations": rows}, **PUBLISH)
    assert error_beside(answer, "recommendations-0-title")
    assert typed(answer, "recommendations-0-text") == "조례를 고칠 것"
    assert typed(answer, "recommendations-0-addressee") == "서울시"


def test_a_report_is_published_with_its_areas_and_recommendations(
    admin: Client, client: Client
) -> None:
    report = PolicyReportPageFactory.create()
    area = PolicyArea.objects.create(name="공공조달", slug="procurement")
    PolicyArea.objects.create(name="금융", slug="finance")
    changes = {
        "policy_areas": (str(area.pk),),
        "recommendations": inline_formset([{"title": "조례 개정", "text": "", "id": ""}]),
    }
    send(admin, edit_page_address(report), changes, **PUBLISH)
    report = PolicyReportPage.objects.get()
    assert list(report.policy_areas.all()) == [area]
    text = client.get(report.url).content.decode()
    assert "공공조달" in text
    assert "조례 개정" in text
    assert "금융" not in text


def test_a_series_with_issues_cannot_be_deleted() -> None:
    report = PolicyReportPageFactory.create(series=PublicationSeriesFactory.create())
    with pytest.raises(ProtectedError):
        report.series.delete()


@pytest.mark.parametrize("model", [PublicationSeries, PolicyArea])
def test_series_and_areas_have_forms_that_refuse_a_repeated_slug(
    admin: Client, model: type
) -> None:
    existing = model.objects.create(name="정책동향", slug="trend")
    assert admin.get(edit_snippet_address(existing)).status_code == 200
    answer = send(admin, add_snippet_address(model), {"name": "다른 이름", "slug": "trend"})
    assert error_beside(answer, "slug")
    assert typed(answer, "name") == "다른 이름"


def test_a_malformed_issn_of_a_series_is_refused_at_its_field(admin: Client) -> None:
    series = PublicationSeriesFactory.create()
    answer = send(admin, edit_snippet_address(series), {"issn": "1225-4941"})
    message = korean("This is not a valid ISSN. Check the digits, for example 1225-4940.")
    assert error_beside(answer, "issn") == message
    assert typed(answer, "issn") == "1225-4941"


def test_series_and_areas_are_called_in_the_readers_language() -> None:
    with translation.override("en"):
        assert PublicationSeries(name="정책동향", name_en="Trends").display_name == "Trends"
        assert PolicyArea(name="금융").display_name == "금융"


def test_a_report_is_found_by_its_series_and_recommendations() -> None:
    series = PublicationSeriesFactory.create(name="쿱동향")
    report = PolicyReportPageFactory.create(series=series)
    report.recommendations.create(title="조례개정")
    report.save()
    report.save()
    PolicyReportPageFactory.create()
    for word in ("쿱동향", "조례개정"):
        assert list(PolicyReportPage.objects.search(word)) == [report]
