"""Making the typeface's files and their style sheet out of Pretendard's TrueType files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from seoulcoop.demo import look
from tests.typeface.slices import slices, unicode_ranges

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "site/seoulcoop/static/seoulcoop"
FONTS = STATIC / "fonts"
SHEET = STATIC / "css/fonts.css"

# Pretendard's licence keeps its name for what is unmodified.
FAMILY = "Seoulcoop Sans"
WEIGHTS = {400: look.REGULAR, 700: look.BOLD}
STYLES = {400: "Regular", 700: "Bold"}

# Kerning and figures of one width; the sheets ask for nothing else.
FEATURES = ["kern", "tnum"]
# Half of Pretendard's grid: less than a tenth of a pixel at the largest size, a tenth of the bytes.
UNITS_PER_EM = 1024
COPYRIGHT, LICENCE, LICENCE_ADDRESS = 0, 13, 14

HEAD = """\
/* Made by `python -m tests.typeface`: Pretendard 1.3.9 in two weights, cut so that a page needs few
   files, and so under another name. Copyright (c) 2021 Kil Hyung-jin, with Reserved Font Name
   Pretendard. SIL Open Font License 1.1: ../fonts/LICENSE.txt */
/* Until it is there, Noto Sans KR stands in at its width, so that lines do not move. */
"""
STAND_IN = (
    '@font-face{{font-family:"{family} fallback";font-weight:{weight};'
    'src:local("Noto Sans KR{style}"),local("Noto Sans CJK KR{style}");'
    "size-adjust:94.4%;ascent-override:100.9%;descent-override:25.5%;line-gap-override:0%}}\n"
)
FACE = (
    '@font-face{{font-family:"{family}";font-weight:{weight};font-display:optional;'
    'src:url(../fonts/{file})format("woff2");unicode-range:{codes}}}\n'
)


def file_name(weight: int, number: int) -> str:
    return f"{STYLES[weight].lower()}-{number}.woff2"


def cut(weight: int, codes: list[int]) -> bytes:
    """A WOFF2 file with the glyphs of `codes` only, under our own name."""
    options = subset.Options(
        layout_features=FEATURES, hinting=False, notdef_outline=True, drop_tables=["DSIG"],
        name_IDs=[COPYRIGHT, LICENCE, LICENCE_ADDRESS], recalc_timestamp=False,
    )  # fmt: skip
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    file = io.BytesIO()
    with subset.load_font(str(WEIGHTS[weight]), options) as font:
        subsetter.subset(font)
        scale_upem(font, UNITS_PER_EM)
        rename(font, STYLES[weight])
        font.flavor = "woff2"
        font.save(file, reorderTables=False)
    return file.getvalue()


def rename(font: Any, style: str) -> None:
    """Give `font` our family's name, and a version that says what was done."""
    full_name = f"{FAMILY} {style}"
    texts = {
        1: FAMILY, 2: style, 3: f"{full_name} 1.309", 4: full_name,
        5: "Version 1.309; a cut of it", 6: full_name.replace(" ", ""),
    }  # fmt: skip
    for number, text in texts.items():
        font["name"].setName(text, number, platformID=3, platEncID=1, langID=0x409)


def available() -> set[int]:
    """The code points that every weight has."""
    found = []
    for file in WEIGHTS.values():
        with TTFont(file) as font:
            found.append(set(font.getBestCmap()))
    return set.intersection(*found)


def style_sheet(groups: list[list[int]]) -> str:
    """The faces; those of one slice stand together, because they then compress to one."""
    stand_ins = (
        STAND_IN.format(family=FAMILY, weight=weight, style="" if weight == 400 else " Bold")
        for weight in WEIGHTS
    )
    faces = (
        FACE.format(family=FAMILY, weight=weight, file=file_name(weight, number), codes=codes)
        for number, codes in enumerate(unicode_ranges(groups))
        for weight in WEIGHTS
    )
    return HEAD + "".join(stand_ins) + "".join(faces)


def cut_all() -> dict[str, int]:
    """Write every file and the sheet; the size of each."""
    groups = slices(available())
    for old in FONTS.glob("*.woff2"):
        old.unlink()
    sizes = {}
    for number, codes in enumerate(groups):
        for weight in WEIGHTS:
            data = cut(weight, codes)
            name = file_name(weight, number)
            (FONTS / name).write_bytes(data)
            sizes[name] = len(data)
    SHEET.write_text(style_sheet(groups), encoding="utf-8")
    return sizes
