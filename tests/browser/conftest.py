"""A real browser before a real server: Debian's Chromium and the demo, as its command serves it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.public_site import ROOT, SERVICES, PublicSite, free_port, public_site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

# A busy machine is slow, not wrong.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none, and say how to get one."""
    reason = "needs Chromium; on Debian or Ubuntu: apt-get install chromium"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.embedded)
            item.add_marker(pytest.mark.skipif(not CHROMIUM, reason=reason))


@dataclass(frozen=True)
class DemoSite:
    """The demo while it is served: where, and who may log in with which password."""

    base: str
    passwords: dict[str, str]
    folder: Path


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[DemoSite]:
    """A demo of its own, set up on an empty database and served until the tests are over."""
    folder = tmp_path_factory.mktemp("browser-demo")
    shutil.copy(migrated, folder / "db.sqlite3")
    port = free_port()
    kept = {key: value for key, value in os.environ.items() if key not in SERVICES}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--addrport", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env={**kept, "SEOULCOOP_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    output = []
    for line in process.stdout:
        output.append(line)
        if "Ctrl+C" in line:
            break
    assert process.poll() is None, "".join(output)
    accounts = (folder / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()
    yield DemoSite(f"http://127.0.0.1:{port}", dict(map(split_account, accounts)), folder)
    process.terminate()
    process.wait(30)
    process.stdout.close()


def split_account(line: str) -> tuple[str, str]:
    name, _tab, password = line.partition("\t")
    return name, password


@pytest.fixture(scope="session", name="public_site")
def served_public_site(
    tmp_path_factory: pytest.TempPathFactory, migrated: Path
) -> Iterator[PublicSite]:
    """The public site on a production server, with one of everything."""
    with public_site(tmp_path_factory.mktemp("public-site"), migrated) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for one module: Playwright's event loop must not be there when others use Django."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        )  # fmt: skip
        yield chromium
        chromium.close()


@dataclass
class Visitor:
    """One person's browser; everything it asks of another host is refused and remembered."""

    context: BrowserContext
    base: str
    strays: list[str]

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        response = page.goto(self.base + path)
        assert response is not None
        assert response.ok, response.status
        return page


@pytest.fixture
def visitors(browser: Browser, demo_site: DemoSite) -> Iterator[Any]:
    """Makes visitors with browsers of their own."""
    contexts = []

    def visitor(viewport: dict[str, int] = DESKTOP, **options: Any) -> Visitor:
        context = browser.new_context(viewport=viewport, locale="ko-KR", **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        found = Visitor(context, demo_site.base, [])
        context.on("request", lambda request: note_stray(found, request.url))
        return found

    yield visitor
    for context in contexts:
        context.close()


def note_stray(visitor: Visitor, url: str) -> None:
    if not url.startswith((visitor.base, "data:", "blob:")):
        visitor.strays.append(url)


@pytest.fixture
def staff(visitors: Any, demo_site: DemoSite) -> Any:
    """Logs one of the demo's accounts in to the admin, and answers its browser."""

    def log_in(username: str) -> Visitor:
        visitor: Visitor = visitors()
        page = visitor.open("/admin/login/")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(demo_site.passwords[username])
        page.locator("button[type=submit]").click()
        page.wait_for_url("**/admin/")
        page.close()
        return visitor

    return log_in
