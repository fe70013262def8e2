"""The documentation page, and the programs on it, run as a partner would run them."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client
from django.test.testcases import LiveServerThread, _StaticFilesHandler

import headless.examples
from headless.webhooks.sending import send
from headless.webhooks.views import send_test
from tests.factories import MemberFactory, PolicyReportPageFactory, StandardPageFactory
from tests.headless.webhooks.endpoints import new_endpoint
from tests.serving import PATIENCE_SECONDS, ended, free_port, wait_for

EXAMPLES = Path(headless.examples.__file__).parent


@pytest.mark.django_db
@pytest.mark.parametrize(("locale", "text"), [("ko", "전부 받아 두고"), ("en", "stay in step")])
def test_page_is_there_in_both_languages(client: Client, locale: str, text: str) -> None:
    response = client.get(f"/api/v1/docs/?locale={locale}")
    page = response.content.decode()
    assert response["Content-Type"].startswith("text/html")
    assert f'<html lang="{locale}">' in page
    assert text in page
    assert "/api/v1/members/" in page


def texts_of(page: str) -> list[str]:
    """What the page says of each address and parameter, without names and values."""
    cells = BeautifulSoup(page, "html.parser").select("summary, td:last-child")
    for cell in cells:
        for code in cell.select("code"):
            code.extract()
    return [text for cell in cells if (text := cell.get_text(" ", strip=True))]


@pytest.mark.django_db
def test_everything_on_the_page_is_in_its_language(client: Client) -> None:
    told = {
        locale: texts_of(client.get(f"/api/v1/docs/?locale={locale}").content.decode())
        for locale in ("ko", "en")
    }
    assert len(told["ko"]) == len(told["en"]) > 100
    assert [text for text in told["ko"] if not re.search("[가-힣]", text)] == []
    assert [text for text in told["en"] if re.search("[가-힣]", text)] == []


@pytest.mark.django_db
def test_names_in_a_description_are_set_as_code(client: Client) -> None:
    page = BeautifulSoup(client.get("/api/v1/docs/").content, "html.parser")
    assert page.find("code", string="meta") is not None
    assert [cell.text for cell in page.select("summary, td") if "`" in cell.text] == []


@pytest.mark.django_db
def test_page_asks_no_other_server(client: Client) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    assert "<script" not in page
    assert "style=" not in page
    assert re.findall(r'(?:src|href)="https?://(?!testserver)', page) == []


@pytest.fixture
def served(db: None) -> Iterator[str]:
    """The site on a free port of this machine, with the test's own database in memory."""
    if connection.vendor != "sqlite":
        pytest.skip("shares the database in memory with a thread, which SQLite alone can")
    shared = connections[DEFAULT_DB_ALIAS]
    shared.inc_thread_sharing()
    server = LiveServerThread(
        "127.0.0.1", _StaticFilesHandler, connections_override={DEFAULT_DB_ALIAS: shared}
    )
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()
    shared.dec_thread_sharing()


def mirrored_by_python(url: str, file: Path) -> dict[str, Any]:
    command = [sys.executable, str(EXAMPLES / "mirror.py"), url, str(file)]
    subprocess.run(command, check=True, timeout=60)
    with sqlite3.connect(file) as store:
        rows = store.execute("SELECT key, data FROM object").fetchall()
    store.close()
    return {key: json.loads(data) for key, data in rows}


def mirrored_by_javascript(url: str, file: Path) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    subprocess.run([node, str(EXAMPLES / "mirror.mjs"), url, str(file)], check=True, timeout=60)
    return json.loads(file.read_text(encoding="utf-8"))["objects"]


def on_the_site(url: str) -> dict[str, Any]:
    """Every public object, as its own list gives it."""
    found: dict[str, Any] = {}
    for name in ("pages", "members"):
        following = f"{url}{name}/?limit=100"
        while following:
            answer = Client().get(following).json()
            for item in answer["items"]:
                found[f"{item['meta']['type']}:{item['id']}"] = item
            following = answer["next"]
    return found


@pytest.mark.once
@pytest.mark.parametrize("mirrored", [mirrored_by_python, mirrored_by_javascript])
def test_mirror_is_what_the_site_shows_after_each_run(
    served: str, tmp_path: Path, mirrored: Any
) -> None:
    url, file = f"{served}/api/v1/", tmp_path / "copy"
    report = PolicyReportPageFactory.create()
    member = MemberFactory.create()
    assert mirrored(url, file).keys() == on_the_site(url).keys()
    report.unpublish()
    member.name = "새 이름"
    member.save()
    page = StandardPageFactory.create(title="새 쪽")
    copy = mirrored(url.removesuffix("/"), file)
    assert copy.keys() == on_the_site(url).keys()
    assert copy[f"directory.Member:{member.pk}"]["title"] == "새 이름"
    assert copy[f"home.StandardPage:{page.pk}"]["title"] == "새 쪽"
    assert f"publications.PolicyReportPage:{report.pk}" not in copy


@pytest.mark.once
def test_mirror_says_that_a_test_came_and_is_woken_by_changes_alone(
    served: str, tmp_path: Path
) -> None:
    port = free_port()
    endpoint = new_endpoint(f"http://127.0.0.1:{port}/")
    secret, output = endpoint.new_secret(), tmp_path / "output"
    secrets = endpoint.valid_secrets()
    command = [EXAMPLES / "woken.py", f"{served}/api/v1/", tmp_path / "copy", str(port)]
    with output.open("w") as lines:
        program = subprocess.Popen(
            [sys.executable, *command], stdin=subprocess.PIPE, stdout=lines, stderr=lines
        )
        with ended(program):
            assert program.stdin is not None
            program.stdin.write(secret.encode())
            program.stdin.close()
            wait_for(port)
            assert lines_of(output, 1) == ["in step, woken by the start"]
            assert send_test(endpoint, secrets).answer.status == HTTPStatus.NO_CONTENT
            # As a change is told, by nobody who uses the database meanwhile.
            send(endpoint.url, "msg_change", '{"type": "content.changed"}', secrets)
            assert lines_of(output, 3)[1:] == ["a test came: 포털", "in step, woken by msg_change"]


def lines_of(output: Path, count: int) -> list[str]:
    """What stands there as soon as there are so many lines."""
    until = time.monotonic() + PATIENCE_SECONDS
    while len(lines := output.read_text(encoding="utf-8").splitlines()) < count:
        assert time.monotonic() < until, lines
        time.sleep(0.1)
    return lines
