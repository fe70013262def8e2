"""Reading files of every type in a process of their own; no test here needs a database."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publications.extraction.limits import MEBIBYTE, Limits
from publications.extraction.reader import DocumentReader, ReaderError, Reading
from publications.extraction.text import cleaned, pieces, with_whole_words
from tests import files, hwp5

pytestmark = pytest.mark.once

BOMB = bytes(130 * MEBIBYTE)


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as reader:
        yield reader


@pytest.fixture
def read(reader: DocumentReader, tmp_path: Path) -> Any:
    """Writes a file and has it read; its name says nothing."""

    def read(content: bytes) -> Reading:
        path = tmp_path / "file"
        path.write_bytes(content)
        return reader.read(path)

    return read


@pytest.mark.parametrize("name", ["csv", "docx", "epub", "hwp", "hwpx", "pdf", "pptx", "xlsx"])
def test_text_is_read_out_of_every_type(read: Any, name: str) -> None:
    reading = read(files.of_every_type()[name])
    assert reading.status == "read"
    assert files.PHRASE in "\n".join(reading.sections)


def test_a_pdf_has_a_section_for_each_page(read: Any) -> None:
    reading = read(files.pdf("첫 쪽", "", "셋째 쪽"))
    assert reading.sections == ["첫 쪽", "", "셋째 쪽"]
    assert reading.page_count == 3


def test_words_that_a_pdf_breaks_at_line_ends_are_whole_again(read: Any) -> None:
    assert read(files.pdf("노원구\n협동조합협의회")).sections == ["노원구협동조합협의회"]


def test_a_long_text_without_pages_comes_in_sections_of_at_most_8000_characters(read: Any) -> None:
    reading = read(files.hwpx(*[f"{number}번째 문단입니다. " * 50 for number in range(40)]))
    assert len(reading.sections) > 2
    assert max(map(len, reading.sections)) <= 8_000
    assert "39번째 문단입니다." in reading.sections[-1]


def test_a_table_in_the_old_korean_encoding_is_read(read: Any) -> None:
    assert files.PHRASE in read(files.csv(encoding="cp949")).sections[0]


def test_a_table_in_utf_16_is_read(read: Any) -> None:
    assert files.PHRASE in read(files.csv(encoding="utf-16")).sections[0]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (lambda: files.pdf(""), "empty"),
        (lambda: files.hwp(""), "empty"),
        (lambda: files.docx(""), "empty"),
        (lambda: b"", "empty"),
        (files.scanned_pdf, "scanned"),
        (lambda: files.pdf(password="비밀"), "password"),
        (lambda: files.hwp(flags=hwp5.PASSWORD), "password"),
        (lambda: files.hwp(flags=hwp5.DISTRIBUTION), "distribution"),
        (lambda: files.hwp(flags=hwp5.RIGHTS), "rights-managed"),
        (lambda: files.epub(**{"META-INF/rights.xml": "<r/>"}), "rights-managed"),
        (lambda: files.pdf()[:4000], "damaged"),
        (lambda: files.hwp()[:2200], "damaged"),
        (lambda: files.hwpx()[:3000], "damaged"),
        (lambda: files.hwp(body=b"no deflate"), "damaged"),
        (lambda: files.archive({"a.txt": "자료"}), "unreadable-type"),
        (lambda: b"\x00\x01\x02 nothing known", "damaged"),
        (lambda: b"<html>", "unreadable-type"),
    ],
)
def test_every_reading_ends_in_a_status(read: Any, content: Any, status: str) -> None:
    assert read(content()).status == status


def encrypted_hwpx() -> bytes:
    manifest = (
        '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    )
    return files.archive(
        {
            "mimetype": "application/hwp+zip",
            "META-INF/manifest.xml": manifest,
            "Contents/section0.xml": "<s/>",
        }
    )


def test_a_locked_hwpx_is_told_from_a_damaged_one(read: Any) -> None:
    assert read(encrypted_hwpx()).status == "password"


@pytest.mark.parametrize(
    "content",
    [
        lambda: files.hwp(body=hwp5.deflated(BOMB)),
        lambda: files.docx("a" * (65 * MEBIBYTE)),
        lambda: files.archive(
            {"mimetype": "application/hwp+zip", "Contents/section0.xml": b" " * (65 * MEBIBYTE)}
        ),
        lambda: files.epub("a" * (65 * MEBIBYTE)),
        lambda: files.csv("a" * 11_000_000),
    ],
)
def test_what_unpacks_to_too_much_is_too_large(read: Any, content: Any) -> None:
    reading = read(content())
    assert reading.status == "too-large"
    assert reading.peak_bytes < 1024 * MEBIBYTE


def test_xml_that_declares_entities_is_damaged(read: Any) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    body = '<w:document xmlns:w="w"><w:p><w:t>&l8;</w:t></w:p></w:document>'
    document = f'<!DOCTYPE d [<!ENTITY l0 "하">{laughs}]>{body}'
    parts = {
        "[Content_Types].xml": files.content_types(
            "openxmlformats-officedocument.wordprocessingml.document.main+xml"
        ),
        "word/document.xml": document,
    }
    assert read(files.archive(parts)).status == "damaged"


def test_a_container_with_a_million_entries_is_not_opened(tmp_path: Path) -> None:
    content = bytearray(files.archive({"mimetype": "application/hwp+zip"}))
    content[-12:-10] = content[-14:-12] = (60_000).to_bytes(2, "little")
    path = tmp_path / "file"
    path.write_bytes(content)
    with DocumentReader() as reader:
        assert reader.read(path).status == "damaged"
        assert reader.server is None


def test_the_names_of_accounts_in_the_metadata_are_noted(read: Any) -> None:
    assert read(files.pdf(author="hong.gildong")).people == ["hong.gildong"]
    assert read(files.hwp(author="홍길동")).people == ["홍길동"]
    assert read(files.hwpx()).people == ["협의회"]
    assert read(files.docx(author="kim")).people == ["kim"]


@pytest.mark.parametrize(
    "content",
    [
        lambda: files.pdf("표지"),
        lambda: files.hwpx("표지"),
        lambda: files.hwp("표지", picture=files.png()),
    ],
)
def test_the_first_page_becomes_a_cover_in_three_formats_and_two_widths(
    read: Any, content: Any, tmp_path: Path
) -> None:
    cover = read(content()).cover
    assert cover.width == 480
    assert 670 < cover.height < 690
    sizes = set()
    for name, data in cover.files.items():
        path = tmp_path / name
        path.write_bytes(data)
        with Image.open(path) as picture:
            sizes.add((name.split(".")[1], picture.format, picture.width))
    assert sizes == {
        (extension, name, width)
        for extension, name in (("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG"))
        for width in (240, 480)
    }


def test_a_page_as_large_as_a_field_makes_a_small_cover(read: Any) -> None:
    reading = read(files.pdf("넓은 쪽", size=(14_400, 14_400)))
    assert (reading.cover.width, reading.cover.height) == (480, 480)
    assert reading.peak_bytes < 200 * MEBIBYTE


def test_a_picture_that_is_a_bomb_leaves_the_text_alone(read: Any) -> None:
    bomb = files.png((7_000, 7_000))
    reading = read(files.hwp("글은 읽힙니다", picture=bomb))
    assert reading.status == "read"
    assert reading.sections == ["글은 읽힙니다"]
    assert reading.cover is None


def read_with(limits: Limits, content: bytes, folder: Path) -> Reading:
    path = folder / "file"
    path.write_bytes(content)
    with DocumentReader(limits) as reader:
        return reader.read(path)


def test_reading_stops_at_the_limit_of_processor_time(tmp_path: Path) -> None:
    content = files.pdf(*["가나다라 " * 20] * 30)
    pages = files.epub(*["<p>" * 100_000] * 40)
    limits = Limits(processor_seconds=1)
    started = time.monotonic()
    reading = read_with(limits, pages, tmp_path)
    assert reading.status == "too-large"
    assert reading.exit_code == -signal.SIGXCPU
    assert time.monotonic() - started < 20
    assert read_with(limits, content, tmp_path).status == "read"


def test_reading_stops_at_the_limit_of_memory(tmp_path: Path) -> None:
    limits = Limits(memory=80 * MEBIBYTE)
    reading = read_with(limits, files.docx("가나" * (4 * MEBIBYTE)), tmp_path)
    assert reading.status == "too-large"
    assert reading.peak_bytes < limits.memory


def test_pages_that_were_read_before_the_limit_are_kept(tmp_path: Path) -> None:
    chapters = ["<p>처음 몇 쪽</p>", *["<p>" * 100_000] * 40]
    reading = read_with(Limits(processor_seconds=1), files.epub(*chapters), tmp_path)
    assert reading.status == "too-large"
    assert reading.sections[0] == "처음 몇 쪽"


def test_a_killed_server_is_noticed_and_the_next_file_has_a_new_one(
    read: Any, reader: DocumentReader
) -> None:
    read(files.pdf())
    assert reader.server is not None
    os.kill(reader.server.pid, signal.SIGKILL)
    reader.server.wait()
    assert read(files.pdf()).status == "read"


def test_a_server_that_dies_over_a_file_is_an_error_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(files.pdf())
    monkeypatch.setattr("sys.executable", "/bin/false")
    with DocumentReader() as reader, pytest.raises(ReaderError):
        reader.read(path)


def test_the_reading_process_knows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    path = tmp_path / "file"
    path.write_bytes(files.pdf())
    with DocumentReader() as reader:
        reader.read(path)
        assert reader.server is not None
        environment = Path(f"/proc/{reader.server.pid}/environ").read_bytes()
    assert b"very secret" not in environment
    assert b"PYTHONPATH" in environment


def test_nothing_is_left_in_the_folder_for_temporary_files(
    read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    read(files.pdf())
    read(files.pdf()[:3000])
    assert not list(folder.iterdir())


def test_text_is_kept_without_what_a_database_refuses() -> None:
    assert cleaned("가\x00나\ud800다\r\n라\u3000마\ufffe") == "가나다\n라 마"


def test_text_is_kept_in_whole_syllables() -> None:
    assert cleaned("\u1112\u1167\u11b8") == "협"


def test_only_single_line_ends_between_hangul_go() -> None:
    assert with_whole_words("협동\n조합\n\n(주)\n가") == "협동조합\n\n(주)\n가"


def test_pieces_end_at_lines_else_at_spaces_and_lose_nothing() -> None:
    text = "가나다라 마바사\n" * 50
    parts = list(pieces(text, 40))
    assert max(map(len, parts)) <= 40
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert list(pieces("가" * 100, 40)) == ["가" * 40, "가" * 40, "가" * 20]
