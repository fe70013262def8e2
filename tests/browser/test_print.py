"""Pages on paper: all that they say and nothing to click, within the margins of an A4 sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.public_site import CLOSED, ERROR, PAGES, STYLE_GUIDE, PageType, PublicSite
from tests.browser.visiting import MISPLACED, go

pytestmark = pytest.mark.once

# What the margins of the sheet, which print.css sets, leave of 210 by 297 mm in CSS pixels.
PAPER = {"width": 672, "height": 986}
ON_PAPER = [page for page in PAGES if page not in (CLOSED, ERROR, STYLE_GUIDE)]
FRAME = ".skip-link, .site-nav, .menu-button, .breadcrumbs, .pager, .filters, .button, iframe"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PAPER, locale="ko-KR")
    yield context.new_page()
    context.close()


def printed(page: Page, address: str) -> str:
    """What stands on the sheets, without the spaces and the line ends."""
    page.emulate_media(media="null")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    document = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    texts = [sheet.get_textpage().get_text_bounded() for sheet in document]
    document.close()
    return re.sub(r"\s|\ufffe", "", "".join(texts))


@pytest.mark.parametrize("kind", ON_PAPER, ids=str)
def test_nothing_is_cut_off_and_nothing_is_there_to_click(
    page: Page, public_site: PublicSite, kind: PageType
) -> None:
    page.emulate_media(media="print")
    go(page, public_site, kind)
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    assert page.evaluate(MISPLACED) == []
    scrolling = "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth"
    scrolling += " + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX)).map(e => e.className)"
    assert page.evaluate(scrolling) == []
    shown = "parts => [...document.querySelectorAll(parts)].filter(e => e.checkVisibility())"
    assert page.evaluate(f"{shown}.map(e => e.outerHTML.slice(0, 90))", FRAME) == []


def test_history_is_printed_whole(page: Page, public_site: PublicSite) -> None:
    text = printed(page, f"{public_site.base}/history/")
    titles = page.locator(".timeline__title").all_inner_texts()
    assert len(titles) == 10
    years = page.locator(".timeline__heading").all_inner_texts()
    assert [each for each in [*years, *titles] if "".join(each.split()) not in text] == []
    places = [text.index("".join(title.split())) for title in titles]
    assert places == sorted(places)


def test_member_list_is_printed_whole(page: Page, public_site: PublicSite) -> None:
    text = printed(page, f"{public_site.base}/directory/")
    names = page.locator(".member__name").all_inner_texts()
    assert len(names) == 37
    assert [name for name in names if "".join(name.split()) not in text] == []
    headings = page.locator(".member-group__title").all_inner_texts()
    assert [each for each in headings if "".join(each.split()) not in text] == []
    assert not [word for word in ("CSV", "메뉴", "검색", "내용으로") if word in text]


def test_all_years_of_a_wide_table_are_printed(page: Page, public_site: PublicSite) -> None:
    text = printed(page, f"{public_site.base}/publications/social-value-report/")
    years = "".join(str(year) for year in range(2017, 2026))
    assert years in text
    assert "1,2001,3101,4201,5301,6401,7501,8601,9702,080" in text


def test_addresses_that_words_stand_for_are_written_out(
    page: Page, public_site: PublicSite
) -> None:
    text = printed(page, f"{public_site.base}/directory/hansalim-seoul/")
    assert "블로그(https://blog.example.org/)" in text
    assert "office@example.org" in text
    assert "mailto:" not in text
    assert text.count("www.example.org") == 1


def test_closed_folds_are_printed_open(page: Page, public_site: PublicSite) -> None:
    assert "2만원입니다." in printed(page, f"{public_site.base}/blocks/")
