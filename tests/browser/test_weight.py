"""What each type of page costs its visitor, and that it keeps to its policy and stands still."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.browser.public_site import PAGES, PageType, PublicSite
from tests.browser.visiting import go

pytestmark = pytest.mark.once

# Bytes after gzip, all that a page brings together.
MOST_BYTES = {"document": 30_000, "stylesheet": 20_000, "script": 10_000, "font": 200_000}
MOST_FONTS = 10
PHONE = {"width": 390, "height": 844}
# A mobile network's round trip, so that type and pictures come late enough to push things around.
LATENCY_MILLISECONDS = 120

WATCH = """
window.shifts = [];
window.violations = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput)
      shifts.push(entry.value + ' ' + entry.sources.map(source => source.node?.className).join());
}).observe({type: 'layout-shift', buffered: true});
document.addEventListener('securitypolicyviolation', event => {
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
SCROLL_DOWN = """async () => {
  for (let top = 0; top < document.body.scrollHeight; top += innerHeight / 2) {
    scrollTo(0, top);
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }
}"""


@dataclass
class Visit:
    """What one visit brought along."""

    bytes: Counter[str] = field(default_factory=Counter)
    hosts: set[str] = field(default_factory=set)
    fonts: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    shifts: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def visit(browser: Browser, public_site: PublicSite) -> Any:
    """Visits a page as somebody who has never been here, all the way down."""

    def to(kind: PageType) -> Visit:
        context = browser.new_context(viewport=PHONE, locale="ko-KR")
        page = context.new_page()
        page.add_init_script(WATCH)
        slow_down(page)
        responses: list[Response] = []
        found = Visit()

        def note(response: Response) -> None:
            responses.append(response)

        page.on("response", note)
        page.on("console", lambda message: found.complaints.append(message.text))
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        go(page, public_site, kind)
        page.evaluate(SCROLL_DOWN)
        page.wait_for_load_state("networkidle")
        found.shifts = page.evaluate("shifts")
        found.complaints += page.evaluate("violations")
        weigh(responses, found, kind)
        context.close()
        return found

    return to


def slow_down(page: Page) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    conditions = {"offline": False, "latency": LATENCY_MILLISECONDS}
    throughput = {"downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", {**conditions, **throughput})


def weigh(responses: list[Response], found: Visit, kind: PageType) -> None:
    """Note the bytes of each kind, who was asked, and what was not there."""
    for response in responses:
        resource = response.request.resource_type
        found.hosts.add(response.url.split("/")[2])
        if response.status >= 400 and (resource != "document" or response.status != kind.status):
            found.missing.append(response.url)
        if resource == "font":
            found.fonts.add(response.url)
        if resource in MOST_BYTES and response.status not in range(300, 400):
            found.bytes[resource] += len(gzip.compress(response.body(), 6))


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_page_is_light_keeps_to_itself_and_stands_still(
    visit: Any, public_site: PublicSite, kind: PageType
) -> None:
    found = visit(kind)
    assert found.bytes["document"] > 0
    heavy = {kind: size for kind, size in found.bytes.items() if size > MOST_BYTES[kind]}
    assert heavy == {}
    assert len(found.fonts) <= MOST_FONTS
    assert found.hosts == {public_site.address(kind).split("/")[2]}
    assert found.missing == []
    expected = [text for text in found.complaints if f"status of {kind.status}" in text]
    assert [text for text in found.complaints if text not in expected] == []
    assert found.shifts == []
