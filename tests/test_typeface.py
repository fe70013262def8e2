"""The typeface's files: complete, under a name of their own, and as the tool makes them."""

from __future__ import annotations

import io
import re
from collections import Counter

import pytest
from fontTools.ttLib import TTFont

from tests.typeface.cutting import (
    FAMILY,
    FONTS,
    ROOT,
    SHEET,
    WEIGHTS,
    available,
    cut,
    file_name,
    style_sheet,
)
from tests.typeface.slices import slices

pytestmark = pytest.mark.once

FACE = re.compile(
    rf'font-family:"{FAMILY}";font-weight:(\d+);.*?url\(\.\./fonts/(.*?)\).*?unicode-range:(.*?)}}'
)
NAMES_SHOWN = (1, 3, 4, 6, 16)
COPYRIGHT, LICENCE = 0, 13
KS_X_1001 = {
    ord(bytes((row, cell)).decode("euc_kr"))
    for row in range(0xB0, 0xC9)
    for cell in range(0xA1, 0xFF)
}


def named(ranges: str) -> list[int]:
    """The code points that a `unicode-range` names."""
    found: list[int] = []
    for part in ranges.split(","):
        start, _dash, end = part.removeprefix("U+").partition("-")
        found += range(int(start, 16), int(end or start, 16) + 1)
    return found


def faces() -> list[tuple[int, TTFont, list[int]]]:
    """Weight, font and named code points of each face of the style sheet."""
    return [
        (int(weight), TTFont(io.BytesIO((FONTS / file).read_bytes())), named(ranges))
        for weight, file, ranges in FACE.findall(SHEET.read_text(encoding="utf-8"))
    ]


def test_each_character_is_looked_for_in_one_file_and_found_there() -> None:
    for weight in WEIGHTS:
        own = [face for face in faces() if face[0] == weight]
        counted = Counter(code for _weight, _font, codes in own for code in codes)
        assert set(counted.values()) == {1}
        for _weight, font, codes in own:
            assert set(font.getBestCmap()) <= set(codes)
        held = {code for _weight, font, _codes in own for code in font.getBestCmap()}
        assert held >= KS_X_1001 | set(range(0x20, 0x7F))


def test_every_file_is_named_and_every_name_is_a_file() -> None:
    named_files = {file for _weight, file, _codes in FACE.findall(SHEET.read_text("utf-8"))}
    assert named_files == {file.name for file in FONTS.glob("*.woff2")}


def test_modified_typeface_leaves_its_reserved_name_and_keeps_its_licence() -> None:
    for _weight, font, _codes in faces():
        names = {record.nameID: record.toUnicode() for record in font["name"].names}
        assert names[1] == FAMILY
        assert not [
            number for number in NAMES_SHOWN if "pretendard" in names.get(number, "").lower()
        ]
        assert "Kil Hyung-jin" in names[COPYRIGHT]
        assert "Open Font License" in names[LICENCE]
    assert "Reserved Font Name Pretendard" in (FONTS / "LICENSE.txt").read_text("utf-8")
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert FAMILY in notice
    assert str(FONTS.relative_to(ROOT)) in notice


def test_files_and_sheet_are_what_the_tool_makes() -> None:
    groups = slices(available())
    assert SHEET.read_text(encoding="utf-8") == style_sheet(groups)
    for weight, number in ((400, 1), (700, 12)):
        made = cut(weight, groups[number])
        assert made == cut(weight, groups[number])
        kept = FONTS / file_name(weight, number)
        assert tables(kept.read_bytes()) == tables(made)


def tables(data: bytes) -> dict[str, bytes]:
    """What a font holds, without how it was compressed."""
    font = TTFont(io.BytesIO(data))
    return {tag: font.reader[tag] for tag in font.reader.tables}


def test_figures_can_have_one_width_and_letters_are_kerned() -> None:
    for weight, font, codes in faces():
        if ord("0") in codes:
            features = {
                record.FeatureTag
                for table in ("GSUB", "GPOS")
                for record in font[table].table.FeatureList.FeatureRecord
            }
            assert features == {"tnum", "kern"}, weight
