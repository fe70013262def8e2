"""A picture of a sample's first page, so that file managers and our own covers have one to show."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw
from PIL.Image import Resampling
from PIL.ImageFont import FreeTypeFont, Layout, truetype

from seoulcoop.demo import look
from seoulcoop.demo.documents import SampleText

SIZE: Final = (724, 1024)
# The page is drawn at twice its size and then reduced, because small letters are placed unevenly.
_PAGE: Final = (1448, 2048)
_MARGIN: Final = 172
_BAND: Final = 56
_PADDING: Final = 28


@dataclass(frozen=True)
class _Type:
    """A font size in pixels with its weight, colour and line height."""

    path: Path
    size: int
    colour: str
    leading: int

    def font(self) -> FreeTypeFont:
        return truetype(self.path, self.size, layout_engine=Layout.BASIC)


_ORGANISATION: Final = _Type(look.BOLD, 30, look.ACCENT, 44)
_TITLE: Final = _Type(look.BOLD, 64, look.INK, 88)
_NOTICE: Final = _Type(look.BOLD, 27, look.NOTICE_INK, 44)
_BODY: Final = _Type(look.REGULAR, 27, look.INK, 46)


def first_page(text: SampleText) -> bytes:
    """A PNG of an A4 page, 724 by 1024 pixels like those of Hancom Office, with what fits on it."""
    image = Image.new("RGB", _PAGE, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _PAGE[0], _BAND), fill=look.ACCENT)
    top = _draw_cover(draw, text)
    for paragraph in text.paragraphs:
        top = _draw_lines(draw, paragraph, _BODY, top) + 20
        if top >= _PAGE[1]:
            break
    return _png(image)


def _png(image: Image.Image) -> bytes:
    """The picture in a palette of 256 colours, plenty for text and a third of the size."""
    buffer = BytesIO()
    image.resize(SIZE, Resampling.LANCZOS).quantize().save(buffer, "PNG")
    return buffer.getvalue()


def _draw_cover(draw: ImageDraw.ImageDraw, text: SampleText) -> int:
    """Organisation, title and framed notice; returns where the body begins."""
    top = _draw_lines(draw, text.organisation, _ORGANISATION, 180) + 16
    top = _draw_lines(draw, text.title, _TITLE, top) + 36
    draw.line((_MARGIN, top, _PAGE[0] - _MARGIN, top), fill=look.ACCENT, width=2)
    return _draw_notice(draw, text.notice, top + 48) + 56


def _draw_notice(draw: ImageDraw.ImageDraw, notice: str, top: int) -> int:
    """The notice in its frame; returns the frame's lower edge."""
    lines = list(_lines(notice, _NOTICE.font(), _column(_PADDING)))
    bottom = top + 2 * _PADDING + len(lines) * _NOTICE.leading
    box = (_MARGIN, top, _PAGE[0] - _MARGIN, bottom)
    draw.rectangle(box, fill=look.NOTICE_GROUND, outline=look.NOTICE_LINE, width=2)
    _draw_lines(draw, notice, _NOTICE, top + _PADDING, indent=_PADDING)
    return bottom


def _draw_lines(
    draw: ImageDraw.ImageDraw, text: str, kind: _Type, top: int, indent: int = 0
) -> int:
    """One paragraph, cut at the lower margin; returns where the next one begins."""
    font = kind.font()
    for line in _lines(text, font, _column(indent)):
        if top + kind.leading > _PAGE[1] - _MARGIN:
            return _PAGE[1]
        middle = top + kind.leading / 2
        draw.text((_MARGIN + indent, middle), line, fill=kind.colour, font=font, anchor="lm")
        top += kind.leading
    return top


def _column(indent: int) -> int:
    """The width of a line of text."""
    return _PAGE[0] - 2 * (_MARGIN + indent)


def _lines(text: str, font: FreeTypeFont, width: int) -> Iterator[str]:
    """The text broken at spaces (`keep-all`); a word longer than the line breaks anywhere."""
    line = ""
    for word in text.split():
        candidate = f"{line} {word}".lstrip()
        if line and font.getlength(candidate) > width:
            yield line
            candidate = word
        *full, line = _pieces(candidate, font, width)
        yield from full
    yield line


def _pieces(word: str, font: FreeTypeFont, width: int) -> Iterator[str]:
    """A word as the parts that fit a line each; one part for all but the longest words."""
    if font.getlength(word) <= width:
        yield word
        return
    piece = ""
    for character in word:
        if piece and font.getlength(piece + character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece
