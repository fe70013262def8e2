"""From the editor's desk to the public: written, submitted, approved, and seen everywhere."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from contextlib import closing
from typing import Any

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import DemoSite

SECONDS = 60
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


def keep_first_autosave(page: Page) -> list[tuple[Route, APIResponse]]:
    """Let the server save by itself what is written, and keep its answer from the browser."""
    kept: list[tuple[Route, APIResponse]] = []

    def keep(route: Route) -> None:
        headers = route.request.headers
        if not kept and headers["accept"] == "application/json":
            kept.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/admin/pages/**", keep)
    return kept


def test_a_page_sent_while_it_is_saved_by_itself_is_made_once(
    staff: Any, demo_site: DemoSite
) -> None:
    with urllib.request.urlopen(
        f"{demo_site.base}/api/v1/pages/find/?html_path=/publications/", timeout=20
    ) as answer:
        index = json.load(answer)["id"]
    page = staff("editor").open(f"/admin/pages/add/publications/policyreportpage/{index}/")
    kept = keep_first_autosave(page)
    for seconds in range(SECONDS):
        # What is written in the first moments counts as the form's beginning.
        if not kept:
            page.locator("[name=title]").fill(f"{seconds}번째 보고서")
            page.wait_for_timeout(1000)
    assert kept

    page.locator("footer .action-save").click(no_wait_after=True)
    page.wait_for_timeout(1000)
    assert "/admin/pages/add/" in page.url
    route, response = kept[0]
    route.fulfill(response=response)

    expect(page.locator(".messages .success")).to_contain_text("번째 보고서")
    with closing(sqlite3.connect(demo_site.folder / "db.sqlite3")) as database:
        made = "SELECT COUNT(*) FROM wagtailcore_page WHERE title LIKE '%번째 보고서'"
        assert database.execute(made).fetchone() == (1,)


def test_editor_sees_the_page_beside_the_form(staff: Any) -> None:
    """Wagtail's preview is a frame; pages may stand in no other."""
    visitor = staff("editor")
    page = visitor.open("/admin/")
    with urllib.request.urlopen(f"{visitor.base}/api/v1/history/", timeout=20) as answer:
        number = json.load(answer)["items"][0]["id"]
    page.goto(f"{visitor.base}/admin/pages/{number}/edit/")
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.locator("h1")).to_have_text("주요 연혁")
