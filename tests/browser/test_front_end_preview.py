"""An editor writes, and a front end on another port shows the draft beside the form."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import headless.examples
from tests.browser.conftest import DemoSite, Visitor
from tests.serving import granian

EXAMPLE = Path(headless.examples.__file__).parent / "preview.html"
DOCUMENTED = "http://127.0.0.1:8000"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Tests say nothing."""


@contextmanager
def front_end(folder: Path) -> Iterator[str]:
    """The example of the documentation, served as it says."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/preview.html"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def editor(demo_site: DemoSite, visitors: Any, tmp_path: Path) -> Iterator[tuple[Visitor, str]]:
    """An editor of the demo's content, on a site that knows the front end."""
    with (
        front_end(tmp_path) as address,
        granian(demo_site.folder, PREVIEW_URLS=f"default={address}") as site,
    ):
        base = f"http://127.0.0.1:{site.port}"
        example = EXAMPLE.read_text(encoding="utf-8")
        assert DOCUMENTED in example
        (tmp_path / "preview.html").write_text(example.replace(DOCUMENTED, base), encoding="utf-8")
        visitor: Visitor = visitors()
        visitor.base = base
        page = visitor.open("/admin/login/")
        page.locator("input[name=username]").fill("editor")
        page.locator("input[name=password]").fill(demo_site.passwords["editor"])
        page.locator("button[type=submit]").click()
        page.wait_for_url("**/admin/")
        page.close()
        yield visitor, address


def test_front_end_shows_what_the_editor_is_writing(editor: tuple[Visitor, str]) -> None:
    visitor, address = editor
    with urllib.request.urlopen(f"{visitor.base}/api/v1/history/", timeout=20) as answer:
        number = json.load(answer)["items"][0]["id"]
    page = visitor.open(f"/admin/pages/{number}/edit/")
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.locator("[data-side-panel-toggle=preview]").click()
    # While the next preview loads there are two such frames; only the one that is seen has an id.
    panel = page.frame_locator("#w-preview-iframe[src*='in_preview_panel']")
    shown = panel.frame_locator(f"iframe[src^='{address}']")
    expect(shown.locator("h1")).to_have_text("주요 연혁")

    # Wagtail's editor takes for unchanged what stands in the form after its first two seconds.
    page.wait_for_timeout(3_000)
    page.locator("[name=title]").fill("고쳐 쓰는 연혁")
    expect(shown.locator("h1")).to_have_text("고쳐 쓰는 연혁")
    with urllib.request.urlopen(f"{visitor.base}/api/v1/pages/{number}/", timeout=20) as answer:
        assert json.load(answer)["title"] == "주요 연혁"
    assert complaints == []
    # The editor and the front end; the visitor counts every other host.
    assert {url.split("?")[0] for url in visitor.strays} == {address}
