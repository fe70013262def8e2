"""The sample HWPX, read back with extract-hwp and taken apart as a ZIP."""

from functools import cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest
from extract_hwp import extract_text_from_hwp
from PIL import Image

from seoulcoop.demo import look
from seoulcoop.demo.documents import SampleText
from seoulcoop.demo.hwpx import sample_hwpx

TEXT = SampleText(
    "연대기금 운영 안내서",
    "서울지역협동조합협의회",
    "이 파일은 시연용 견본입니다.",
    ("협의회는 협동조합들이 함께 만든 연대 조직입니다.", "기금은 총회에 보고합니다."),
)
ODD = SampleText(
    "<b>가 & 나\x00",
    '"단체" \ud800<i>',
    "]]> \ufffe 알림\x0b",
    ("", "  ", "협동조합" * 300, "축하 🎉", "a\tb\nc", "漢字 &amp;"),
)
HEAD = "{http://www.hancom.co.kr/hwpml/2011/head}"
PARAGRAPH = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
OPF = "{http://www.idpf.org/2007/opf/}"


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


@cache
def archive(text: SampleText = TEXT) -> ZipFile:
    return ZipFile(BytesIO(sample_hwpx(text)))


def part(name: str, text: SampleText = TEXT) -> ET.Element:
    return ET.fromstring(archive(text).read(name))


def extracted(text: SampleText, folder: Path) -> list[str]:
    path = folder / "sample.hwpx"
    path.write_bytes(sample_hwpx(text))
    content, error = extract_text_from_hwp(str(path))
    assert error is None
    return content.splitlines()


def ids(root: ET.Element, path: str) -> list[str | None]:
    return [element.get("id") for element in root.findall(path)]


@pytest.mark.parametrize("text", [TEXT, ODD])
def test_every_line_can_be_extracted_in_order(text: SampleText, tmp_path: Path) -> None:
    printable = text.printable()
    cover = [printable.organisation, printable.title, printable.notice]
    assert extracted(text, tmp_path) == [*cover, *printable.paragraphs]


def test_media_type_comes_first_and_uncompressed() -> None:
    first = archive().infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
    assert sample_hwpx(TEXT)[30:57] == b"mimetypeapplication/hwp+zip"


def test_container_has_every_part_of_the_format() -> None:
    assert set(archive().namelist()) == {
        "mimetype",
        "version.xml",
        "settings.xml",
        "META-INF/container.xml",
        "META-INF/container.rdf",
        "META-INF/manifest.xml",
        "Contents/content.hpf",
        "Contents/header.xml",
        "Contents/section0.xml",
        "Preview/PrvText.txt",
        "Preview/PrvImage.png",
    }


@pytest.mark.parametrize("text", [TEXT, ODD, SampleText("", "", "", ())])
def test_every_xml_part_is_well_formed(text: SampleText) -> None:
    for name in archive(text).namelist():
        if name.endswith((".xml", ".hpf", ".rdf")):
            ET.fromstring(archive(text).read(name))


def test_container_points_at_parts_that_exist() -> None:
    paths = [element.get("full-path") for element in part("META-INF/container.xml").iter()]
    assert {path for path in paths if path} <= set(archive().namelist())


def test_spine_names_parts_that_exist() -> None:
    content = part("Contents/content.hpf")
    parts = {item.get("id"): item.get("href") for item in content.iter(f"{OPF}item")}
    spine = [item.get("idref") for item in content.iter(f"{OPF}itemref")]
    assert spine[:2] == ["header", "section0"]
    assert {parts[name] for name in spine} <= set(archive().namelist())


def test_metadata_names_the_title_and_the_organisation_but_no_account() -> None:
    metadata = part("Contents/content.hpf").find(f"{OPF}metadata")
    assert metadata is not None
    assert metadata.findtext(f"{OPF}title") == TEXT.title
    assert metadata.findtext(f"{OPF}language") == "ko"
    facts = {meta.get("name"): meta.text for meta in metadata.iter(f"{OPF}meta")}
    assert facts["creator"] == facts["lastsaveby"] == TEXT.organisation


def test_body_refers_only_to_styles_of_the_head() -> None:
    head, body = part("Contents/header.xml"), part("Contents/section0.xml")
    characters = ids(head, f".//{HEAD}charPr")
    paragraphs = ids(head, f".//{HEAD}paraPr")
    assert {run.get("charPrIDRef") for run in body.iter(f"{PARAGRAPH}run")} <= set(characters)
    assert {line.get("paraPrIDRef") for line in body.iter(f"{PARAGRAPH}p")} <= set(paragraphs)
    assert ids(head, f".//{HEAD}style") == characters == paragraphs


def test_lists_of_the_head_state_their_length() -> None:
    lists = list(part("Contents/header.xml").iterfind(f"{HEAD}refList/*"))
    assert lists
    assert [int(entry.get("itemCnt", "-1")) for entry in lists] == [len(entry) for entry in lists]


def test_title_body_and_notice_look_different() -> None:
    root = part("Contents/section0.xml")
    styles = [line.get("styleIDRef") for line in root.iter(f"{PARAGRAPH}p")]
    assert len(set(styles[:3])) == 3
    assert styles[3:] == ["0", "0"]


def test_first_run_sets_up_an_a4_page() -> None:
    run = part("Contents/section0.xml").find(f"{PARAGRAPH}p/{PARAGRAPH}run")
    assert run is not None
    page = run.find(f"{PARAGRAPH}secPr/{PARAGRAPH}pagePr")
    assert page is not None
    assert (page.get("width"), page.get("height")) == ("59528", "84186")


def test_preview_text_begins_like_the_document() -> None:
    preview = archive().read("Preview/PrvText.txt").decode()
    assert preview.split("\r\n")[:3] == [TEXT.organisation, TEXT.title, TEXT.notice]


def test_preview_picture_shows_the_band_the_notice_and_the_text() -> None:
    with Image.open(BytesIO(archive().read("Preview/PrvImage.png"))) as preview:
        picture = preview.convert("RGB")
    assert picture.size == (724, 1024)
    assert picture.getpixel((362, 8)) == pytest.approx(rgb(look.ACCENT), abs=4)
    assert picture.getpixel((630, 230)) == pytest.approx(rgb(look.NOTICE_GROUND), abs=4)
    assert sum(picture.crop((86, 120, 638, 170)).convert("L").histogram()[:64]) > 500


def test_same_text_gives_the_same_bytes() -> None:
    assert sample_hwpx(TEXT) == sample_hwpx(TEXT)


def test_archive_carries_no_date_of_its_making() -> None:
    assert {entry.date_time for entry in archive().infolist()} == {(1980, 1, 1, 0, 0, 0)}
