"""Rich text in a cell: as plain paragraphs where nothing is lost by it, else as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import escape, unescape

from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from content.blocks import RICH_TEXT_FEATURES

BLOCK_KEY = re.compile(r'\s+data-block-key="[^"]*"')
PARAGRAPHS = re.compile(r"(?:<p>(?:[^<]|<br\s*/?>)*</p>\s*)+")
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
LINE_BREAK = re.compile(r"<br\s*/?>")
MARKUP = re.compile(r"<(?:p|h[2-6]|ul|ol|li|a|b|i|strong|em|hr|blockquote|embed)\b[^>]*>")


def as_cell(source: str) -> str:
    """Stored rich text as it stands in a cell."""
    html = BLOCK_KEY.sub("", source).strip()
    if not TAG.sub("", html).strip():
        return ""
    if not PARAGRAPHS.fullmatch(html):
        return html
    paragraphs = PARAGRAPH.findall(html)
    text = "\n\n".join(unescape(LINE_BREAK.sub("\n", each)) for each in paragraphs)
    return text if as_html(text) == in_paragraphs(paragraphs) else html


def from_cell(text: str) -> str:
    """What is stored for a cell: only what an editor could have written.

    Raises ValueError for HTML that the editor could not show.
    """
    if not MARKUP.match(text):
        return as_html(text)
    try:
        return str(converter().to_database_format(converter().from_database_format(text)))
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError) as error:
        raise ValueError(_("This HTML cannot be read. Write plain text.")) from error


def as_html(text: str) -> str:
    paragraphs = [each for each in re.split(r"\n{2,}", text) if each.strip()]
    return in_paragraphs(escape(each, quote=False).replace("\n", "<br/>") for each in paragraphs)


def in_paragraphs(paragraphs: Iterable[str]) -> str:
    return "".join(f"<p>{each}</p>" for each in paragraphs)


@cache
def converter() -> ContentstateConverter:
    """Wagtail's own way through the editor's form, for the features that our editors have."""
    return ContentstateConverter(features=RICH_TEXT_FEATURES)
