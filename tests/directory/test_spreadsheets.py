"""Files that people hand in, good and bad."""

from __future__ import annotations

import datetime
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import Workbook

from directory.imports import spreadsheets
from directory.imports.dates import read_date
from directory.imports.plain_text import as_cell, from_cell
from directory.imports.spreadsheets import SpreadsheetError, guarded, rows, without_guard
from directory.listing import joined, split
from tests.directory.spreadsheets import xlsx

FILES = Path(__file__).parent / "files"
XLSX = xlsx([["이름", "설립일"], ["새협의회", datetime.date(2015, 3, 2)]])


def repacked(parts: dict[str, bytes], content: bytes = XLSX) -> bytes:
    """The workbook with parts added or replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**kept, **parts}.items():
            new.writestr(name, data)
    return file.getvalue()


BOMB = b"<sst>" + b" " * (spreadsheets.MOST_SHARED_BYTES + 1) + b"</sst>"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)
OLE = spreadsheets.OLE_MAGIC + bytes(512)

BAD_FILES = {
    "cut off": (XLSX[: len(XLSX) // 2], spreadsheets.UNREADABLE),
    "broken inside": (
        repacked({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}),
        spreadsheets.UNREADABLE,
    ),
    "entities": (repacked({"xl/worksheets/sheet1.xml": LAUGHS}), spreadsheets.UNREADABLE),
    "encrypted": (OLE + spreadsheets.ENCRYPTED_PACKAGE, spreadsheets.ENCRYPTED),
    "old Excel": (OLE, spreadsheets.OLD_EXCEL),
    "Hangul document": (OLE + spreadsheets.HWP_HEADER, spreadsheets.NOT_A_SPREADSHEET),
    "bomb": (repacked({"xl/sharedStrings.xml": BOMB}), spreadsheets.TOO_MUCH_UNPACKED),
    "many parts": (
        repacked({f"xl/media/{number}.png": b"" for number in range(1_001)}),
        spreadsheets.TOO_MUCH_UNPACKED,
    ),
    "macros": (repacked({"xl/vbaProject.bin": b"code"}), spreadsheets.WITH_MACROS),
    "macros by another name": (
        repacked({"xl/vbaProject1.bin": b"code"}),
        spreadsheets.WITH_MACROS,
    ),
    "old macros": (
        repacked({"xl/macrosheets/sheet1.xml": b"<a/>"}),
        spreadsheets.WITH_MACROS,
    ),
    "a PDF": (b"%PDF-1.7 named .xlsx", spreadsheets.NOT_A_SPREADSHEET),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", spreadsheets.NOT_A_SPREADSHEET),
    "a web page": (b"<html><table><tr><td>1</td></tr></table></html>", spreadsheets.WEB_PAGE),
    "nothing": (b"  \n ", spreadsheets.EMPTY),
    "unknown letters": ("이름\n조합".encode("utf-16-be") + b"\xff", spreadsheets.NOT_A_SPREADSHEET),
    "no encoding": (b"\xc0\xc1,\xff\xfe\n\x80\x80", spreadsheets.UNKNOWN_ENCODING),
    "open quotation": ('이름,분류\n"열린,것\n'.encode(), spreadsheets.BROKEN_CSV),
    "too large": (b"a" * (spreadsheets.MOST_BYTES + 1), spreadsheets.TOO_LARGE),
    "too many columns": (("a," * 201 + "b\n").encode(), spreadsheets.TOO_MANY_COLUMNS),
    "too many rows": (b"a\n" * 20_001, spreadsheets.TOO_MANY_ROWS),
}


@pytest.mark.parametrize(("content", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_file_is_refused_with_one_sentence(content: bytes, message: object) -> None:
    with pytest.raises(SpreadsheetError) as refusal:
        list(rows(content))
    assert refusal.value.message == message


def test_open_document_and_word_files_are_told_apart() -> None:
    for names, message in (
        (("META-INF/manifest.xml", "content.xml"), spreadsheets.OPEN_DOCUMENT),
        (("word/document.xml",), spreadsheets.NOT_A_SPREADSHEET),
    ):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            for name in names:
                package.writestr(name, "x")
        with pytest.raises(SpreadsheetError) as refusal:
            list(rows(file.getvalue()))
        assert refusal.value.message == message


@pytest.mark.parametrize("cut", range(0, len(XLSX), 97))
def test_a_file_damaged_anywhere_never_breaks_the_reader(cut: int) -> None:
    damaged = XLSX[:cut] + bytes([XLSX[cut] ^ 0xFF]) + XLSX[cut + 1 :]
    with suppress(SpreadsheetError):
        list(rows(damaged))


def test_file_made_by_libreoffice_is_read_like_one_made_by_openpyxl() -> None:
    found = [row.cells for row in rows((FILES / "libreoffice.xlsx").read_bytes())]
    assert found[0][:4] == ("이름", "분류", "자치구", "설립일")
    assert found[1][0] == "은평협동조합협의회"
    assert isinstance(found[1][3], datetime.datetime)


def test_a_hidden_sheet_is_passed_over() -> None:
    book = Workbook()
    book.active.append(["숨은 것"])
    book.active.sheet_state = "hidden"
    book.create_sheet("회원").append(["이름"])
    file = io.BytesIO()
    book.save(file)
    assert [row.cells for row in rows(file.getvalue())] == [("이름",)]


@pytest.mark.parametrize(
    "written",
    ["2015-03-02", "2015.3.2", "2015. 3. 2.", "2015/03/02", "20150302", "2015년 3월 2일", 20150302],
)
def test_dates_are_read_as_koreans_write_them(written: object) -> None:
    assert read_date(written) == datetime.date(2015, 3, 2)


@pytest.mark.parametrize("written", ["2015", "2015-03", "2015-13-01", "2015-02-30", "미상", 41426])
def test_no_day_is_ever_made_up(written: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_date(written)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "'=1", "''=1", "'a", "a=1", ""])
def test_guard_against_formulas_comes_off_again(text: str) -> None:
    assert without_guard(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize(
    "items", [[], ["가"], ["가; 나", "다"], ['말 "하는" 것', "줄\n바꿈"], ["쉼,표"]]
)
def test_lists_in_a_cell_come_apart_again(items: list[str]) -> None:
    assert split(joined(items)) == items


def test_lists_are_read_as_people_write_them() -> None:
    assert split("가, 나;다\n라,,가") == ["가", "나", "다", "라"]


@pytest.mark.parametrize(
    "html",
    ["<p>가 &amp; 나</p>", "<p>가<br/>나</p><p>다</p>", "<p>가 <b>나</b></p>",
     "<ul><li>가</li></ul>", '<p><a href="https://example.org">가</a></p>', ""],
)  # fmt: skip
@pytest.mark.django_db
def test_rich_text_comes_back_as_it_was(html: str) -> None:
    assert as_cell(from_cell(as_cell(html))) == as_cell(html)


@pytest.mark.django_db
def test_rich_text_from_a_cell_brings_no_script() -> None:
    html = from_cell('<p>가<script>alert(1)</script><a href="javascript:alert(1)">나</a></p>')
    assert "script" not in html
    assert from_cell("가 <script>") == "<p>가 &lt;script&gt;</p>"
