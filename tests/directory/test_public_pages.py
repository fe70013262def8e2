"""The directory and its members' pages as visitors see them."""

from typing import Any

import pytest
from django.test import Client

from directory.district_map import ROWS
from directory.districts import District
from tests.counting import queries_of
from tests.factories import (
    DirectoryPageFactory,
    ImageFactory,
    MemberCategoryFactory,
    MemberFactory,
    SectorFactory,
)
from tests.pages import assert_well_formed, canonical, facet_counts, meta, structured, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory() -> Any:
    """A directory with members of two categories in two districts."""
    page = DirectoryPageFactory.create()
    regional = MemberCategoryFactory.create(name="지역협의회", slug="regional", sort_order=1)
    associate = MemberCategoryFactory.create(
        name="준회원", slug="associate", standing="associate", sort_order=2
    )
    medical = SectorFactory.create(name="의료", slug="medical")
    for name, category, district in (
        ("강서구협의회", regional, "11500"),
        ("은평구협의회", regional, "11380"),
        ("강서의료조합", associate, "11500"),
    ):
        member = MemberFactory.create(name=name, category=category, district=district)
        if "의료" in name:
            member.sectors.set([medical])
            member.save()
    return page


def test_every_filter_says_how_many_it_would_find(client: Client, directory: Any) -> None:
    page = visit(client, directory.url)
    assert facet_counts(page, "category") == {"지역협의회": "2", "준회원": "1"}
    assert facet_counts(page, "standing") == {"정회원": "2", "준회원": "1"}
    assert facet_counts(page, "sector") == {"의료": "1"}


def test_counts_keep_to_the_other_filters(client: Client, directory: Any) -> None:
    page = visit(client, directory.url, district="11500")
    assert facet_counts(page, "category") == {"지역협의회": "1", "준회원": "1"}
    page = visit(client, directory.url, category="associate")
    assert facet_counts(page, "category") == {"지역협의회": "2", "준회원": "1"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"category": "associate"}, ["강서의료조합"]),
        ({"standing": "full"}, ["강서구협의회", "은평구협의회"]),
        ({"sector": "medical"}, ["강서의료조합"]),
        ({"district": "11500"}, ["강서구협의회", "강서의료조합"]),
        ({"q": "ㄱㅅㄱ"}, ["강서구협의회"]),
        ({"district": "11500", "category": "regional"}, ["강서구협의회"]),
        ({"district": "1"}, []),
    ],
)
def test_filters_narrow_the_list(
    client: Client, directory: Any, query: dict[str, str], names: list[str]
) -> None:
    page = visit(client, directory.url, **query)
    assert [link.get_text() for link in page.select(".members .member__name")] == names


def test_a_chosen_filter_is_marked_and_can_be_taken_back(client: Client, directory: Any) -> None:
    page = visit(client, directory.url, category="regional", q="강서")
    chosen = page.select_one('.facet__link[aria-current="true"]')
    assert chosen is not None
    assert "category" not in str(chosen["href"])
    assert "q=" in str(chosen["href"])
    tags = [tag.get_text(strip=True) for tag in page.select(".active-filters .tag")]
    assert [tag.split("(")[0].strip() for tag in tags] == ["“강서”", "지역협의회"]


def test_a_search_by_name_keeps_the_other_filters(client: Client, directory: Any) -> None:
    page = visit(client, directory.url, category="regional")
    hidden = page.select('form input[type="hidden"]')
    assert [(field["name"], field["value"]) for field in hidden] == [("category", "regional")]


def test_the_map_has_a_link_for_each_of_the_25_districts(client: Client, directory: Any) -> None:
    page = visit(client, directory.url)
    tiles = page.select(".district-map__tile")
    assert len(tiles) == 25
    gangseo = page.select_one('[data-district="11500"]')
    assert gangseo is not None
    assert gangseo.get_text(" ", strip=True) == "강서 구 2"
    assert {district for row in ROWS for district in row} == set(District)


def test_names_stand_under_their_consonants_with_jump_links(client: Client) -> None:
    page = DirectoryPageFactory.create()
    names = [f"{first}{second}조합" for first in "가나다라마" for second in "가나다라"]
    for name in names:
        MemberFactory.create(name=name)
    shown = visit(client, page.url, order="name")
    jumps = [link.get_text() for link in shown.select(".jump-links a")]
    assert jumps == ["ㄱ", "ㄴ", "ㄷ", "ㄹ", "ㅁ"]
    for link in shown.select(".jump-links a"):
        assert shown.select_one(str(link["href"])) is not None
    assert [name.get_text() for name in shown.select(".member__name")] == sorted(names)


def test_a_members_page_shows_its_neighbours(client: Client, directory: Any) -> None:
    page = visit(client, f"{directory.url}강서구협의회/")
    assert [a.get_text() for a in page.select("aside .link-list a")] == [
        "강서의료조합", "은평구협의회",
    ]  # fmt: skip


def test_previous_and_next_follow_the_list(client: Client, directory: Any) -> None:
    page = visit(client, f"{directory.url}은평구협의회/")
    previous, following = page.select_one('a[rel="prev"]'), page.select_one('a[rel="next"]')
    assert previous is not None
    assert following is not None
    assert "강서구협의회" in previous.get_text()
    assert "강서의료조합" in following.get_text()
    first = visit(client, f"{directory.url}강서구협의회/")
    assert first.select_one('a[rel="prev"]') is None


def test_a_members_page_introduces_the_member(client: Client) -> None:
    page = DirectoryPageFactory.create()
    MemberFactory.create(
        name="두레생협",
        slug="dure",
        legal_form="consumer-cooperative",
        introduction="<p>함께 사는 마을을 만듭니다.</p>",
        logo=ImageFactory.create(),
    )
    shown = visit(client, f"{page.url}dure/")
    assert canonical(shown) == page.full_url + "dure/"
    facts = meta(shown)
    assert facts["og:title"] == ["두레생협"]
    assert facts["description"] == ["함께 사는 마을을 만듭니다."]
    assert facts["og:image"][0].startswith("http")
    data = structured(shown)
    assert data["Cooperative"]["name"] == "두레생협"
    trail = data["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in trail] == ["홈", page.title, "두레생협"]


def test_logos_come_in_modern_formats_with_their_size(client: Client) -> None:
    page = DirectoryPageFactory.create()
    MemberFactory.create(slug="one", logo=ImageFactory.create())
    shown = visit(client, f"{page.url}one/")
    types = [source["type"] for source in shown.select("picture source")]
    assert types == ["image/avif", "image/webp"]
    image = shown.select_one("picture img")
    assert image is not None
    assert image["width"]
    assert image["height"]


def test_both_pages_are_well_formed(client: Client, directory: Any) -> None:
    assert_well_formed(visit(client, directory.url, q="강서", district="11500"))
    assert_well_formed(visit(client, f"{directory.url}강서구협의회/"))


def test_the_sitemap_lists_members(client: Client, directory: Any) -> None:
    MemberFactory.create(name="탈퇴", slug="left", status="withdrawn")
    text = client.get("/sitemap.xml").content.decode()
    assert f"{directory.full_url}%EA%B0%95%EC%84%9C%EA%B5%AC%ED%98%91%EC%9D%98%ED%9A%8C/" in text
    assert "/left/" not in text


def test_a_members_page_costs_at_most_20_queries_however_many_there_are(client: Client) -> None:
    page = DirectoryPageFactory.create()
    category = MemberCategoryFactory.create()
    logo = ImageFactory.create()
    MemberFactory.create(slug="one", category=category, district="11500", logo=logo)
    MemberFactory.create_batch(2, category=category, district="11500")
    few = queries_of(client, f"{page.url}one/")
    MemberFactory.create_batch(9, category=category, district="11500")
    assert queries_of(client, f"{page.url}one/") == few
    assert few <= 20


def test_the_list_costs_at_most_20_queries_however_many_there_are(
    client: Client, directory: Any
) -> None:
    few = queries_of(client, directory.url)
    for number in range(9):
        member = MemberFactory.create(district="11380")
        member.sectors.set([SectorFactory.create(slug=f"new-{number}")])
        member.save()
    assert queries_of(client, directory.url) == few
    assert few <= 20
