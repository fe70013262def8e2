"""`Contents/header.xml` of an OWPML document: the fonts, borders and styles its body refers to.

The order of elements follows the schema of KS X 6101; where Hancom Office departs from the
standard, its practice wins, because it is what readers have: `trackchageConfig` is its spelling,
`shadeColor="none"` its word for no shade.
"""

from typing import Final
from xml.etree import ElementTree as ET

from seoulcoop.demo import look
from seoulcoop.demo.hwpx.markup import NAMESPACES, Attributes, counted, node
from seoulcoop.demo.hwpx.styles import BORDERS, STYLES, Border, Style, style_id

# The scripts for which OWPML chooses a font each, and their names as attributes.
_SCRIPTS: Final = ("HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER")
_FALLBACK_FONT: Final = "함초롬돋움"
_LANGUAGE_IDS: Final = {"ko": 1042, "en": 1033}
_UNITS_PER_POINT: Final = 100
# Hancom reads a paragraph's margins in halves of a unit, except inside its own `hp:switch`.
_MARGIN_UNITS_PER_POINT: Final = 2 * _UNITS_PER_POINT
_OUTLINE_LEVELS: Final = 7


def head(language: str) -> ET.Element:
    """The root of the head part; `language` is a BCP 47 tag."""
    counters = dict.fromkeys(("page", "footnote", "endnote", "pic", "tbl", "equation"), 1)
    return node(
        "hh:head",
        {**NAMESPACES, "version": "1.5", "secCnt": 1},
        node("hh:beginNum", counters),
        _references(language),
        node(
            "hh:compatibleDocument",
            {"targetProgram": "HWP201X"},
            node("hh:layoutCompatibility"),
        ),
        node("hh:trackchageConfig", {"flags": 56}),
    )


def _references(language: str) -> ET.Element:
    """The tables that the body refers to by number."""
    return node(
        "hh:refList",
        None,
        counted("hh:fontfaces", (_font_face(script) for script in _SCRIPTS)),
        counted("hh:borderFills", (_border_fill(border) for border in BORDERS)),
        counted("hh:charProperties", (_character_properties(style) for style in STYLES)),
        counted("hh:tabProperties", [node("hh:tabPr", {"id": 0})]),
        counted("hh:numberings", [_outline()]),
        counted("hh:paraProperties", (_paragraph_properties(style) for style in STYLES)),
        counted("hh:styles", (_style(style, language) for style in STYLES)),
    )


def _font_face(script: str) -> ET.Element:
    """One script's fonts: ours by name, and Hancom's own sans serif where it is not installed."""
    substitute = node("hh:substFont", {"face": _FALLBACK_FONT, "type": "TTF", "isEmbedded": 0})
    font = node(
        "hh:font",
        {"id": 0, "face": look.FAMILY, "type": "TTF", "isEmbedded": 0},
        substitute,
        _type_info(),
    )
    return node("hh:fontface", {"lang": script, "fontCnt": 1}, font)


def _type_info() -> ET.Element:
    """The PANOSE-like numbers by which a reader finds a similar font."""
    return node(
        "hh:typeInfo",
        {
            "familyType": "FCAT_GOTHIC",
            "weight": 6,
            "proportion": 4,
            "contrast": 0,
            "strokeVariation": 1,
            "armStyle": 1,
            "letterform": 1,
            "midline": 1,
            "xHeight": 1,
        },
    )


def _border_fill(border: Border) -> ET.Element:
    """A border with its ground; the numbers start at 1, because 0 means no border at all."""
    line = {"type": "NONE", "width": "0.1 mm", "color": "#000000"}
    if border == "frame":
        line = {"type": "SOLID", "width": "0.4 mm", "color": look.NOTICE_LINE}
    edges = [node(f"hh:{edge}Border", line) for edge in ("left", "right", "top", "bottom")]
    attributes: Attributes = {"id": _border_id(border), "threeD": 0, "shadow": 0}
    return node(
        "hh:borderFill",
        attributes,
        node("hh:slash", {"type": "NONE", "Crooked": 0, "isCounter": 0}),
        node("hh:backSlash", {"type": "NONE", "Crooked": 0, "isCounter": 0}),
        *edges,
        *([_ground()] if border == "frame" else []),
    )


def _ground() -> ET.Element:
    """The plain colour behind the framed notice."""
    colour = look.NOTICE_GROUND
    brush = node("hc:winBrush", {"faceColor": colour, "hatchColor": colour, "alpha": 0})
    return node("hc:fillBrush", None, brush)


def _border_id(border: Border) -> int:
    return BORDERS.index(border) + 1


def _per_script(tag: str, value: int) -> ET.Element:
    """The same value for each script that OWPML tells apart."""
    return node(tag, {script.lower(): value for script in _SCRIPTS})


def _character_properties(style: Style) -> ET.Element:
    """Size, colour and weight of a style; heights are hundredths of a point."""
    attributes: Attributes = {
        "id": style_id(style),
        "height": style.size * _UNITS_PER_POINT,
        "textColor": style.colour,
        "shadeColor": "none",
        "useFontSpace": 1,
        "useKerning": 0,
        "symMark": "NONE",
        "borderFillIDRef": _border_id("none"),
    }
    return node(
        "hh:charPr",
        attributes,
        _per_script("hh:fontRef", 0),
        _per_script("hh:ratio", 100),
        _per_script("hh:spacing", 0),
        _per_script("hh:relSz", 100),
        _per_script("hh:offset", 0),
        *([node("hh:bold")] if style.bold else []),
    )


def _outline() -> ET.Element:
    """The outline numbering that a section must name, though no sample paragraph uses it."""
    levels = (
        node("hh:paraHead", {"level": level, "numFormat": "DIGIT"}, text=f"^{level}.")
        for level in range(1, _OUTLINE_LEVELS + 1)
    )
    return node("hh:numbering", {"id": 1, "start": 0}, *levels)


def _paragraph_properties(style: Style) -> ET.Element:
    """Alignment, line breaks and spaces of a style."""
    return node(
        "hh:paraPr",
        {"id": style_id(style), "tabPrIDRef": 0, "condense": 0, "snapToGrid": 0},
        node("hh:align", {"horizontal": "LEFT", "vertical": "BASELINE"}),
        node("hh:heading", {"type": "NONE", "idRef": 0, "level": 0}),
        _break_setting(),
        _margin(style),
        node("hh:lineSpacing", {"type": "PERCENT", "value": style.line, "unit": "HWPUNIT"}),
        _paragraph_border(style),
        node("hh:autoSpacing", {"eAsianEng": 0, "eAsianNum": 0}),
    )


def _break_setting() -> ET.Element:
    """Whole words on a line, as in the PDF, and no single line of a paragraph alone on a page.

    For Korean, Hancom Office means by BREAK_WORD what the standard calls KEEP_WORD.
    """
    return node(
        "hh:breakSetting",
        {
            "breakLatinWord": "KEEP_WORD",
            "breakNonLatinWord": "BREAK_WORD",
            "widowOrphan": 1,
            "keepWithNext": 0,
            "keepLines": 0,
            "pageBreakBefore": 0,
            "lineWrap": "BREAK",
        },
    )


def _margin(style: Style) -> ET.Element:
    """The indents on both sides and the space after a paragraph."""
    indent, after = style.indent * _MARGIN_UNITS_PER_POINT, style.after * _MARGIN_UNITS_PER_POINT
    spaces = {"intent": 0, "left": indent, "right": indent, "prev": 0, "next": after}
    return node(
        "hh:margin",
        None,
        *(
            node(f"hc:{edge}", {"value": value, "unit": "HWPUNIT"})
            for edge, value in spaces.items()
        ),
    )


def _paragraph_border(style: Style) -> ET.Element:
    """The line around a paragraph, or none; it stands as far outside the text as the indent."""
    padding = style.indent * _UNITS_PER_POINT
    offsets = dict.fromkeys(("offsetLeft", "offsetRight", "offsetTop", "offsetBottom"), padding)
    return node("hh:border", {"borderFillIDRef": _border_id(style.border), **offsets})


def _style(style: Style, language: str) -> ET.Element:
    """The named style; `langID` is the Windows language identifier the format asks for."""
    number = style_id(style)
    return node(
        "hh:style",
        {
            "id": number,
            "type": "PARA",
            "name": style.name,
            "engName": style.english_name,
            "paraPrIDRef": number,
            "charPrIDRef": number,
            "nextStyleIDRef": style_id(STYLES[0]),
            "langID": _LANGUAGE_IDS.get(language.partition("-")[0], _LANGUAGE_IDS["ko"]),
            "lockForm": 0,
        },
    )
