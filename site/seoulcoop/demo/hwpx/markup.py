"""XML elements of an OWPML document, written with the prefixes that Hancom Office expects.

Every OWPML part declares all the namespaces of the format on its root, used or not: Hancom's own
files do, and some of its readers look the prefixes up by name.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

Attributes = Mapping[str, str | int]

_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_HWPML: Final = "http://www.hancom.co.kr/hwpml"
NAMESPACES: Final[Attributes] = {
    "xmlns:ha": f"{_HWPML}/2011/app",
    "xmlns:hp": f"{_HWPML}/2011/paragraph",
    "xmlns:hp10": f"{_HWPML}/2016/paragraph",
    "xmlns:hs": f"{_HWPML}/2011/section",
    "xmlns:hc": f"{_HWPML}/2011/core",
    "xmlns:hh": f"{_HWPML}/2011/head",
    "xmlns:hhs": f"{_HWPML}/2011/history",
    "xmlns:hm": f"{_HWPML}/2011/master-page",
    "xmlns:hpf": "http://www.hancom.co.kr/schema/2011/hpf",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:opf": "http://www.idpf.org/2007/opf/",
    "xmlns:ooxmlchart": f"{_HWPML}/2016/ooxmlchart",
    "xmlns:hwpunitchar": f"{_HWPML}/2016/HwpUnitChar",
    "xmlns:epub": "http://www.idpf.org/2007/ops",
    "xmlns:config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
}


def node(
    tag: str, attributes: Attributes | None = None, *children: ET.Element, text: str | None = None
) -> ET.Element:
    """An element, its attributes and its children in one expression."""
    element = ET.Element(tag, {key: str(value) for key, value in (attributes or {}).items()})
    element.text = text
    element.extend(children)
    return element


def counted(tag: str, children: Iterable[ET.Element]) -> ET.Element:
    """A list element that states its length, as every list in `refList` must."""
    items = list(children)
    return node(tag, {"itemCnt": len(items)}, *items)


def serialized(root: ET.Element) -> bytes:
    """The bytes of one XML part; `standalone` is what Hancom writes and expects."""
    return _DECLARATION + ET.tostring(root, encoding="utf-8")
