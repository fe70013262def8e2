"""The content security policy, with staff at work: nothing that they need is refused."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.once

WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', event => {
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


@pytest.fixture
def desk(staff: Any) -> Any:
    """An editor's browser that remembers what the policy refused."""
    visitor = staff("editor")
    visitor.context.add_init_script(WATCH)
    return visitor


def first_id(base: str, resource: str) -> int:
    with urllib.request.urlopen(f"{base}/api/v1/{resource}/", timeout=20) as answer:
        number: int = json.load(answer)["items"][0]["id"]
        return number


@pytest.mark.parametrize("resource", ["programs", "publications", "history"])
def test_nothing_is_refused_in_the_editor(desk: Any, resource: str) -> None:
    page = desk.open(f"/admin/pages/{first_id(desk.base, resource)}/edit/")
    page.wait_for_load_state("networkidle")
    page.locator("[data-side-panel-toggle=preview]").click()
    expect(page.frame_locator("iframe[src*='in_preview_panel']").locator("h1")).not_to_be_empty()
    assert page.evaluate("violations") == []


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/images/", "/"])
def test_nothing_is_refused_elsewhere(desk: Any, path: str) -> None:
    page = desk.open(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("violations") == []


@pytest.mark.parametrize("path", ["/admin/login/", "/api/v1/docs/", "/search/?q=협동조합"])
def test_nothing_is_refused_to_who_is_not_logged_in(visitors: Any, path: str) -> None:
    visitor = visitors()
    visitor.context.add_init_script(WATCH)
    page = visitor.open(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("violations") == []
    assert visitor.strays == []
