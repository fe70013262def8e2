"""`Contents/section0.xml` of an OWPML document: the page and the paragraphs on it.

Lengths are HWPUNIT, 1/7200 inch. No `linesegarray` is written: it is a cache of line breaks, and
a reader lays the text out itself where it is missing.
"""

from typing import Final
from xml.etree import ElementTree as ET

from seoulcoop.demo.documents import SampleText
from seoulcoop.demo.hwpx.markup import NAMESPACES, Attributes, node
from seoulcoop.demo.hwpx.styles import BODY, NOTICE, ORGANISATION, TITLE, Style, style_id

# Hancom says WIDELY for an upright page.
_A4: Final[Attributes] = {
    "landscape": "WIDELY",
    "width": 59528,
    "height": 84186,
    "gutterType": "LEFT_ONLY",
}
_MARGINS: Final[Attributes] = {
    "header": 2834,
    "footer": 2834,
    "gutter": 0,
    "left": 7087,
    "right": 7087,
    "top": 5669,
    "bottom": 5669,
}


def section(text: SampleText) -> ET.Element:
    """The root of the only section; its first run carries the page's properties, as it must."""
    lines = [(text.organisation, ORGANISATION), (text.title, TITLE), (text.notice, NOTICE)]
    lines += [(paragraph, BODY) for paragraph in text.paragraphs]
    root = node("hs:sec", NAMESPACES)
    root.extend(_paragraph(number, line, style) for number, (line, style) in enumerate(lines))
    root[0].insert(0, _section_run())
    return root


def _paragraph(number: int, line: str, style: Style) -> ET.Element:
    """One paragraph in one style."""
    identifier = style_id(style)
    run = node("hp:run", {"charPrIDRef": identifier}, node("hp:t", text=line))
    attributes = {"id": number, "paraPrIDRef": identifier, "styleIDRef": identifier}
    return node("hp:p", attributes, run)


def _section_run() -> ET.Element:
    """The run without text that sets up the page, its one column and its number."""
    columns: Attributes = {
        "id": "",
        "type": "NEWSPAPER",
        "layout": "LEFT",
        "colCount": 1,
        "sameSz": 1,
    }
    number = {"pos": "BOTTOM_CENTER", "formatType": "DIGIT", "sideChar": "-"}
    return node(
        "hp:run",
        {"charPrIDRef": style_id(BODY)},
        _section_properties(),
        node("hp:ctrl", None, node("hp:colPr", columns)),
        node("hp:ctrl", None, node("hp:pageNum", number)),
    )


def _section_properties() -> ET.Element:
    """The page: upright A4, counted from 1, without notes, grid or border."""
    return node(
        "hp:secPr",
        {
            "id": "",
            "textDirection": "HORIZONTAL",
            "spaceColumns": 1134,
            "tabStopVal": 4000,
            "outlineShapeIDRef": 1,
            "memoShapeIDRef": 0,
            "masterPageCnt": 0,
        },
        node("hp:startNum", {"pageStartsOn": "BOTH", "page": 0, "pic": 0, "tbl": 0, "equation": 0}),
        node("hp:grid", {"lineGrid": 0, "charGrid": 0, "wonggojiFormat": 0}),
        node("hp:visibility", {"border": "SHOW_ALL", "fill": "SHOW_ALL"}),
        node("hp:pagePr", _A4, node("hp:margin", _MARGINS)),
        _notes("hp:footNotePr", "EACH_COLUMN"),
        _notes("hp:endNotePr", "END_OF_DOCUMENT"),
        *(_page_border(kind) for kind in ("BOTH", "EVEN", "ODD")),
    )


def _notes(tag: str, place: str) -> ET.Element:
    """How foot or end notes would look; the schema asks for it even where there are none."""
    line: Attributes = {"length": -1, "type": "SOLID", "width": "0.12 mm", "color": "#000000"}
    return node(
        tag,
        None,
        node("hp:autoNumFormat", {"type": "DIGIT", "suffixChar": ")", "supscript": 0}),
        node("hp:noteLine", line),
        node("hp:noteSpacing", {"betweenNotes": 283, "belowLine": 567, "aboveLine": 850}),
        node("hp:numbering", {"type": "CONTINUOUS", "newNum": 1}),
        node("hp:placement", {"place": place, "beneathText": 0}),
    )


def _page_border(kind: str) -> ET.Element:
    """No border around the pages of one kind."""
    offset = dict.fromkeys(("left", "right", "top", "bottom"), 1417)
    attributes: Attributes = {
        "type": kind,
        "borderFillIDRef": 1,
        "textBorder": "PAPER",
        "fillArea": "PAPER",
    }
    return node("hp:pageBorderFill", attributes, node("hp:offset", offset))
