"""The list of publications, and the publications themselves, as visitors see them."""

import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from content.models import OrganisationSettings
from home.models import ProgramPublication
from publications.models import (
    ExtractedText,
    IndicatorValue,
    PolicyArea,
    PublicationContributor,
    PublicationIndexPage,
    PublicationPage,
    SocialValueIndicator,
)
from tests.counting import queries_of
from tests.factories import (
    DirectoryPageFactory,
    ImageFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    PublicationFileFactory,
    PublicationSeriesFactory,
    SocialValueReportPageFactory,
    only_child,
)
from tests.pages import assert_well_formed, canonical, facet_counts, meta, structured, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def publications() -> Any:
    """A list of three: two policy reports, one of them in a series, and a social-value report."""
    series = PublicationSeriesFactory.create(name="정책동향", slug="trends")
    first = PolicyReportPageFactory.create(
        title="하나 보고서", slug="first", series=series, issue_number=1,
        published_on=datetime.date(2017, 3, 1), published_on_precision="month",
    )  # fmt: skip
    first.tags.add("기금")
    first.save()
    PolicyReportPageFactory.create(
        title="둘째 보고서", slug="second", published_on=datetime.date(2018, 1, 1)
    )
    SocialValueReportPageFactory.create(title="가치 보고서", slug="value")
    return only_child(PublicationIndexPage, "publications")


@pytest.fixture
def organisation(db: None) -> OrganisationSettings:
    site = Site.objects.get(is_default_site=True)
    return OrganisationSettings.objects.create(site=site, name="서울협의회")


def titles(page: Any) -> list[str]:
    return [link.get_text() for link in page.select("main .card__title a")]


def test_every_filter_says_how_many_it_would_find(client: Client, publications: Any) -> None:
    page = visit(client, publications.url)
    assert facet_counts(page, "type") == {"정책 보고서": "2", "사회적가치 보고서": "1"}
    assert facet_counts(page, "year") == {"2018년": "1", "2017년": "1"}
    page = visit(client, publications.url, tag="기금")
    assert facet_counts(page, "tag") == {"기금": "1"}
    assert facet_counts(page, "year") == {}
    page = visit(client, publications.url, series="trends")
    assert facet_counts(page, "series") == {"정책동향": "1"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"type": "policy"}, ["둘째 보고서", "하나 보고서"]),
        ({"type": "social-value"}, ["가치 보고서"]),
        ({"year": "2017"}, ["하나 보고서"]),
        ({"tag": "기금"}, ["하나 보고서"]),
        ({"series": "trends"}, ["하나 보고서"]),
        ({"series": "trends", "year": "2018"}, []),
        ({"year": "x"}, []),
        ({"type": "none"}, []),
        ({"tag": "\0"}, []),
        ({"utm_source": "letter"}, ["둘째 보고서", "하나 보고서", "가치 보고서"]),
    ],
)
def test_filters_narrow_the_list(
    client: Client, publications: Any, query: dict[str, str], found: list[str]
) -> None:
    assert titles(visit(client, publications.url, **query)) == found


def test_pages_of_a_filtered_list_keep_the_filter(client: Client) -> None:
    for number in range(PublicationIndexPage.PER_PAGE + 1):
        PolicyReportPageFactory.create(title=f"보고서 {number}", slug=f"report-{number}")
    parent = only_child(PublicationIndexPage, "publications")
    page = visit(client, parent.url, type="policy")
    following = page.select_one('.pagination a[rel="next"]')
    assert following is not None
    assert following["href"] == "?type=policy&p=2"
    assert canonical(page) == parent.full_url
    assert canonical(visit(client, parent.url, p=2)) == f"{parent.full_url}?p=2"
    assert canonical(visit(client, parent.url, p="9" * 5000)) == f"{parent.full_url}?p=999999"


def test_a_publication_without_a_picture_has_a_cover_of_cloth(
    client: Client, publications: Any
) -> None:
    page = visit(client, publications.url)
    assert len(page.select(".cover[aria-hidden]")) == 3
    assert not page.select("main img")


def test_cards_show_covers_in_modern_formats_and_the_first_ones_at_once(client: Client) -> None:
    report = PolicyReportPageFactory.create(slug="pictured", cover=ImageFactory.create())
    page = visit(client, only_child(PublicationIndexPage, "publications").url)
    image = page.select_one(".card picture img")
    assert image is not None
    assert image["loading"] == "eager"
    assert image["width"]
    assert [source["type"] for source in page.select(".card picture source")] == [
        "image/avif", "image/webp",
    ]  # fmt: skip
    detail = visit(client, report.url)
    assert meta(detail)["og:image"][0].endswith(".jpg")


def test_a_report_tells_scholars_and_machines_what_it_is(
    client: Client, publications: Any, organisation: OrganisationSettings
) -> None:
    report = PublicationPage.objects.get(slug="first").specific
    PublicationContributor.objects.create(publication=report, name="김연구")
    file = PublicationFileFactory.create(publication=report)
    page = visit(client, report.url)
    facts = meta(page)
    assert facts["citation_title"] == ["하나 보고서"]
    assert facts["citation_author"] == ["김연구"]
    assert facts["citation_publication_date"] == ["2017/03"]
    assert facts["citation_technical_report_institution"] == ["서울협의회"]
    assert facts["citation_pdf_url"] == [f"http://testserver{file.url}"]
    data = structured(page)
    assert data["Report"]["datePublished"] == "2017-03"
    assert data["Report"]["publisher"][0]["name"] == "서울협의회"
    assert data["Report"]["encoding"][0]["encodingFormat"] == "application/pdf"
    assert len(data["BreadcrumbList"]["itemListElement"]) == 3


def test_a_citation_is_written_as_koreans_do(
    client: Client, publications: Any, organisation: OrganisationSettings
) -> None:
    report = PublicationPage.objects.get(slug="first").specific
    PublicationContributor.objects.create(publication=report, name="김연구")
    page = visit(client, report.url)
    citation = page.select_one(".citation")
    assert citation is not None
    assert citation.get_text() == (
        f"김연구, 『하나 보고서』, 정책동향 제1호, 서울협의회, 2017. {report.full_url}"
    )


def test_a_publisher_that_is_the_author_is_named_once(
    client: Client, publications: Any, organisation: OrganisationSettings
) -> None:
    report = PublicationPage.objects.get(slug="value")
    citation = visit(client, report.url).select_one(".citation")
    assert citation is not None
    assert citation.get_text().startswith("서울협의회, 『가치 보고서』. ")


def test_files_say_type_size_pages_and_language(client: Client, publications: Any) -> None:
    report = PublicationPage.objects.get(slug="first").specific
    file = PublicationFileFactory.create(publication=report, label="본문")
    ExtractedText.objects.update_or_create(document=file.document, defaults={"page_count": 12})
    page = visit(client, report.url)
    facts = page.select_one(".file__meta")
    assert facts is not None
    assert " ".join(facts.get_text().split()) == "PDF, 13 바이트, 12쪽, 한국어"


def add_indicator(report: Any, name: str, numbers: dict[str, float]) -> None:
    indicator = SocialValueIndicator.objects.create(report=report, name=name, unit="명")
    for period, number in numbers.items():
        IndicatorValue.objects.create(indicator=indicator, period=period, value=number)


def test_indicators_are_a_table_and_charts_with_words(client: Client, publications: Any) -> None:
    report = PublicationPage.objects.get(slug="value").specific
    add_indicator(report, "조합원 수", {"2024": 12300, "2025": 13150.5})
    add_indicator(report, "수지", {"2024": -12, "2025": 8})
    add_indicator(report, "한 해만", {"2025": 3})
    add_indicator(report, "일자리", {str(year): year for year in range(2016, 2026)})
    page = visit(client, report.url)
    cells = [cell.get_text() for cell in page.select("table tbody tr:first-child td")]
    assert cells[-3:] == ["12,300", "13,150.5", "+850.5+6.9%"]
    charts = page.select("svg.chart")
    assert [chart["role"] for chart in charts] == ["img"] * 3
    assert charts[0]["aria-label"] == "조합원 수: 2024 12,300, 2025 13,150.5"
    assert len(charts[0].select("rect")) == 2
    assert charts[2].select("polyline")
    assert all(float(str(bar["width"])) >= 0 for bar in page.select("svg rect"))
    assert_well_formed(page)


@pytest.mark.parametrize(
    ("values", "first_is_below", "last_is_below"),
    [
        ([100, 110, 120, 130, 140, 150, 160], True, False),
        ([160, 150, 140, 130, 120, 110, 100], False, True),
        ([100, 0, 0, 0, 0, 100, 1], False, False),
    ],
)
def test_numbers_at_the_ends_of_a_line_stand_where_the_line_is_not(
    client: Client,
    publications: Any,
    values: list[int],
    *,
    first_is_below: bool,
    last_is_below: bool,
) -> None:
    report = PublicationPage.objects.get(slug="value").specific
    add_indicator(report, "일자리", {str(2019 + n): value for n, value in enumerate(values)})
    chart = visit(client, report.url).select_one("svg.chart")
    ends = [float(str(circle["cy"])) for circle in chart.select("circle")]
    numbers = [float(str(text["y"])) for text in chart.select(".chart__value")]
    assert (numbers[0] > ends[0], numbers[1] > ends[-1]) == (first_is_below, last_is_below)
    assert max(numbers) < float(str(chart.select_one(".chart__axis")["y1"]))


@pytest.mark.parametrize("place", ["feeds/rss/", "feeds/atom/"])
def test_feeds_list_what_the_filters_find(
    client: Client, publications: Any, organisation: OrganisationSettings, place: str
) -> None:
    report = PublicationPage.objects.get(slug="first").specific
    PublicationFileFactory.create(publication=report)
    answer = client.get(f"{publications.url}{place}", {"type": "policy"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "하나 보고서" in text
    assert "둘째 보고서" in text
    assert "가치 보고서" not in text
    assert 'type="application/pdf"' in text
    assert "<author/>" not in text
    assert "<name/>" not in text


def test_feeds_are_announced(client: Client, publications: Any) -> None:
    page = visit(client, publications.url, type="policy")
    links = page.find_all("link", rel="alternate", type=True)
    assert [(link["type"], link["href"]) for link in links] == [
        ("application/rss+xml", f"{publications.url}feeds/rss/?type=policy"),
        ("application/atom+xml", f"{publications.url}feeds/atom/?type=policy"),
        ("application/feed+json", f"{publications.url}feeds/json/?type=policy"),
    ]


def test_list_and_publications_are_well_formed(client: Client, publications: Any) -> None:
    PublicationFileFactory.create(publication=PublicationPage.objects.get(slug="first"))
    assert_well_formed(visit(client, publications.url, type="policy"))
    for report in PublicationPage.objects.all():
        assert_well_formed(visit(client, report.url))


def test_the_list_costs_at_most_20_queries_however_long_it_is(
    client: Client, publications: Any
) -> None:
    PolicyReportPageFactory.create(slug="cover", cover=ImageFactory.create())
    few = queries_of(client, publications.url)
    for number in range(8):
        report = PolicyReportPageFactory.create(slug=f"more-{number}", cover=ImageFactory.create())
        report.tags.add(f"태그 {number}")
        report.save()
    client.get(publications.url)
    assert queries_of(client, publications.url) == few
    assert few <= 20


@pytest.mark.parametrize("slug", ["first", "value"])
def test_a_full_publication_costs_at_most_20_queries(
    client: Client, publications: Any, settings: Settings, slug: str
) -> None:
    settings.DOWNLOADS_SHOW_COUNTS = True
    DirectoryPageFactory.create(show_in_menus=True)
    report = PublicationPage.objects.get(slug=slug).specific
    report.tags.add("기금")
    report.cover = ImageFactory.create()
    report.save()
    PublicationFileFactory.create(publication=report)
    PublicationContributor.objects.create(publication=report, member=MemberFactory.create())
    program = ProgramPageFactory.create(slug="program")
    ProgramPublication.objects.create(program=program, publication=report)
    if slug == "value":
        add_indicator(report, "조합원 수", {"2024": 1, "2025": 2})
    else:
        report.recommendations.create(title="조례 개정")
        report.policy_areas.add(PolicyArea.objects.create(name="공공조달", slug="procurement"))
        report.save()
        for number in (0, 2):
            PolicyReportPageFactory.create(
                slug=f"issue-{number}", series=report.series, issue_number=number
            )
    few = queries_of(client, report.url)
    PublicationFileFactory.create(publication=report, label="둘째")
    PublicationContributor.objects.create(publication=report, member=MemberFactory.create())
    for number in range(5):
        PolicyReportPageFactory.create(slug=f"more-{number}", cover=ImageFactory.create())
    assert queries_of(client, report.url) == few
    assert few <= 20


def test_covers_after_the_first_row_load_when_they_are_reached(client: Client) -> None:
    for number in range(5):
        PolicyReportPageFactory.create(slug=f"pictured-{number}", cover=ImageFactory.create())
    page = visit(client, only_child(PublicationIndexPage, "publications").url)
    pictures = page.select(".card picture")
    loading = [picture.img["loading"] for picture in pictures]
    assert loading == ["eager"] * 4 + ["lazy"]
    for picture in pictures:
        assert picture.img["width"]
        assert picture.img["height"]
        assert all(source["srcset"] and source["sizes"] for source in picture.select("source"))


def test_a_publication_shows_its_abstract_and_the_programs_that_name_it(client: Client) -> None:
    report = PolicyReportPageFactory.create(abstract="돌봄의 값을 묻습니다.")
    program = ProgramPageFactory.create(title="함께 돌봄")
    ProgramPublication.objects.create(program=program, publication=report)
    page = visit(client, report.url)
    assert "돌봄의 값을 묻습니다." in page.select_one("[aria-labelledby=abstract]").get_text()
    (related,) = page.select("[aria-labelledby^=related-]")
    assert program.url in [link["href"] for link in related.select("a")]
