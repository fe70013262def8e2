"""A keeper takes a spreadsheet in: chosen, previewed, confirmed, and taken back."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from playwright.sync_api import expect

from tests.browser.conftest import DemoSite

NAME = "브라우저협동조합"


def member_list(path: Path) -> Path:
    """A real XLSX file, with a title above its headings, one new member and one known."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["2026년 회원 명부"],
        ["연번", "단체명", "회원 분류", "자치구", "대표전화", "설립일"],
        [1, NAME, "개별협동조합", "마포구", "02-351-0009", "2019. 5. 7."],
        [2, "강서구협동조합협의회", None, "강서구", "02-351-0010", None],
    ):
        sheet.append(row)
    book.save(path)
    return path


def found(site: DemoSite, name: str) -> list[dict[str, Any]]:
    """The members that the API tells of under that name."""
    address = f"{site.base}/api/v1/members/?limit=100"
    with urllib.request.urlopen(address, timeout=20) as answer:
        return [each for each in json.load(answer)["items"] if each["name"] == name]


def test_spreadsheet_goes_through_preview_and_confirmation_and_is_undone(
    staff: Any, demo_site: DemoSite, tmp_path: Path
) -> None:
    before = found(demo_site, "강서구협동조합협의회")[0]["phone"]
    page = staff("admin").open("/admin/member_imports/new/")
    page.get_by_label("파일").set_input_files(member_list(tmp_path / "회원 명부.xlsx"))
    page.get_by_role("button", name="다음").click()

    expect(page.get_by_label("B열의 항목")).to_have_value("name")
    page.get_by_label("C열의 항목").select_option("category")
    page.get_by_label("바로 게시합니다").check()
    page.get_by_role("button", name="미리보기").click()

    confirm = page.get_by_role("button", name="2개 행 가져오기")
    expect(confirm).to_be_visible(timeout=60_000)
    expect(page.get_by_role("row", name="강서구협동조합협의회")).to_contain_text("02-351-0010")
    assert not found(demo_site, NAME)

    confirm.click()
    undo = page.get_by_role("link", name="이 가져오기 되돌리기")
    expect(undo).to_be_visible(timeout=60_000)
    assert found(demo_site, NAME)[0]["phone"] == "02-351-0009"
    assert found(demo_site, "강서구협동조합협의회")[0]["phone"] == "02-351-0010"

    undo.click()
    page.get_by_role("button", name="가져오기 되돌리기").click()
    expect(page.get_by_role("heading", name="되돌림")).to_be_visible(timeout=60_000)
    assert not found(demo_site, NAME)
    assert found(demo_site, "강서구협동조합협의회")[0]["phone"] == before
