"""Rich text as it leaves the house: harmless, links resolved, nothing left to expand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import nh3
from markdownify import markdownify
from wagtail.images.formats import get_image_format
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.rewriters import extract_attrs

from headless.output.documents import url_of
from headless.output.loading import Later

if TYPE_CHECKING:
    from headless.output.context import Context

MOST_REMEMBERED = 1024
TOO_LONG_FOR_A_KEY = 19
TAG = re.compile(r"<(a|embed)\b([^>]*)>")
OWN_KINDS = {"page", "document", "image", "media"}
TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "del", "div", "em", "embed",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li",
    "mark", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "linktype", "id", "uuid", "title"},
    "embed": {"embedtype", "id", "alt", "format", "url"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}


class RichTextFormat(StrEnum):
    """In which form rich text is given."""

    HTML = "html"
    MARKDOWN = "markdown"


@lru_cache(maxsize=MOST_REMEMBERED)
def harmless(source: str) -> str:
    """Stored rich text without anything that an editor could not have written.

    Imports and code store what they like; nothing in it may run on a partner's site.
    """
    return nh3.clean(
        source, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None
    ).strip()


def rich_text(source: str | None, context: Context) -> str | Later:
    """Stored rich text in the form that the caller wants; made later where it refers to things."""
    html = harmless(source or "")
    tags = [kind_and_attributes(found) for found in TAG.finditer(html)]
    for kind, attributes in tags:
        note(kind, attributes, context)
    if not tags:
        return formatted(html, context.rich_text_format)
    return Later(lambda: formatted(resolved(html, context), context.rich_text_format))


def formatted(html: str, wanted: RichTextFormat) -> str:
    return html if wanted == RichTextFormat.HTML else markdown(html)


@lru_cache(maxsize=MOST_REMEMBERED)
def markdown(html: str) -> str:
    """HTML as CommonMark."""
    return str(markdownify(html, heading_style="ATX", bullets="-", sup_symbol="<sup>",
                           sub_symbol="<sub>")).strip()  # fmt: skip


def kind_and_attributes(found: re.Match[str]) -> tuple[str, dict[str, str]]:
    attributes = extract_attrs(found[2])
    return attributes.get("linktype") or attributes.get("embedtype") or "", attributes


def number(attributes: Mapping[str, str]) -> int:
    """The primary key that a tag names; 0, which nothing has, where it is none."""
    text = attributes.get("id", "")
    return (
        int(text) if text.isdecimal() and text.isascii() and len(text) < TOO_LONG_FOR_A_KEY else 0
    )


def note(kind: str, attributes: Mapping[str, str], context: Context) -> None:
    """Let what a tag refers to be fetched with everything else."""
    if kind == "page":
        context.pages.note(number(attributes))
    elif kind == "document":
        context.documents.note(number(attributes))
    elif kind == "image":
        context.images.note(number(attributes))
    elif kind == "media":
        context.embeds.note((attributes.get("url", ""), None))


def resolved(html: str, context: Context) -> str:
    """`html` with every tag of Wagtail's own replaced by what a browser knows."""
    expanded = TAG.sub(lambda found: replacement(found, context), html)
    is_foreign = any(kind and kind not in OWN_KINDS for kind, _attributes in tags_of(expanded))
    return expand_db_html(expanded) if is_foreign else expanded


def tags_of(html: str) -> list[tuple[str, dict[str, str]]]:
    return [kind_and_attributes(found) for found in TAG.finditer(html)]


def replacement(found: re.Match[str], context: Context) -> str:
    kind, attributes = kind_and_attributes(found)
    if kind == "image":
        return picture(attributes, context)
    if kind == "media":
        return embedded(attributes, context)
    if kind in {"page", "document"} or not kind:
        return link(kind, attributes, context)
    return found[0]


def link(kind: str, attributes: Mapping[str, str], context: Context) -> str:
    """The opening tag of a link; without an address where its target is not public."""
    if kind == "page":
        page = context.pages.get(number(attributes))
        address = context.links.html_url(page) if page else None
    elif kind == "document":
        document = context.documents.get(number(attributes))
        address = context.links.absolute(url_of(document)) if document else None
    else:
        address = attributes.get("href")
        address = context.links.absolute(address) if (address or "").startswith("/") else address
    return f'<a href="{escape(address)}">' if address else "<a>"


def picture(attributes: Mapping[str, str], context: Context) -> str:
    image: Any = context.images.get(number(attributes))
    if image is None:
        return ""
    try:
        filter_spec = get_image_format(attributes.get("format", "")).filter_spec
        rendition = image.get_rendition(filter_spec)
    except (KeyError, OSError):
        rendition = image
    url = context.links.absolute(rendition.file.url) or ""
    return (
        f'<img src="{escape(url)}" alt="{escape(attributes.get("alt", ""))}" '
        f'width="{rendition.width}" height="{rendition.height}">'
    )


def embedded(attributes: Mapping[str, str], context: Context) -> str:
    """What a provider told of the address; a link to it where nobody asked yet."""
    address = attributes.get("url", "")
    embed = context.embeds.get((address, None))
    if embed is not None and embed.html:
        return str(embed.html)
    return f'<a href="{escape(address)}">{escape(address)}</a>'
