"""The documentation page, and the programs on it, run as a partner would run them."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client
from django.test.testcases import LiveServerThread, _StaticFilesHandler

import headless.examples
from tests.factories import MemberFactory, PolicyReportPageFactory, StandardPageFactory

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
