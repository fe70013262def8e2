"""The directory and its members' pages as visitors see them."""

import datetime
from typing import Any

import pytest
from django.test import Client

from directory.api import PublicMemberSchema
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


# What the API tells of a member, with the words that its page has for it. The page writes no
# coordinates out: they are in its structured data.
FACTS = {
    "name": "한살림서울", "name_en": "Hansalim Seoul", "short_name": "한살림",
    "former_names": "한살림공동체 (2002년까지)", "business_number": "124-81-00998",
    "category": "업종협의회", "legal_form": "소비자생활협동조합", "sectors": "먹거리",
    "district": "강서구", "founded_on": "1988년 4월 21일", "address": "서울시 서초구 효령로 1",
    "phone": "02-1234-5678", "email": "office@example.org", "website": "www.example.org",
    "social_links": "블로그", "introduction": "생명을 살립니다.",
    "products_and_services": "친환경 농산물", "joined_on": "2013년 6월 27일", "status": "휴면",
    "parent": "서울생협연합회", "tags": "생활재",
}  # fmt: skip
NOT_WRITTEN_OUT = {"id", "meta", "title", "latitude", "longitude", "logo", "introduction_en"}


@pytest.fixture
def full_member() -> Any:
    """A member with every public field filled in."""
    parent = MemberFactory.create(name="서울생협연합회", slug="above")
    member = MemberFactory.create(
        slug="one", status="dormant", parent=parent, logo=ImageFactory.create(),
        category=MemberCategoryFactory.create(name="업종협의회", slug="sectoral"),
        legal_form="consumer-cooperative", district="11500", latitude="37.5", longitude="126.9",
        founded_on=datetime.date(1988, 4, 21), joined_on=datetime.date(2013, 6, 27),
        introduction="<p>생명을 살립니다.</p>", introduction_en="<p>For life.</p>",
        products_and_services="<p>친환경 농산물</p>", website="https://www.example.org/",
        social_links=[("link", {"label": "블로그", "url": "https://blog.example.org/"})],
        **{name: FACTS[name] for name in
           ("name", "name_en", "short_name", "business_number", "address", "phone", "email")},
    )  # fmt: skip
    member.former_names.create(name="한살림공동체", used_until=datetime.date(2002, 12, 31))
    member.sectors.set([SectorFactory.create(name="먹거리")])
    member.tags.add("생활재")
    member.save()
    return member


def test_a_members_page_shows_every_public_field_that_is_filled_in(
    client: Client, full_member: Any
) -> None:
    page = DirectoryPageFactory.create()
    shown = visit(client, f"{page.url}one/")
    assert_well_formed(shown)
    main = shown.main
    assert main is not None
    text = " ".join(main.get_text().split())
    assert [fact for fact in FACTS.values() if fact not in text] == []
    assert main.select_one("img.member-logo") is not None
    assert set(PublicMemberSchema.model_fields) == set(FACTS) | NOT_WRITTEN_OUT
    links = {link.get_text(strip=True): link["href"] for link in main.select("dd a")}
    assert links["블로그"] == "https://blog.example.org/"
    assert links["www.example.org"] == "https://www.example.org/"
    assert links["서울생협연합회"] == f"{page.url}above/"


def test_search_engines_are_told_the_same(client: Client, full_member: Any) -> None:
    page = DirectoryPageFactory.create()
    data = structured(visit(client, f"{page.url}one/"))["Cooperative"]
    assert data["sameAs"] == ["https://blog.example.org/"]
    assert data["alternateName"] == ["한살림", "Hansalim Seoul", "한살림공동체"]
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 37.5, "longitude": 126.9}
    assert data["parentOrganization"] == {
        "@type": "Organization", "name": "서울생협연합회", "url": f"{page.full_url}above/",
    }  # fmt: skip


def test_a_parent_that_is_not_public_is_not_named(client: Client, full_member: Any) -> None:
    page = DirectoryPageFactory.create()
    full_member.parent.status = "withdrawn"
    full_member.parent.save()
    shown = visit(client, f"{page.url}one/")
    assert "서울생협연합회" not in str(shown)
    assert "parentOrganization" not in structured(shown)["Cooperative"]


def test_a_full_members_page_costs_at_most_20_queries_however_much_it_says(
    client: Client, full_member: Any
) -> None:
    page = DirectoryPageFactory.create()
    MemberFactory.create(parent=full_member, district="11500")
    few = queries_of(client, f"{page.url}one/")
    links = [("link", {"label": f"글방 {n}", "url": f"https://{n}.example.org/"}) for n in range(9)]
    full_member.social_links = links
    for number in range(9):
        full_member.former_names.create(name=f"옛 이름 {number}")
        full_member.sectors.add(SectorFactory.create(slug=f"more-{number}"))
        full_member.tags.add(f"꼬리표 {number}")
        MemberFactory.create(parent=full_member, district="11500")
    full_member.save()
    assert queries_of(client, f"{page.url}one/") == few
    assert few <= 20
