"""Real files of every type that publications take, made anew for each test."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Any

import openpyxl
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from seoulcoop.demo import look
from seoulcoop.demo.documents import SampleText
from seoulcoop.demo.hwpx import sample_hwpx
from tests import hwp5

PHRASE = "협동조합의 사회적 가치"


@cache
def korean_font() -> str:
    pdfmetrics.registerFont(TTFont("Korean", look.REGULAR))
    return "Korean"


def pdf(*pages: str, author: str = "", password: str = "", size: Any = (595, 842)) -> bytes:
    """A PDF with a page for each text, line by line; one page where none is given."""
    buffer = io.BytesIO()
    encryption = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(buffer, pagesize=size, encrypt=encryption)
    canvas.setAuthor(author)
    for text in pages or (PHRASE,):
        canvas.setFont(korean_font(), 12)
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(60, size[1] - 60 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned_pdf() -> bytes:
    """A PDF that is nothing but a picture."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 50, 50, 400, 600)
    canvas.save()
    return buffer.getvalue()


def png(size: tuple[int, int] = (724, 1024), colour: str = "#336699") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def hwpx(*paragraphs: str, title: str = "보고서") -> bytes:
    text = SampleText(title, "협의회", "견본", paragraphs or (PHRASE,))
    return sample_hwpx(text)


def hwp(*paragraphs: str, **options: Any) -> bytes:
    return hwp5.hwp(list(paragraphs or (PHRASE,)), **options)


def archive(parts: dict[str, str | bytes], stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    """A ZIP of those parts, compressed but for the ones in `stored`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            file.writestr(name, content, kind)
    return buffer.getvalue()


def content_types(main: str) -> str:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/main.xml" ContentType="application/vnd.{main}"/>'
        "</Types>"
    )


def core_properties(author: str) -> str:
    return (
        '<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc">'
        f"<dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        "</cp:coreProperties>"
    )


def docx(*paragraphs: str, author: str = "", main: str = "document.main+xml") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs or (PHRASE,))
    return archive(
        {
            "[Content_Types].xml": content_types(
                f"openxmlformats-officedocument.wordprocessingml.{main}"
            ),
            "docProps/core.xml": core_properties(author),
            "word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>',
        }
    )


def pptx(*slides: str) -> bytes:
    main = "openxmlformats-officedocument.presentationml.presentation.main+xml"
    parts = {"[Content_Types].xml": content_types(main)}
    for number, text in enumerate(slides or (PHRASE,), start=1):
        shape = f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'
        parts[f"ppt/slides/slide{number}.xml"] = shape
    return archive(dict(parts))


def xlsx(*rows: list[Any]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows or ([PHRASE, 1],):
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def epub(*chapters: str, **parts: str | bytes) -> bytes:
    names = [f"c{number}" for number in range(len(chapters or (PHRASE,)))]
    items = "".join(f'<item id="{each}" href="{each}.xhtml"/>' for each in names)
    spine = "".join(f'<itemref idref="{each}"/>' for each in names)
    package = f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>"
    container = '<container><rootfiles><rootfile full-path="OEBPS/a.opf"/></rootfiles></container>'
    pages = {
        f"OEBPS/{name}.xhtml": f"<html><head><title>x</title></head><p>{text}&nbsp;</p></html>"
        for name, text in zip(names, chapters or (PHRASE,), strict=True)
    }
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/a.opf": package,
            **pages,
            **parts,
        }
    )


def csv(text: str = f"이름,값\n{PHRASE},1\n", encoding: str = "utf-8-sig") -> bytes:
    return text.encode(encoding)


def of_every_type() -> dict[str, bytes]:
    """One good file of each type, by extension."""
    return {
        "csv": csv(),
        "docx": docx(),
        "epub": epub(),
        "hwp": hwp(),
        "hwpx": hwpx(),
        "pdf": pdf(),
        "pptx": pptx(),
        "xlsx": xlsx(),
        "zip": archive({"a.txt": "자료"}),
    }
