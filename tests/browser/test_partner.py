"""A partner's view: a mirror kept by the public API alone while an editor works in a browser."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import headless.examples
from tests.browser.conftest import DemoSite
from tests.browser.public_site import ROOT, SERVICES
from tests.browser.test_editing import choose_action
from tests.serving import ended, free_port, wait_for

EXAMPLES = Path(headless.examples.__file__).parent
PATIENCE_SECONDS = 60
LANGUAGES = ("ko", "en")
REGISTER = """
from wagtail.models import Site
from headless.models import WebhookEndpoint

endpoint = WebhookEndpoint.objects.create(
    name="partner", url="http://127.0.0.1:{port}/", site=Site.objects.get(is_default_site=True),
    owner="partner", owner_email="partner@portal.example.org",
)
print(endpoint.new_secret())
"""

FORGET = "from headless.models import WebhookEndpoint; WebhookEndpoint.objects.all().delete()"


@dataclass
class Partner:
    """A program on another machine, as far as the site can tell."""

    file: Path
    log: Path

    def objects(self) -> dict[str, Any]:
        with sqlite3.connect(self.file) as store:
            rows = store.execute("SELECT key, data FROM object").fetchall()
        store.close()
        return {key: json.loads(data) for key, data in rows}

    def was_woken(self) -> bool:
        return "woken by msg" in self.log.read_text(encoding="utf-8")


def on_the_site(site: DemoSite) -> dict[str, Any]:
    """Everything that the lists show, in each language, which know nothing of changes."""
    found: dict[str, Any] = {}
    for name in ("pages", "members"):
        for language in LANGUAGES:
            address = f"{site.base}/api/v1/{name}/?limit=100&locale={language}"
            while address:
                with urllib.request.urlopen(address, timeout=20) as answer:
                    data = json.load(answer)
                for item in data["items"]:
                    found.setdefault(f"{item['meta']['type']}:{item['id']}", item)
                address = data["next"]
    return found


def in_time(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.3)
    return True


def on_the_server(site: DemoSite, code: str) -> str:
    """What the staff do on the server, and the last word that it tells them."""
    kept = {key: value for key, value in os.environ.items() if key not in SERVICES}
    own = {
        "SEOULCOOP_DATA_DIR": str(site.folder),
        "DJANGO_SETTINGS_MODULE": "seoulcoop.settings.demo",
    }
    arguments = ["-W", "ignore", "manage.py", "shell", "-v0", "--no-imports", "-c", code]
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**kept, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return (done.stdout.split() or [""])[-1]


@pytest.fixture
def partner(demo_site: DemoSite, tmp_path: Path) -> Iterator[Partner]:
    """The example of the documentation, registered as a receiver and running."""
    port = free_port()
    secret = on_the_server(demo_site, REGISTER.format(port=port))
    found = Partner(tmp_path / "mirror.sqlite3", tmp_path / "partner.log")
    with found.log.open("w", encoding="utf-8") as log:
        program = subprocess.Popen(
            [sys.executable, str(EXAMPLES / "woken.py"), f"{demo_site.base}/api/v1/",
             str(found.file), str(port)],
            stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT, cwd=tmp_path,
        )  # fmt: skip
        assert program.stdin is not None
        program.stdin.write(secret.encode())
        program.stdin.close()
        with ended(program):
            wait_for(port)
            assert in_time(lambda: "woken by the start" in found.log.read_text(encoding="utf-8"))
            yield found
    on_the_server(demo_site, FORGET)


def edit(page: Page, base: str, number: int, name: str, value: str) -> None:
    """Change one field of a page in the editor and publish it."""
    page.goto(f"{base}/admin/pages/{number}/edit/")
    if name != "title":
        page.get_by_role("tab", name="홍보").click()
    page.locator(f"[name={name}]").fill(value)
    choose_action(page, "[name=action-publish]")


def test_partner_has_what_the_site_shows_while_an_editor_works(
    partner: Partner, staff: Any, demo_site: DemoSite
) -> None:
    before = on_the_site(demo_site)
    assert len(before) > 30
    assert partner.objects() == before

    programs = [each for key, each in before.items() if key.startswith("home.ProgramPage")]
    ours = [each for each in programs if each["meta"]["locale"] == "ko"]
    first, second = ours[0], ours[1]
    page = staff("admin").open("/admin/")
    edit(page, demo_site.base, first["id"], "title", "동반자가 보는 제목")
    edit(page, demo_site.base, first["id"], "summary", "동반자가 보는 요약")
    page.goto(f"{demo_site.base}/admin/pages/{second['id']}/unpublish/")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_load_state("networkidle")

    key = f"home.ProgramPage:{second['id']}"
    assert in_time(lambda: key not in partner.objects())
    assert in_time(lambda: partner.objects() == on_the_site(demo_site))
    changed = partner.objects()[f"home.ProgramPage:{first['id']}"]
    assert (changed["title"], changed["summary"]) == ("동반자가 보는 제목", "동반자가 보는 요약")
    assert partner.was_woken()

    page.goto(f"{demo_site.base}/admin/pages/{second['id']}/edit/")
    choose_action(page, "[name=action-publish]")
    for name in ("title", "summary"):
        edit(page, demo_site.base, first["id"], name, first[name])
    assert in_time(lambda: key in partner.objects())
    assert in_time(lambda: partner.objects() == on_the_site(demo_site))
    assert partner.objects()[f"home.ProgramPage:{first['id']}"]["title"] == first["title"]
