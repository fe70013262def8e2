"""Accessible to everybody: what axe-core finds on each type of page, however it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.public_site import PAGES, PageType, PublicSite
from tests.browser.visiting import go

pytestmark = pytest.mark.once

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 780}

# How a visitor may look at a page: the media features and the screen. After a first full look in
# light colours, and one at the phone's page in dark ones, only what colours can break is asked.
USUAL = {
    "color_scheme": "light", "contrast": "no-preference", "forced_colors": "none",
    "reduced_motion": "reduce",
}  # fmt: skip
LOOKS: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "light": ({}, DESKTOP),
    "more contrast": ({"contrast": "more"}, DESKTOP),
    "forced colours": ({"forced_colors": "active"}, DESKTOP),
    "forced colours, dark": ({"forced_colors": "active", "color_scheme": "dark"}, DESKTOP),
    "more contrast, dark": ({"contrast": "more", "color_scheme": "dark"}, PHONE),
    "dark": ({"color_scheme": "dark"}, PHONE),
}
# Chromium forces `color` and paints with it, but axe reads this property, which stays behind.
AS_PAINTED = """() => {
  const all = [...document.querySelectorAll('body *')];
  for (const element of all) element.style.webkitTextFillColor = '';
  if (!matchMedia('(forced-colors: active)').matches) return;
  const colours = all.map(element => getComputedStyle(element).color);
  all.forEach((element, number) => { element.style.webkitTextFillColor = colours[number]; });
}"""
# The palette's colour of text, and the colours of parts that a palette does not reach by itself.
PAINT = """parts => [getComputedStyle(document.body).color,
  [...document.querySelectorAll(parts)].map(part => {
    const {color, fill, stroke} = getComputedStyle(part);
    return part.ownerSVGElement ? (fill === 'none' || part.matches('line') ? stroke : fill) : color;
  })]"""
FULL_LOOKS = {"light", "dark"}
VIOLATIONS = {"resultTypes": ["violations"]}
COLOURS_ONLY = {**VIOLATIONS, "runOnly": ["color-contrast", "link-in-text-block"]}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, locale="ko-KR")
    yield context.new_page()
    context.close()


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe-core objects to, a line for each rule."""
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_axe_finds_nothing(page: Page, public_site: PublicSite, kind: PageType) -> None:
    page.emulate_media(**USUAL)
    go(page, public_site, kind)
    found = {}
    for look, (media, screen) in LOOKS.items():
        page.emulate_media(**{**USUAL, **media})
        page.set_viewport_size(screen)
        page.evaluate(AS_PAINTED)
        found[look] = violations(page, VIOLATIONS if look in FULL_LOOKS else COLOURS_ONLY)
    assert {look: objections for look, objections in found.items() if objections} == {}


def test_table_that_becomes_cards_on_a_phone_stays_a_table(
    page: Page, public_site: PublicSite
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(public_site.base + "/programs/fund/")
    table = page.get_by_role("table", name="협동기금 회원의 종류")
    assert table.get_by_role("columnheader").count() in {0, 3}
    assert table.get_by_role("rowheader").all_inner_texts() == ["출연회원", "출자회원", "후원회원"]
    assert table.get_by_role("cell").count() == 6


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_and_figures_are_painted_in_the_forced_palette(
    page: Page, public_site: PublicSite, scheme: str
) -> None:
    page.emulate_media(**{**USUAL, "forced_colors": "active", "color_scheme": scheme})
    for path, parts in {"/publications/social-value-report/": ".chart *", "/": ".stats dt"}.items():
        page.goto(public_site.base + path)
        own, painted = page.evaluate(PAINT, parts)
        assert set(painted) == {own}, path
