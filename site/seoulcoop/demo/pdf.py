"""A sample publication as PDF (ISO 32000), so that the demo has a real file to index and serve."""

from functools import cache
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    PageTemplate,
    Paragraph,
    Spacer,
)

from seoulcoop.demo import look
from seoulcoop.demo.documents import SampleText

_REGULAR: Final = "Pretendard-Regular"
_BOLD: Final = "Pretendard-Bold"
_MARGIN: Final = 25 * mm
_BAND: Final = 8 * mm
_NOTICE_PADDING: Final = 12
_MISSING: Final = "□"


def sample_pdf(text: SampleText) -> bytes:
    """An A4 document: title, organisation and framed notice on page 1, then the paragraphs.

    The same text gives the same bytes; lines break at spaces only, as CSS `keep-all` does.
    """
    printable = text.printable()
    _register_fonts()
    buffer = BytesIO()
    _template(buffer, printable).build(_story(printable))
    return buffer.getvalue()


@cache
def _register_fonts() -> None:
    """Give reportlab both weights once; it embeds only the glyphs a document uses."""
    pdfmetrics.registerFont(TTFont(_REGULAR, look.REGULAR))
    pdfmetrics.registerFont(TTFont(_BOLD, look.BOLD))


def _template(buffer: BytesIO, text: SampleText) -> BaseDocTemplate:
    """The pages and the metadata; `invariant` fixes the dates and the file identifier."""
    return BaseDocTemplate(
        buffer,
        pagesize=A4,
        pageTemplates=_pages(),
        title=text.title,
        author=text.organisation,
        subject=text.notice,
        creator="seoulcoop",
        lang=text.language,
        displayDocTitle=True,
        invariant=1,
    )


def _pages() -> list[PageTemplate]:
    """Page 1 and the pages after it; numbers come last, so that a reader meets the title first."""
    return [
        PageTemplate("first", _frame(), _band, _page_number, autoNextPageTemplate="later"),
        PageTemplate("later", _frame(), onPageEnd=_page_number),
    ]


def _frame() -> Frame:
    """The text column of one page."""
    width, height = A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN
    return Frame(_MARGIN, _MARGIN, width, height, 0, 0, 0, 0)


def _story(text: SampleText) -> list[Flowable]:
    """Everything that flows over the pages, in reading order."""
    return [*_cover(text), *(_paragraph(paragraph, _body()) for paragraph in text.paragraphs)]


def _cover(text: SampleText) -> list[Flowable]:
    """The block that opens page 1."""
    rule = HRFlowable(width="100%", thickness=0.8, color=look.ACCENT, spaceAfter=26)
    return [
        _paragraph(text.organisation, _organisation()),
        _paragraph(text.title, _title()),
        rule,
        _paragraph(text.notice, _notice()),
        Spacer(0, 30),
    ]


def _paragraph(line: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of plain text; reportlab would read it as mark-up otherwise."""
    return Paragraph(escape(_drawable(line, style.fontName)), style)


def _drawable(line: str, font_name: str) -> str:
    """The line with a white square for every character that the typeface lacks."""
    glyphs = pdfmetrics.getFont(font_name).face.charToGlyph
    return "".join(character if ord(character) in glyphs else _MISSING for character in line)


def _organisation() -> ParagraphStyle:
    return ParagraphStyle(
        "organisation", fontName=_BOLD, fontSize=12, leading=18, textColor=look.ACCENT, spaceAfter=8
    )


def _title() -> ParagraphStyle:
    return ParagraphStyle(
        "title", fontName=_BOLD, fontSize=26, leading=36, textColor=look.INK, spaceAfter=16
    )


def _notice() -> ParagraphStyle:
    """The frame stands inside the text column, hence the indents equal to its padding."""
    return ParagraphStyle(
        "notice",
        fontName=_BOLD,
        fontSize=11,
        leading=18,
        textColor=look.NOTICE_INK,
        backColor=look.NOTICE_GROUND,
        borderColor=look.NOTICE_LINE,
        borderWidth=1,
        borderPadding=(10, _NOTICE_PADDING, 6, _NOTICE_PADDING),
        leftIndent=_NOTICE_PADDING,
        rightIndent=_NOTICE_PADDING,
    )


def _body() -> ParagraphStyle:
    return ParagraphStyle(
        "body",
        fontName=_REGULAR,
        fontSize=11,
        leading=19,
        textColor=look.INK,
        spaceAfter=9,
        allowWidows=0,
        allowOrphans=0,
    )


def _band(canvas: Canvas, _document: BaseDocTemplate) -> None:
    """A band of colour along the top edge of the page that opens the document."""
    canvas.setFillColor(HexColor(look.ACCENT))
    canvas.rect(0, A4[1] - _BAND, A4[0], _BAND, stroke=0, fill=1)


def _page_number(canvas: Canvas, document: BaseDocTemplate) -> None:
    """The page's number, centred in the lower margin."""
    canvas.setFont(_REGULAR, 9)
    canvas.setFillColor(HexColor(look.MUTED))
    canvas.drawCentredString(A4[0] / 2, _MARGIN / 2, str(document.page))
