"""Valid HTML: what the Nu Html Checker (vnu) says of each type of page."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser.public_site import CLOSED, PAGES, STYLE_GUIDE, PageType, PublicSite
from tests.browser.tools import java_and_vnu
from tests.browser.visiting import SESSION_COOKIE

pytestmark = pytest.mark.once


def markup(site: PublicSite, kind: PageType) -> bytes:
    """The page as the server sends it."""
    if kind is STYLE_GUIDE:
        return site.style_guide.encode()
    request = urllib.request.Request(quote(site.address(kind), safe=":/?=&"))
    if kind is CLOSED:
        request.add_header("Cookie", f"{SESSION_COOKIE}={site.reader_session}")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as refusal:
        return refusal.read()


def test_vnu_finds_no_error(public_site: PublicSite, tmp_path: Path) -> None:
    java, jar = java_and_vnu()
    for number, kind in enumerate(PAGES):
        (tmp_path / f"{number}.html").write_bytes(markup(public_site, kind))
    command = [java, "-jar", str(jar), "--format", "json", "--errors-only", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    found = [
        f"{PAGES[int(Path(each['url']).stem)]}: {each['message']} {each.get('extract')}"
        for each in json.loads(done.stderr)["messages"]
    ]
    assert found == []


def test_vnu_would_find_one(tmp_path: Path) -> None:
    java, jar = java_and_vnu()
    (tmp_path / "wrong.html").write_text("<!doctype html><title>x</title><p><div></p>")
    command = [java, "-jar", str(jar), "--format", "json", "--errors-only", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert json.loads(done.stderr)["messages"]
