"""The API's documentation in a browser: readable on any screen, and asking nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_docs_work_under_the_strict_policy(visitors: Any, viewport: dict[str, int]) -> None:
    visitor = visitors(viewport)
    page = visitor.context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    response = page.goto(f"{visitor.base}/api/v1/docs/")
    assert response is not None
    assert "default-src 'none'" in response.headers["content-security-policy"]
    summary = page.locator("summary", has_text="/api/v1/preview/")
    summary.click()
    expect(page.locator("details[open]").get_by_role("rowheader", name="token")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]
    assert (complaints, visitor.strays) == ([], [])
