"""From the editor's desk to the public: written, submitted, approved, and seen everywhere."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import DemoSite

NEW_SUMMARY = "정책토론회와 간담회로 협동조합의 제도를 고칩니다."


def program(site: DemoSite) -> dict[str, Any]:
    """The third program as the API tells it."""
    with urllib.request.urlopen(f"{site.base}/api/v1/programs/policy/", timeout=20) as answer:
        data: dict[str, Any] = json.load(answer)
        return data


def choose_action(page: Page, action: str) -> None:
    """Choose one of the actions behind the arrow beside the editor's main button."""
    page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    page.locator(f"footer {action}").click()
    page.wait_for_load_state("networkidle")


def test_change_goes_from_the_editor_over_the_moderator_to_the_public(
    staff: Any, visitors: Any, demo_site: DemoSite
) -> None:
    old_summary = program(demo_site)["summary"]
    number = program(demo_site)["id"]

    editing = staff("editor").open(f"/admin/pages/{number}/edit/")
    editing.get_by_role("tab", name="홍보").click()
    editing.locator("[name=summary]").fill(NEW_SUMMARY)
    choose_action(editing, "[name=action-submit]")
    assert program(demo_site)["summary"] == old_summary
    assert NEW_SUMMARY not in visitors().open("/programs/policy/").locator("main").inner_text()

    review = staff("moderator").open(f"/admin/pages/{number}/edit/")
    assert review.locator("[name=summary]").input_value() == NEW_SUMMARY
    choose_action(
        review, "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])"
    )

    expect(visitors().open("/programs/policy/").locator("main")).to_contain_text(NEW_SUMMARY)
    assert program(demo_site)["summary"] == NEW_SUMMARY


def test_editor_sees_the_page_beside_the_form(staff: Any) -> None:
    """Wagtail's preview is a frame; pages may stand in no other."""
    visitor = staff("editor")
    page = visitor.open("/admin/")
    with urllib.request.urlopen(f"{visitor.base}/api/v1/history/", timeout=20) as answer:
        number = json.load(answer)["items"][0]["id"]
    page.goto(f"{visitor.base}/admin/pages/{number}/edit/")
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("iframe[src*='in_preview_panel']")
    expect(preview.locator("h1")).to_have_text("주요 연혁")
