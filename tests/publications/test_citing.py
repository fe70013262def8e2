"""How a publication is cited, from its own page."""

import datetime
import json
from typing import Any

import pytest
import rispy
from django.test import Client
from django.utils import timezone
from pybtex.database import parse_string
from wagtail.models import Locale, Page, PageViewRestriction, Site

from content.models import OrganisationSettings
from publications.licences import Licence, conditions_of
from publications.models import ContributorRole, PolicyReportPage, PublicationContributor
from tests.counting import queries_of
from tests.factories import (
    MemberFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
    PublicationSeriesFactory,
)
from tests.pages import assert_well_formed, facet_counts, meta, structured, visit

pytestmark = pytest.mark.django_db

FORMATS = ["bibtex", "ris", "csl-json"]


@pytest.fixture
def report(db: None) -> PolicyReportPage:
    """The third of a series, in Korean, by a person, a body and a member."""
    site = Site.objects.get(is_default_site=True)
    OrganisationSettings.objects.create(site=site, name="서울협의회", name_en="Seoul Council")
    series = PublicationSeriesFactory.create(name="정책동향", name_en="Trends", issn="1225-4940")
    report = PolicyReportPageFactory.create(
        title="기금 보고서", slug="기금", series=series, issue_number=3,
        published_on=datetime.date(2017, 3, 1), published_on_precision="month",
    )  # fmt: skip
    credit(report, name="김연구")
    credit(report, name="Food and Drink", is_body=True)
    credit(report, member=MemberFactory.create(name="두레생협"), role=ContributorRole.EDITOR)
    return report


def credit(report: PolicyReportPage, **values: Any) -> None:
    PublicationContributor.objects.create(publication=report, **values)


def reference(client: Client, page: Page, form: str) -> Any:
    answer = client.get(f"{page.url}cite/{form}/")
    assert answer.status_code == 200
    return answer


def test_a_reference_is_a_file_with_the_publications_name(
    client: Client, report: PolicyReportPage
) -> None:
    page = visit(client, report.url)
    links = page.select('#cite ~ p a[download], section[aria-labelledby="cite"] a[download]')
    assert [link.get_text() for link in links] == ["BibTeX", "RIS", "CSL-JSON"]
    for link, ending in zip(links, ["bib", "ris", "json"], strict=True):
        answer = client.get(str(link["href"]))
        assert answer["Content-Type"] == f"{link['type']}; charset=utf-8"
        disposition = answer["Content-Disposition"]
        assert disposition == f"attachment; filename*=utf-8''%EA%B8%B0%EA%B8%88.{ending}"


def test_parsers_read_the_references_of_a_page(client: Client, report: PolicyReportPage) -> None:
    text = reference(client, report, "bibtex").content.decode()
    (entry,) = parse_string(text, "bibtex").entries.values()
    assert [str(person) for person in entry.persons["author"]] == ["{김연구}", "{Food and Drink}"]
    assert [str(person) for person in entry.persons["editor"]] == ["{두레생협}"]
    assert entry.fields["institution"] == "{서울협의회}"
    assert entry.fields["issn"] == "1225-4940"
    (read,) = rispy.loads(reference(client, report, "ris").content.decode())
    assert read["date"] == "2017/03//"
    assert read["urls"] == [report.full_url]
    (item,) = json.loads(reference(client, report, "csl-json").content)
    assert item["collection-title"] == "정책동향"
    assert item["number"] == "3"


def test_a_korean_report_is_cited_in_korean_for_english_readers_too(
    client: Client, report: PolicyReportPage
) -> None:
    locale = Locale.objects.create(language_code="en")
    english = report.copy_for_translation(locale, copy_parents=True)
    english.save_revision().publish()
    page = visit(client, f"/en{report.url}")
    assert page.html is not None
    assert page.html["lang"] == "en"
    citation, apa = page.select(".citation")
    assert "정책동향 제3호, 서울협의회, 2017." in citation.get_text()
    assert "(2017). 기금 보고서 (정책동향 제3호). 서울협의회." in apa.get_text()
    assert "Trends, no. 3" in page.select(".page-header__kicker")[0].get_text()
    index = visit(client, f"/en{report.get_parent().url}", series=report.series.slug)
    assert facet_counts(index, "series") == {"Trends": "1"}


@pytest.mark.parametrize("form", FORMATS)
def test_references_cost_no_more_than_a_page_and_are_fetched_once(
    client: Client, report: PolicyReportPage, form: str
) -> None:
    address = f"{report.url}cite/{form}/"
    few = queries_of(client, address)
    credit(report, member=MemberFactory.create())
    PublicationFileFactory.create(publication=report)
    assert queries_of(client, address) == few <= 20
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert again.status_code == 304
    assert not again.content
    credit(report, name="박셋")
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_public_is_not_cited(
    client: Client, report: PolicyReportPage, form: str
) -> None:
    address = f"{report.url}cite/{form}/"
    restriction = PageViewRestriction.objects.create(page=report, restriction_type="login")
    assert client.get(address).status_code == 302
    restriction.delete()
    report.unpublish()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("place", ["cite/", "cite/word/", "cite/bibtex/more/", "cite/%00/"])
def test_other_places_below_a_report_are_not_found(
    client: Client, report: PolicyReportPage, place: str
) -> None:
    assert client.get(f"{report.url}{place}").status_code == 404


def test_scholars_and_machines_learn_of_series_and_roles(
    client: Client, report: PolicyReportPage
) -> None:
    file = PublicationFileFactory.create(publication=report)
    page = visit(client, report.url)
    facts = meta(page)
    assert facts["citation_author"] == ["김연구", "Food and Drink"]
    assert facts["citation_technical_report_number"] == ["3"]
    assert facts["citation_publication_date"] == ["2017/03"]
    assert facts["citation_pdf_url"] == [f"http://testserver{file.url}"]
    data = structured(page)["Report"]
    assert data["reportNumber"] == "3"
    assert data["isPartOf"] == {
        "@type": "CreativeWorkSeries", "name": "정책동향", "issn": "1225-4940",
    }  # fmt: skip
    assert data["author"] == [
        {"@type": "Person", "name": "김연구"}, {"@type": "Organization", "name": "Food and Drink"},
    ]  # fmt: skip
    assert data["editor"] == [{"@type": "Organization", "name": "두레생협"}]
    assert data["isAccessibleForFree"] is True


def test_a_file_under_embargo_is_told_to_no_machine(
    client: Client, report: PolicyReportPage
) -> None:
    later = timezone.now() + datetime.timedelta(hours=1)
    file = PublicationFileFactory.create(publication=report, embargo_until=later)
    texts = [client.get(report.url).content.decode()]
    texts += [reference(client, report, form).content.decode() for form in FORMATS]
    assert not [text for text in texts if file.key in text]


def test_an_issue_leads_to_the_public_ones_before_and_after_it(
    client: Client, report: PolicyReportPage
) -> None:
    for number, live in [(1, True), (2, False), (4, False), (7, True), (9, True)]:
        PolicyReportPageFactory.create(
            title=f"{number}번", slug=f"n{number}", series=report.series, issue_number=number,
            live=live,
        )  # fmt: skip
    PolicyReportPageFactory.create(slug="none", series=report.series)
    PolicyReportPageFactory.create(
        slug="other", series=PublicationSeriesFactory.create(), issue_number=4
    )
    page = visit(client, report.url)
    found = {str(link["rel"]): str(link["href"]) for link in page.select(".pager a")}
    base = report.get_parent().url
    assert found == {"['prev']": f"{base}n1/", "['next']": f"{base}n7/"}
    assert "이전: 제1호" in page.select(".pager__label")[0].get_text()
    assert_well_formed(page)
    last = visit(client, f"{base}n9/")
    assert [link["rel"] for link in last.select(".pager a")] == [["prev"]]


def test_a_report_outside_any_series_has_no_pager(client: Client) -> None:
    report = PolicyReportPageFactory.create()
    assert not visit(client, report.url).select(".pager")


@pytest.mark.parametrize("licence", Licence.values)
def test_a_licence_says_what_it_asks_in_words_and_icons(client: Client, licence: str) -> None:
    report = PolicyReportPageFactory.create(licence=licence)
    page = visit(client, report.url)
    conditions = page.select(".licence li")
    assert len(conditions) == len(conditions_of(licence)) >= 1
    for condition in conditions:
        assert condition.get_text(strip=True)
        assert condition.svg is not None
        assert condition.svg["aria-hidden"] == "true"


def test_the_conditions_of_a_licence_follow_its_name() -> None:
    assert [each.value for each in conditions_of("CC-BY-NC-ND-4.0")] == ["by", "nc", "nd"]
    assert [each.value for each in conditions_of("KOGL-4")] == ["by", "nc", "nd"]
    assert conditions_of("") == []


def test_an_unsettled_licence_says_nothing(client: Client) -> None:
    report = PolicyReportPageFactory.create(licence="")
    assert not visit(client, report.url).select(".licence")
