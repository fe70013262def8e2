"""The site's own pages as visitors see them."""

import datetime
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site
from wagtail.rich_text import RichText

from content.dates import today
from content.line_breaks import NO_BREAK_SPACE, without_orphans
from content.models import OrganisationSettings
from home.models import ProgramIndexPage
from tests.counting import queries_of
from tests.factories import (
    DirectoryPageFactory,
    HistoryEntryFactory,
    HistoryPageFactory,
    MemberCategoryFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    StandardPageFactory,
    only_child,
    site_home,
)
from tests.pages import assert_well_formed, structured, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> OrganisationSettings:
    site_home()
    return OrganisationSettings.objects.create(
        site=Site.objects.get(is_default_site=True),
        name="서울협의회",
        slogan="사람 중심의 더 나은 세상을 위하여",
        founded_on=today().replace(year=today().year - 12, day=1, month=1),
        phone="02-351-3168",
    )


def figures(page: Any) -> dict[str, str]:
    items = page.select(".stats__item")
    return {item.dt.get_text(strip=True): item.dd.get_text() for item in items}


def test_the_front_page_counts_on_the_spot(
    client: Client, organisation: OrganisationSettings
) -> None:
    DirectoryPageFactory.create()
    second = MemberCategoryFactory.create(name="준회원", sort_order=2)
    first = MemberCategoryFactory.create(name="지역협의회", sort_order=1)
    MemberCategoryFactory.create(name="아무도 없음", sort_order=3)
    MemberFactory.create_batch(3, category=first)
    MemberFactory.create(category=second)
    MemberFactory.create(category=second, status="withdrawn")
    PolicyReportPageFactory.create()
    page = visit(client, site_home().url)
    assert figures(page) == {
        "지역협의회": "3곳", "준회원": "1곳", "발간물": "1종", "창립한 지": "12년",
    }  # fmt: skip
    assert "회원 4곳" in page.get_text()


def test_the_slogan_breaks_well_and_the_organisation_is_described(
    client: Client, organisation: OrganisationSettings
) -> None:
    page = visit(client, site_home().url)
    assert page.h1 is not None
    assert page.h1.get_text() == f"사람 중심의 더{NO_BREAK_SPACE}나은 세상을 위하여"
    assert structured(page)["Organization"]["name"] == "서울협의회"
    assert page.select_one('main a[href="tel:+82-2-351-3168"]') is not None
    assert_well_formed(page)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("교류 및 협력", "교류 및~협력"),
        ("그 밖의 일", "그~밖의 일"),
        ("더", "더"),
        ("서울시 등 기관", "서울시~등 기관"),
        ("더한 기쁨", "더한 기쁨"),
        ("협의회 (2013. 6. 27. 창립)", "협의회 (2013.~6.~27. 창립)"),
        ("2013. 6. 3명", "2013.~6. 3명"),
        ("2013년 6월 27일 창립", "2013년~6월~27일 창립"),
        ("개별 협동조합 1곳, 준회원 13곳", "개별 협동조합~1곳, 준회원~13곳"),
        ("기금 3개월", "기금 3개월"),
        ("전화 2013 6 27", "전화 2013 6 27"),
        ("", ""),
    ],
)
def test_bare_syllables_stay_with_their_neighbours(text: str, joined: str) -> None:
    assert without_orphans(text) == joined.replace("~", NO_BREAK_SPACE)


def test_rich_text_breaks_no_date_and_keeps_its_tags(client: Client) -> None:
    page = StandardPageFactory.create()
    text = '<p>협의회 (2013. 6. 27. 창립) <a href="https://example.org/?q=더 큰">더 큰 일</a></p>'
    page.body = [("paragraph", RichText(text))]
    page.save_revision().publish()
    prose = visit(client, page.url).select_one("main .prose")
    assert prose is not None
    assert f"(2013.{NO_BREAK_SPACE}6.{NO_BREAK_SPACE}27. 창립)" in prose.get_text()
    link = prose.a
    assert link is not None
    assert link.get_text() == f"더{NO_BREAK_SPACE}큰 일"
    assert link["href"] == "https://example.org/?q=더 큰"


def test_years_since_founding_turn_on_the_day() -> None:
    now = today()
    organisation = OrganisationSettings(founded_on=now.replace(year=now.year - 10, day=1))
    assert organisation.years_since_founding == 10
    organisation.founded_on = now + datetime.timedelta(days=1)
    assert organisation.years_since_founding == (
        -1 if organisation.founded_on.year == now.year else 0
    )
    assert OrganisationSettings().years_since_founding is None


def test_the_history_jumps_to_its_years(client: Client) -> None:
    page = HistoryPageFactory.create()
    HistoryEntryFactory.create(page=page, date=datetime.date(2013, 6, 1), title="창립")
    HistoryEntryFactory.create(
        page=page, date=datetime.date(2014, 1, 1), precision="year", title="가입"
    )
    shown = visit(client, page.url)
    assert [a.get_text() for a in shown.select(".jump-links a")] == ["2013", "2014"]
    for link in shown.select(".jump-links a"):
        assert shown.select_one(str(link["href"])) is not None
    assert len(shown.select("time")) == 1
    assert_well_formed(shown)


def test_programs_lead_on_to_each_other(client: Client) -> None:
    for number in (1, 2, 3):
        ProgramPageFactory.create(number=number, title=f"사업 {number}", slug=f"p{number}")
    index = only_child(ProgramIndexPage, "programs")
    assert_well_formed(visit(client, index.url))
    page = visit(client, f"{index.url}p2/")
    assert_well_formed(page)
    beside = [str(link["href"]) for link in page.select(".pager__link")]
    assert beside == [f"{index.url}p1/", f"{index.url}p3/"]


def test_the_front_page_costs_at_most_25_queries_however_much_there_is(
    client: Client, organisation: OrganisationSettings
) -> None:
    DirectoryPageFactory.create()
    MemberFactory.create()
    PolicyReportPageFactory.create()
    ProgramPageFactory.create()
    few = queries_of(client, site_home().url)
    MemberFactory.create_batch(5)
    for number in range(5):
        PolicyReportPageFactory.create(slug=f"report-{number}")
        ProgramPageFactory.create(slug=f"program-{number}")
    assert queries_of(client, site_home().url) == few
    assert few <= 25


def test_other_pages_cost_at_most_20_queries_however_much_there_is(client: Client) -> None:
    history = HistoryPageFactory.create()
    standard = StandardPageFactory.create()
    program = ProgramPageFactory.create(slug="program")
    program.partners.create(member=MemberFactory.create())
    program.related_publications.create(publication=PolicyReportPageFactory.create())
    program.save()
    DirectoryPageFactory.create()
    pages = [history.url, standard.url, program.url, only_child(ProgramIndexPage, "").url]
    few = [queries_of(client, url) for url in pages]
    HistoryEntryFactory.create_batch(4, page=history)
    for number in range(4):
        ProgramPageFactory.create(slug=f"program-{number}")
        program.partners.create(member=MemberFactory.create())
    program.save()
    assert [queries_of(client, url) for url in pages] == few
    assert max(few) <= 20


def test_a_program_says_how_to_apply_who_takes_part_and_what_was_published(client: Client) -> None:
    program = ProgramPageFactory.create(slug="program", how_to_apply="<p>신청서를 보냅니다.</p>")
    program.partners.create(member=MemberFactory.create(name="함께하는조합"))
    program.related_publications.create(publication=PolicyReportPageFactory.create(title="연구서"))
    program.save()
    DirectoryPageFactory.create()
    page = visit(client, program.url)
    for place, text in {
        'section[aria-labelledby="apply"]': "신청서를 보냅니다.",
        'section[aria-labelledby="partners"] a': "함께하는조합",
        'section[aria-labelledby="publications"] .card__title a': "연구서",
    }.items():
        assert [text in each.get_text() for each in page.select(place)] == [True], place


def test_the_years_of_the_history_are_lists(client: Client) -> None:
    page = HistoryPageFactory.create()
    for month in (1, 2):
        HistoryEntryFactory.create(page=page, date=datetime.date(2013, month, 1))
    HistoryEntryFactory.create(page=page, date=datetime.date(2014, 1, 1))
    years = visit(client, page.url).select("section[aria-labelledby]:has(> h2) > ol")
    assert [len(year.select("li > h3")) for year in years] == [2, 1]


def test_the_front_page_lists_programs_and_the_newest_publications(client: Client) -> None:
    programs = [ProgramPageFactory.create(number=number) for number in (2, 1)]
    day = datetime.date(2026, 1, 1)
    reports = [
        PolicyReportPageFactory.create(published_on=day + datetime.timedelta(days=number))
        for number in range(2)
    ]
    page = visit(client, "/")
    assert [link["href"] for link in page.select(".program-list a")] == [
        program.url for program in reversed(programs)
    ]
    section = page.select_one("section[aria-labelledby=publications]")
    addresses = [link["href"] for link in section.select(".card a")]
    assert addresses == [report.url for report in reversed(reports)]
