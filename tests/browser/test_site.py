"""The site as visitors see it, on a desk and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.seoulcoop.demo.test_loader import (
    ASSOCIATE,
    HISTORY,
    INDIVIDUAL,
    PROGRAMS,
    REGIONAL,
    SECTORAL,
)

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
PAGES = [
    "/", "/purpose/", "/history/", "/programs/", "/programs/networks/",
    "/programs/mutual-cooperation/", "/programs/policy/", "/programs/fund/", "/programs/research/",
    "/directory/", "/publications/", "/publications/mutual-trade-of-services/",
    "/publications/social-value-report/",
]  # fmt: skip


def texts(page: Page, selector: str) -> list[str]:
    """What a reader reads there; spaces that do not break are spaces to a reader."""
    return [text.replace("\xa0", " ") for text in page.locator(selector).all_inner_texts()]


@SIZES
def test_directory_shows_all_37_members(visitors: Any, size: dict[str, int]) -> None:
    page = visitors(size).open("/directory/")
    shown = page.locator(".member__name").all_inner_texts()
    assert sorted(shown) == sorted(REGIONAL + SECTORAL + INDIVIDUAL + ASSOCIATE)
    for name in shown:
        assert page.get_by_role("link", name=name, exact=True).first.is_visible()


@SIZES
def test_history_shows_all_nine_entries(visitors: Any, size: dict[str, int]) -> None:
    page = visitors(size).open("/history/")
    titles = [title for _date, title in HISTORY]
    assert texts(page, "main h3") == titles
    dates = page.locator("main time").evaluate_all("times => times.map(time => time.dateTime)")
    assert dates == [date for date, _title in HISTORY]


@SIZES
def test_programs_are_listed_by_number(visitors: Any, size: dict[str, int]) -> None:
    page = visitors(size).open("/programs/")
    assert texts(page, "main h2") == PROGRAMS


@SIZES
@pytest.mark.parametrize("path", PAGES)
def test_page_fits_its_screen_and_asks_nobody_else(
    visitors: Any, size: dict[str, int], path: str
) -> None:
    visitor = visitors(size)
    errors: list[str] = []
    visitor.context.on("weberror", lambda error: errors.append(str(error.error)))
    page = visitor.open(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.locator("html").get_attribute("lang") == "ko"
    assert visitor.strays == []
    assert errors == []


def test_menu_opens_on_a_phone_without_script(visitors: Any) -> None:
    page = visitors(PHONE, java_script_enabled=False).open("/")
    page.get_by_role("button", name="메뉴").click()
    page.get_by_role("link", name="주요 연혁").first.click()
    page.wait_for_url("**/history/")


def test_directory_is_narrowed_without_script(visitors: Any) -> None:
    page = visitors(PHONE, java_script_enabled=False).open("/directory/")
    page.get_by_role("searchbox").fill("ㅎㅅㄹ")
    page.get_by_role("button", name="찾기").click()
    page.wait_for_url("**/directory/?q=*")
    assert page.locator(".member__name").all_inner_texts() == ["한살림서울생활협동조합"]
    page.goto(page.url.partition("?")[0])
    page.get_by_text("골라 보기").click()
    page.get_by_role("link", name="준회원 13").first.click()
    page.wait_for_url("**/directory/?*")
    assert page.locator(".member__name").count() == 13


def test_visitor_downloads_a_publication(visitors: Any) -> None:
    page = visitors(PHONE).open("/publications/mutual-trade-of-services/")
    with page.expect_download() as download:
        page.get_by_role("link", name="견본 (HWPX)").click()
    assert download.value.suggested_filename == "서비스상품_상호거래_활성화_견본.hwpx"
    assert download.value.path().read_bytes().startswith(b"PK")


def test_member_is_found_by_its_initial_consonants(visitors: Any) -> None:
    page = visitors().open("/directory/?q=ㅎㅅㄹ")
    assert page.locator(".member__name").all_inner_texts() == ["한살림서울생활협동조합"]
