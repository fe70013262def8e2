"""By keyboard alone: everything can be reached, in reading order, and is seen to have the focus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.public_site import PAGES, PageType, PublicSite
from tests.browser.visiting import go

pytestmark = pytest.mark.once

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}

# Everything that can be worked, in the order of the document. Each gets a number, and what it
# looks like without the focus is noted.
NUMBER_ALL = """() => {
  window.looks = element => {
    const style = getComputedStyle(element);
    return [style.outlineStyle === 'none' ? '' : style.outlineWidth + style.outlineColor,
            style.boxShadow].join();
  };
  document.activeElement?.blur();
  const all = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"], iframe')]
    .filter(element => element.checkVisibility({visibilityProperty: true}));
  all.forEach((element, number) => { element.number = number; element.before = looks(element); });
  return all.length;
}"""
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + Math.min(box.width, 40) / 2, box.top + Math.min(box.height, 24) / 2];
  const top = document.elementFromPoint(x, y);
  return {
    number: element.number,
    markup: element.outerHTML.slice(0, 120),
    isMarked: looks(element) !== element.before,
    isOnScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isOnTop: top !== null && (element.contains(top) || top.contains(element)),
  };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, locale="ko-KR", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def tab_through(page: Page) -> list[dict[str, Any]]:
    """What has the focus after each press of Tab, until it leaves the page."""
    count = page.evaluate(NUMBER_ALL)
    stops = []
    for _press in range(count + 5):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["number"] == stops[0]["number"]):
            break
        stops.append(stop)
    assert len(stops) == count, [stop["markup"] for stop in stops][-3:]
    return stops


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_everything_is_reached_in_order_and_seen(
    page: Page, public_site: PublicSite, kind: PageType
) -> None:
    go(page, public_site, kind)
    stops = tab_through(page)
    assert [stop["number"] for stop in stops] == list(range(len(stops)))
    for fact in ("isMarked", "isOnScreen", "isOnTop"):
        assert [stop["markup"] for stop in stops if not stop[fact]] == [], fact


def test_skip_link_leads_past_the_menu(page: Page, public_site: PublicSite) -> None:
    page.goto(public_site.base + "/history/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("본문 바로가기")
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


def test_menu_on_a_phone_opens_and_closes_by_keyboard(page: Page, public_site: PublicSite) -> None:
    page.set_viewport_size(PHONE)
    page.goto(public_site.base + "/history/")
    button = page.get_by_role("button", name="메뉴")
    button.focus()
    page.keyboard.press("Enter")
    first = page.get_by_role("link", name="창립 취지 및 목적")
    expect(first).to_be_visible()
    for _press in range(2):
        page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(button).to_be_focused()
    page.set_viewport_size(DESKTOP)


def test_video_is_asked_for_only_when_a_visitor_opens_it(
    page: Page, public_site: PublicSite
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(re.compile("^https:"), lambda route: route.abort())
    page.goto(public_site.base + "/blocks/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if not url.startswith(public_site.base)]
    page.get_by_text("협동조합의 하루").focus()
    with page.expect_request("https://www.youtube-nocookie.com/embed/example"):
        page.keyboard.press("Enter")
