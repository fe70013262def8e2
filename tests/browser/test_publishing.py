"""From a file on an editor's desk to a visitor's download: the whole path in real browsers."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from playwright.sync_api import Page, expect

from tests import files
from tests.browser.conftest import DemoSite
from tests.browser.test_editing import choose_action

TITLE = "서울 협동조합 정책 제안"
PHRASE = "두레박으로 길어 올린 연대기금"
BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
    "Safari/537.36"
)
FIRST_PART = 1000
PATIENCE = 60


def index_number(site: DemoSite) -> int:
    """The page that lists the publications, as the API tells it."""
    address = f"{site.base}/api/v1/pages/find/?html_path=/publications/"
    with urllib.request.urlopen(address, timeout=20) as answer:
        return int(json.load(answer)["id"])


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(1)


def upload(page: Page, *paths: Path) -> None:
    """Add documents the way the admin offers it, several at once."""
    page.locator("input[type=file]").first.set_input_files([str(path) for path in paths])
    expect(page.locator(".upload-success")).to_have_count(len(paths), timeout=PATIENCE * 1000)


def text_is_read(page: Page, count: int) -> bool:
    """Whether the list of documents says so of the newest ones."""
    page.reload()
    rows = page.locator("tr", has_text="제안")
    return rows.filter(has_text="읽음").count() >= count


def add_file(page: Page, number: int, document: str, label: str) -> None:
    """One more row among the publication's files, with a document out of the library."""
    page.locator("#id_files-ADD").click()
    page.locator(f"#id_files-{number}-document-chooser [data-chooser-action-choose]").first.click()
    page.locator(".modal-body a[data-chooser-modal-choice]", has_text=document).first.click()
    page.locator(".modal-body").wait_for(state="detached")
    page.locator(f"#id_files-{number}-label").fill(label)


def part_of(site: DemoSite, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """The first thousand bytes of an answer; then the visitor's line breaks."""
    connection = http.client.HTTPConnection(urlsplit(site.base).netloc, timeout=20)
    connection.request("GET", quote(path, safe="/%"), headers={"User-Agent": BROWSER, **headers})
    answer = connection.getresponse()
    content = answer.read(None if "Range" in headers else FIRST_PART)
    found = {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return answer.status, found, content


def test_a_publication_goes_from_the_editors_files_to_a_visitors_download(
    staff: Any, visitors: Any, demo_site: DemoSite, tmp_path: Path
) -> None:
    pdf, hwpx = tmp_path / "제안 요약.pdf", tmp_path / "제안 전문.hwpx"
    pdf.write_bytes(files.pdf("요약: 협동조합 기본법을 고칩니다."))
    hwpx.write_bytes(files.hwpx("들어가며", f"우리는 {PHRASE}을 제안합니다."))

    editor = staff("editor")
    upload(editor.open("/admin/documents/multiple/add/"), pdf, hwpx)
    documents = editor.open("/admin/documents/?ordering=-created_at")
    wait_until(lambda: text_is_read(documents, 2), "the files were not read")

    writing = editor.open(
        f"/admin/pages/add/publications/policyreportpage/{index_number(demo_site)}/"
    )
    writing.locator("[name=title]").fill(TITLE)
    add_file(writing, 0, "제안 요약", "요약본")
    add_file(writing, 1, "제안 전문", "전문")
    writing.locator("[name=abstract]").fill("제안을 모았습니다.")
    choose_action(writing, "[name=action-submit]")
    expect(writing.locator(".messages")).to_contain_text("개인정보")
    writing.locator("[data-content-checks] input[type=checkbox]").check()
    choose_action(writing, "[name=action-submit]")
    submitted = writing.locator(".messages .success")
    expect(submitted).to_contain_text(TITLE)
    address = submitted.locator("a[href$='/edit/']").first.get_attribute("href")

    moderator = staff("moderator")
    choose_action(
        moderator.open(str(address)),
        "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])",
    )

    visitor = visitors(user_agent=BROWSER)
    found = visitor.open(f"/search/?q={quote(PHRASE)}")
    found.locator("main").get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(found.locator("h1")).to_have_text(TITLE)
    link = found.locator("a.file__label", has_text="전문").first.get_attribute("href")
    assert link is not None

    status, headers, first = part_of(demo_site, link)
    assert status == 200
    assert int(headers["content-length"]) == hwpx.stat().st_size
    resumed, _headers, rest = part_of(
        demo_site, link, **{"Range": f"bytes={FIRST_PART}-", "If-Range": headers["etag"]}
    )
    assert resumed == 206
    assert first + rest == hwpx.read_bytes()

    counts = moderator.open("/admin/")

    def counted() -> list[str]:
        counts.goto(f"{demo_site.base}/admin/publications/downloadcount/?q={quote(TITLE)}")
        return counts.locator("tbody tr", has_text="전문").all_inner_texts()

    wait_until(lambda: bool(counted()), "the download was not counted")
    assert [re.split(r"\s+", row.strip())[-1] for row in counted()] == ["1"]
    assert not visitor.strays
