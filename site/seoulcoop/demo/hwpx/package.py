"""The HWPX container: a ZIP laid out as KS X 6101 asks, with the same bytes every time."""

from collections.abc import Mapping
from io import BytesIO
from typing import Final
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from seoulcoop.demo.documents import SampleText
from seoulcoop.demo.hwpx.head import head
from seoulcoop.demo.hwpx.markup import NAMESPACES, node, serialized
from seoulcoop.demo.hwpx.section import section
from seoulcoop.demo.preview import first_page

_MEDIA_TYPE: Final = b"application/hwp+zip"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_READABLE_FILE: Final = 0o100644 << 16
_PREVIEW_CHARACTERS: Final = 1000
_HEAD: Final = "Contents/header.xml"
_SECTION: Final = "Contents/section0.xml"
_CONTENT: Final = "Contents/content.hpf"
_SETTINGS: Final = "settings.xml"
_PREVIEW_TEXT: Final = "Preview/PrvText.txt"
_RELATIONS: Final = "META-INF/container.rdf"
_HANCOM_PACKAGE: Final = "http://www.hancom.co.kr/hwpml/2016/meta/pkg#"


def sample_hwpx(text: SampleText) -> bytes:
    """The same document as the PDF: organisation, title and framed notice, then the paragraphs."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in _parts(text.printable()).items():
            archive.writestr(_entry(name), content)
    return buffer.getvalue()


def _entry(name: str) -> ZipInfo:
    """A ZIP entry without the date or the machine; only `mimetype` may not be compressed."""
    entry = ZipInfo(name, date_time=_EPOCH)
    entry.create_system = _UNIX
    entry.external_attr = _READABLE_FILE
    entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
    return entry


def _parts(text: SampleText) -> Mapping[str, bytes]:
    """Every file of the container; `mimetype` comes first, so that the format can be sniffed."""
    return {
        "mimetype": _MEDIA_TYPE,
        "version.xml": serialized(_version()),
        _HEAD: serialized(head(text.language)),
        _SECTION: serialized(section(text)),
        _PREVIEW_TEXT: _preview_text(text),
        "Preview/PrvImage.png": first_page(text),
        _SETTINGS: serialized(_settings()),
        _RELATIONS: serialized(_relations()),
        _CONTENT: serialized(_content(text)),
        "META-INF/container.xml": serialized(_container()),
        "META-INF/manifest.xml": serialized(_manifest()),
    }


def _version() -> ET.Element:
    """The version of the format; `tagetApplication` is the standard's own spelling."""
    return node(
        "hv:HCFVersion",
        {
            "xmlns:hv": "http://www.hancom.co.kr/hwpml/2011/version",
            "tagetApplication": "WORDPROCESSOR",
            "major": 5,
            "minor": 1,
            "micro": 1,
            "buildNumber": 0,
            "os": 1,
            "xmlVersion": "1.5",
            "application": "seoulcoop",
            "appVersion": "1",
        },
    )


def _settings() -> ET.Element:
    """Where the cursor stands when the document is opened."""
    return node(
        "ha:HWPApplicationSetting",
        {key: NAMESPACES[key] for key in ("xmlns:ha", "xmlns:config")},
        node("ha:CaretPosition", {"listIDRef": 0, "paraIDRef": 0, "pos": 0}),
    )


def _container() -> ET.Element:
    """Where the document and its other renditions begin (OCF `container.xml`)."""
    rootfiles = {
        _CONTENT: "application/hwpml-package+xml",
        _PREVIEW_TEXT: "text/plain",
        _RELATIONS: "application/rdf+xml",
    }
    return node(
        "ocf:container",
        {
            "xmlns:ocf": "urn:oasis:names:tc:opendocument:xmlns:container",
            "xmlns:hpf": NAMESPACES["xmlns:hpf"],
        },
        node(
            "ocf:rootfiles",
            None,
            *(
                node("ocf:rootfile", {"full-path": path, "media-type": media_type})
                for path, media_type in rootfiles.items()
            ),
        ),
    )


def _manifest() -> ET.Element:
    """The ODF manifest, empty because nothing is encrypted."""
    return node("odf:manifest", {"xmlns:odf": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"})


def _relations() -> ET.Element:
    """Which parts make up the document, in RDF, as Hancom Office looks for them."""
    parts = {_HEAD: "HeaderFile", _SECTION: "SectionFile"}
    belongings = [
        node("rdf:Description", {"rdf:about": ""}, node("pkg:hasPart", {"rdf:resource": path}))
        for path in parts
    ]
    return node(
        "rdf:RDF",
        {
            "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "xmlns:pkg": _HANCOM_PACKAGE,
        },
        *belongings,
        *(_kind(path, kind) for path, kind in {**parts, "": "Document"}.items()),
    )


def _kind(path: str, kind: str) -> ET.Element:
    """The RDF statement that a part is of a kind."""
    resource = {"rdf:resource": f"{_HANCOM_PACKAGE}{kind}"}
    return node("rdf:Description", {"rdf:about": path}, node("rdf:type", resource))


def _content(text: SampleText) -> ET.Element:
    """The package document (OPF): metadata, the list of parts, their order.

    Paths are from the container's root and the ids are fixed: Hancom finds sections by them.
    """
    items = {"header": _HEAD, "section0": _SECTION, "settings": _SETTINGS}
    spine = (node("opf:itemref", {"idref": name, "linear": "yes"}) for name in items)
    return node(
        "opf:package",
        {**NAMESPACES, "version": "", "unique-identifier": "", "id": ""},
        _metadata(text),
        node(
            "opf:manifest",
            None,
            *(
                node("opf:item", {"id": name, "href": path, "media-type": "application/xml"})
                for name, path in items.items()
            ),
        ),
        node("opf:spine", None, *spine),
    )


def _metadata(text: SampleText) -> ET.Element:
    """Title, language and the organisation as author: no person's account, no date."""
    facts = {
        "creator": text.organisation,
        "subject": text.title,
        "description": text.notice,
        "lastsaveby": text.organisation,
    }
    return node(
        "opf:metadata",
        None,
        node("opf:title", text=text.title),
        node("opf:language", text=text.language),
        *(
            node("opf:meta", {"name": name, "content": "text"}, text=value)
            for name, value in facts.items()
        ),
    )


def _preview_text(text: SampleText) -> bytes:
    """The beginning of the text for file managers, in UTF-8 with the line ends of Windows."""
    lines = (text.organisation, text.title, text.notice, *text.paragraphs)
    return "\r\n".join(lines)[:_PREVIEW_CHARACTERS].encode()
