"""Searching as visitors do it, most of them with a browser that runs no script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.public_site import PublicSite

pytestmark = pytest.mark.once


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="ko-KR", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_search_leads_from_the_menu_to_a_hit_without_script(
    page: Page, public_site: PublicSite
) -> None:
    page.goto(public_site.base)
    page.get_by_role("button", name="메뉴").click()
    page.get_by_role("navigation").get_by_role("link", name="검색").click()
    page.wait_for_url("**/search/")
    page.get_by_role("searchbox").fill("대리운전")
    page.get_by_role("button", name="찾기").click()
    page.wait_for_url("**/search/?q=*")
    assert page.get_by_role("searchbox").input_value() == "대리운전"
    page.get_by_role("main").get_by_role("link", name="한국대리운전협동조합").click()
    page.wait_for_url("**/directory/*/")
    assert page.get_by_role("heading", level=1).inner_text() == "한국대리운전협동조합"


def test_results_are_narrowed_by_links_without_script(page: Page, public_site: PublicSite) -> None:
    page.goto(f"{public_site.base}/search/?q=협동조합")
    page.get_by_text("결과 좁히기").click()
    kinds = page.locator(".facet__link")
    kinds.filter(has_text="회원").first.click()
    page.wait_for_url("**kind=members*")
    assert page.locator('.facet__link[aria-current="true"]').inner_text().startswith("회원")
    assert page.locator(".result").count() > 1
    page.get_by_role("searchbox").fill("한살림")
    page.get_by_role("button", name="찾기").click()
    page.wait_for_url("**kind=members*q=*")
    assert page.locator(".result__title").all_inner_texts() == ["한살림서울생활협동조합"]


def test_suggestions_come_while_one_types_and_are_chosen_by_keyboard(
    browser: Browser, public_site: PublicSite
) -> None:
    context = browser.new_context(viewport=PHONE, locale="ko-KR")
    page = context.new_page()
    page.goto(f"{public_site.base}/search/")
    field = page.get_by_role("combobox")
    field.press_sequentially("한살ㄹ")
    option = page.get_by_role("option", name="한살림서울생활협동조합")
    expect(option).to_be_visible()
    field.press("Escape")
    expect(option).to_be_hidden()
    field.fill("ㅎㅅㄹ")
    expect(option).to_be_visible()
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    page.wait_for_url("**/directory/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text("한살림서울생활협동조합")
    context.close()
