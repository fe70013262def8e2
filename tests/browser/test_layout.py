"""Every type of page on every width of screen: nothing is wider than it, cut off or pushed out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.public_site import PAGES, PageType, PublicSite
from tests.browser.visiting import MISPLACED, go

pytestmark = pytest.mark.once

# 320 by 225 is what a window of 1280 by 900 leaves of itself at 400 % (WCAG 1.4.10).
SCREENS = {"400 %": (320, 225), "phone": (360, 780), "tablet": (768, 1024), "desk": (1440, 900)}

# How much of the window stays covered while the page is scrolled.
COVERED = """() => [...document.querySelectorAll('body *')]
  .filter(element => ['fixed', 'sticky'].includes(getComputedStyle(element).position))
  .filter(element => element.checkVisibility() && element.getBoundingClientRect().height > 0)
  .filter(element => element.getBoundingClientRect().width > innerWidth / 2)
  .map(element => element.getBoundingClientRect().height / innerHeight)"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ko-KR")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_page_fits_every_screen(page: Page, public_site: PublicSite, kind: PageType) -> None:
    go(page, public_site, kind)
    for screen, (width, height) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, screen
        assert page.evaluate(MISPLACED) == [], screen
        assert max(page.evaluate(COVERED), default=0) < 0.3, screen


def test_nine_years_fit_a_desk_and_move_past_what_they_measure_on_a_phone(
    page: Page, public_site: PublicSite
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{public_site.base}/publications/social-value-report/")
    table = page.get_by_role("region", name="지표")
    assert table.get_by_role("columnheader").count() == 11
    assert table.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    page.set_viewport_size({"width": 360, "height": 780})
    assert table.evaluate("box => box.scrollWidth - box.clientWidth") > 100
    name = table.get_by_role("rowheader").last
    last = table.get_by_role("cell").last
    edge = table.bounding_box()["x"] + table.bounding_box()["width"]
    before = name.bounding_box()
    assert last.bounding_box()["x"] > edge
    table.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    assert name.bounding_box() == before
    assert last.bounding_box()["x"] + last.bounding_box()["width"] <= edge + 1
    assert before["width"] < 150
