"""PDF, read by PDFium: a section for each page, and the first page as the cover."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pypdfium2
import pypdfium2.raw
from PIL import Image

from publications.extraction.covers import LARGEST, TALLEST
from publications.extraction.output import (
    DAMAGED,
    EMPTY,
    LOCKED,
    READ,
    SCANNED,
    TOO_LARGE,
    Output,
    UnreadableError,
)
from publications.extraction.text import cleaned, with_whole_words

MOST_PAGES: Final = 5_000
LARGEST_SCALE: Final = 4.0
MOST_OBJECTS_LOOKED_AT: Final = 200


def read_pdf(path: Path, output: Output) -> str:
    """The text of every page. Raises UnreadableError."""
    document = opened(path)
    output.people(value for key, value in document.get_metadata_dict().items() if key == "Author")
    count = len(document)
    output.write("page_count", count)
    for number in range(min(count, MOST_PAGES)):
        output.page(page_text(document, number))
    if count > MOST_PAGES:
        raise UnreadableError(TOO_LARGE)
    return READ if output.characters else without_text(document)


def opened(path: Path) -> pypdfium2.PdfDocument:
    """The document. Raises UnreadableError where it is locked or broken."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise UnreadableError(LOCKED if locked else DAMAGED) from error
    if not len(document):
        raise UnreadableError(DAMAGED)
    return document


def page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """One page's text; nothing for a page that is broken among others that are not."""
    try:
        page = document[number]
        text = page.get_textpage().get_text_range()
    except pypdfium2.PdfiumError:
        return ""
    return with_whole_words(cleaned(text))


def without_text(document: pypdfium2.PdfDocument) -> str:
    """Whether a document without text shows pictures, as a scanner makes, or nothing."""
    try:
        objects = document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        return SCANNED if next(iter(objects), None) else EMPTY
    except pypdfium2.PdfiumError:
        return EMPTY


def pdf_cover(path: Path) -> Image.Image | None:
    """The first page, in no more pixels than a cover needs."""
    try:
        page = pypdfium2.PdfDocument(path)[0]
        width, height = page.get_size()
        if not (width > 1 and height > 1):
            return None
        scale = min(LARGEST / width, TALLEST / height, LARGEST_SCALE)
        if min(width, height) * scale < 1:
            return None
        return page.render(scale=scale).to_pil()
    except pypdfium2.PdfiumError:
        return None
