"""What holds the public site together: search, sitemap, robots, errors, sizes, style guide."""

import gzip
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction

from home.models import HomePage
from tests.counting import queries_of
from tests.factories import (
    DirectoryPageFactory,
    ImageFactory,
    MemberFactory,
    PolicyReportPageFactory,
    StandardPageFactory,
    site_home,
)
from tests.pages import assert_well_formed, canonical, meta, structured, visit

pytestmark = pytest.mark.django_db

MOST_CSS = 20_000
STYLE = "seoulcoop/css/style.css"


def linked_styles(page: BeautifulSoup) -> list[Path]:
    links = [str(link["href"]) for link in page.find_all("link", rel="stylesheet")]
    found = [finders.find(link.removeprefix("/static/")) for link in links]
    return [Path(str(path)) for path in found]


def test_all_style_sheets_together_stay_small(client: Client) -> None:
    styles = linked_styles(visit(client, site_home().url))
    assert len(styles) == 4
    assert sum(len(gzip.compress(style.read_bytes(), 9)) for style in styles) <= MOST_CSS


def test_pages_bring_no_script_and_ask_no_other_host(client: Client) -> None:
    page = visit(client, site_home().url)
    assert not [s for s in page.find_all("script") if s.get("type") != "application/ld+json"]
    loaded = [
        e.get("src") or e.get("href")
        for e in page.select("img, link[rel=stylesheet], link[rel=icon]")
    ]
    assert all(str(address).startswith("/static/") for address in loaded)


def test_search_finds_pages_and_members(client: Client) -> None:
    DirectoryPageFactory.create()
    MemberFactory.create(name="강서구협동조합협의회")
    PolicyReportPageFactory.create(title="협동조합 연구", summary="요약입니다.")
    PolicyReportPageFactory.create(title="협동조합 초안", live=False)
    page = visit(client, "/search/", q="협동조합")
    text = page.get_text()
    assert "강서구협동조합협의회" in text
    assert "협동조합 연구" in text
    assert "요약입니다." in text
    assert "초안" not in text
    assert_well_formed(page)


@pytest.mark.parametrize(
    "text",
    ["'", '"', '""', '"협동', "협동 OR", "NEAR(", "*", "-", "가" * 10_000, "a AND NOT", "\0",
     "가\0나", "😀", "%", "_", "\\", "<script>", "()", "ㅎㅅㄹ", "&|!:*"],
)  # fmt: skip
def test_no_input_breaks_the_search(client: Client, text: str) -> None:
    MemberFactory.create(name="한살림")
    page = visit(client, "/search/", q=text)
    assert "<script>" not in str(page.find("form"))


def test_a_strange_page_number_breaks_no_list(client: Client) -> None:
    for number in ("0", "-1", "x", "9" * 400):
        visit(client, "/search/", q="가", p=number)


def test_private_pages_are_in_no_search_menu_or_sitemap(client: Client) -> None:
    page = StandardPageFactory.create(title="비공개 문서", show_in_menus=True)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    StandardPageFactory.create(title="비공개 아래", parent=page)
    assert "비공개" not in visit(client, "/search/", q="비공개").select_one("main").get_text()
    assert "비공개" not in visit(client, site_home().url).get_text()
    assert page.slug not in client.get("/sitemap.xml").content.decode()


def test_search_costs_at_most_20_queries_however_much_there_is(client: Client) -> None:
    DirectoryPageFactory.create()
    MemberFactory.create_batch(2, name="협동조합")
    PolicyReportPageFactory.create(title="협동조합 보고서")
    few = queries_of(client, "/search/?q=협동조합")
    MemberFactory.create_batch(5, name="협동조합")
    for number in range(5):
        PolicyReportPageFactory.create(title=f"협동조합 보고서 {number}")
    assert queries_of(client, "/search/?q=협동조합") == few
    assert few <= 20


def test_the_sitemap_lists_pages_in_every_language(client: Client) -> None:
    home = site_home()
    english = Locale.objects.get_or_create(language_code="en")[0]
    home.copy_for_translation(english)
    HomePage.objects.get(locale=english).save_revision().publish()
    StandardPageFactory.create(title="소개", slug="about")
    StandardPageFactory.create(title="초안", slug="draft", live=False)
    answer = client.get("/sitemap.xml")
    root = ElementTree.fromstring(answer.content)
    places = [element.text for element in root.iter() if element.tag.endswith("}loc")]
    assert "http://localhost/about/" in places
    assert "http://localhost/en/" in places
    assert not [place for place in places if place and "draft" in place]


def test_a_translation_is_offered_where_there_is_one(client: Client) -> None:
    home = site_home()
    english = Locale.objects.get_or_create(language_code="en")[0]
    assert not visit(client, home.url).select("header [hreflang]")
    home.copy_for_translation(english)
    HomePage.objects.get(locale=english).save_revision().publish()
    page = visit(client, home.url)
    link = page.select_one("header a[hreflang]")
    assert link is not None
    assert (link["hreflang"], link["href"]) == ("en", "/en/")
    alternates = [str(a["hreflang"]) for a in page.find_all("link", hreflang=True)]
    assert sorted(alternates) == ["en", "ko"]
    assert visit(client, "/en/").html["lang"] == "en"


def test_robots_are_told_what_to_leave_and_where_the_rest_is(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /admin/" in lines
    assert "Disallow: /search/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_a_missing_page_says_so_in_the_sites_frame(client: Client) -> None:
    site_home()
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    page = BeautifulSoup(answer.content, "html.parser")
    assert_well_formed(page)
    assert meta(page)["robots"] == ["noindex"]


@pytest.mark.parametrize("name", ["500.html", "static"])
def test_pages_for_trouble_need_nothing_but_themselves(name: str) -> None:
    path = (
        Path(str(finders.find("seoulcoop/maintenance.html")))
        if name == "static"
        else Path(__file__).parents[2] / "site/seoulcoop/templates/500.html"
    )
    text = path.read_text(encoding="utf-8")
    assert "{%" not in text
    assert "{{" not in text
    assert not re.search(r'(src|href)="(https?:)?//', text)
    assert len(BeautifulSoup(text, "html.parser").find_all("h1")) == 1


def test_the_style_guide_is_there_in_development_only(client: Client, settings: Any) -> None:
    site_home()
    assert client.get("/styleguide/").status_code == 404
    settings.DEBUG = True
    assert_well_formed(visit(client, "/styleguide/"))


def test_a_page_says_what_it_is(client: Client) -> None:
    parent = StandardPageFactory.create(title="소개", slug="about")
    page = StandardPageFactory.create(title="정관", slug="rules", parent=parent, summary="요약")
    shown = visit(client, page.url)
    assert canonical(shown) == page.full_url
    facts = meta(shown)
    assert facts["og:title"] == ["정관"]
    assert facts["og:description"] == ["요약"]
    assert facts["description"] == ["요약"]
    assert facts["og:image"][0].endswith("social.png")
    steps = structured(shown)["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["홈", "소개", "정관"]
    assert Page.objects.get(pk=page.pk).full_url == steps[-1]["item"].replace(
        "testserver", "localhost"
    )


def test_every_page_has_icons_for_all_and_they_exist(client: Client) -> None:
    page = visit(client, site_home().url)
    icons = page.select("link[rel=icon], link[rel=apple-touch-icon]")
    assert len(icons) == 3
    assert all(finders.find(str(icon["href"]).removeprefix("/static/")) for icon in icons)
    manifest = client.get(page.select_one("link[rel=manifest]")["href"]).json()
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])


def test_a_picture_whose_file_is_gone_leaves_its_page_standing(client: Client) -> None:
    image = ImageFactory.create()
    report = PolicyReportPageFactory.create(cover=image)
    image.file.storage.delete(image.file.name)
    cover = visit(client, report.url).select_one(".publication__cover img")
    assert cover["src"].endswith("/not-found")
    assert 'img[src$="/not-found"]' in Path(str(finders.find(STYLE))).read_text(encoding="utf-8")


def test_the_picture_of_a_drawn_cover_is_asked_for_at_once(client: Client) -> None:
    drawn = PolicyReportPageFactory.create(slug="drawn")
    pictured = PolicyReportPageFactory.create(slug="pictured", cover=ImageFactory.create())
    preloads = "link[rel=preload][as=image]"
    assert len(visit(client, drawn.url).select(preloads)) == 1
    assert visit(client, pictured.url).select(preloads) == []


def test_the_menu_is_the_same_on_every_page_and_marks_the_one_shown(client: Client) -> None:
    for slug in ("one", "two", "three"):
        StandardPageFactory.create(title=slug, slug=slug, show_in_menus=True)
    StandardPageFactory.create(title="four", slug="four", show_in_menus=False)
    shown = visit(client, "/two/")
    links = shown.select(".site-nav__list a")
    assert [link.get_text() for link in links] == ["one", "two", "three"]
    assert [link.get("aria-current") for link in links] == [None, "page", None]
    assert [link.get_text() for link in visit(client, "/four/").select(".site-nav__list a")] == [
        "one", "two", "three",
    ]  # fmt: skip


def test_a_missing_page_costs_at_most_20_queries(client: Client) -> None:
    site_home()
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/nothing-here/").status_code == 404
    assert len(queries) <= 20


def test_the_readme_shows_every_page_on_both_screens_in_both_schemes() -> None:
    root = Path(__file__).parents[2]
    readme = (root / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\((docs/images/[^)]+)\)", readme))
    assert {
        f"docs/images/{page}-{screen}-{scheme}.webp"
        for page in ("home", "history", "directory", "publication", "member")
        for screen in ("desktop", "phone")
        for scheme in ("light", "dark")
    } <= shown
    assert all(0 < (root / picture).stat().st_size < 200_000 for picture in shown)
