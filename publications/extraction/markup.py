"""The text in XML and HTML from strangers, read as a stream, without entities or outside parts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat

_UNSEEN: Final = frozenset({"head", "script", "style", "template"})
_BLOCKS: Final = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "blockquote"}
)


class MarkupError(ValueError):
    """XML that is broken, or that declares entities, which no office document needs."""


def local_name(name: str) -> str:
    return name.rpartition(":")[2]


def parse(
    content: bytes,
    on_start: Callable[[str, dict[str, str]], Any],
    on_end: Callable[[str], Any] | None = None,
    on_text: Callable[[str], Any] | None = None,
) -> None:
    """Walk through XML; elements come by their local names. Raises MarkupError."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: on_start(local_name(name), attributes)
    parser.EndElementHandler = lambda name: on_end and on_end(local_name(name))
    parser.CharacterDataHandler = on_text
    parser.EntityDeclHandler = refuse_entity
    try:
        parser.ParseFile(BytesIO(content))
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise MarkupError(str(error)) from error


def refuse_entity(name: str, *declaration: Any) -> None:
    raise MarkupError(f"declares the entity {name}")


def text_of(
    content: bytes, text_in: Collection[str], line_after: Collection[str], tabs: Collection[str]
) -> str:
    """The text inside elements named in `text_in`. Raises MarkupError."""
    found: list[str] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += name in text_in
        if name in tabs:
            found.append("\t")

    def end(name: str) -> None:
        nonlocal depth
        depth -= name in text_in
        if name in line_after:
            found.append("\n")

    parse(content, start, end, lambda text: found.append(text) if depth else None)
    return "".join(found)


def values_of(content: bytes, names: Collection[str]) -> list[str]:
    """The text of each element of those names, however deep, in order. Raises MarkupError."""
    found: list[str] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = name in names
        if inside:
            found.append("")

    def add(text: str) -> None:
        if inside:
            found[-1] += text

    def end(name: str) -> None:
        nonlocal inside
        inside = False

    parse(content, start, end, add)
    return found


def attributes_of(content: bytes, element: str) -> list[dict[str, str]]:
    """The attributes of each element of that name, in order. Raises MarkupError."""
    found: list[dict[str, str]] = []
    parse(content, lambda name, given: found.append(given) if name == element else None)
    return found


class PageText(HTMLParser):
    """What a reader sees of an HTML page, forgiving all its mistakes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.found.append(data)


def text_of_page(content: bytes) -> str:
    """The text of an HTML page in UTF-8."""
    page = PageText()
    page.feed(content.decode("utf-8", "replace"))
    page.close()
    return "".join(page.found)
