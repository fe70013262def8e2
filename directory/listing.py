"""Several values in one cell: written with semicolons, quoted where they hold a separator."""

from __future__ import annotations

import re
from collections.abc import Iterable

SEPARATORS = re.compile(r'[;,\n"]')
ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^;,\n]*))\s*(?:[;,\n]|$)')


def joined(items: Iterable[str]) -> str:
    """The items as one text, which `split` takes apart again."""
    return "; ".join(quoted(item) for item in items)


def quoted(item: str) -> str:
    return '"{}"'.format(item.replace('"', '""')) if SEPARATORS.search(item) else item


def split(text: str) -> list[str]:
    """The items of a text, as `joined` or a person wrote it; none twice."""
    found: list[str] = []
    position = 0
    while position < len(text):
        match = ITEM.match(text, position)
        if match is None:
            return [*found, text[position:].strip()]
        inside_quotes, plain = match.groups()
        found.append(plain.strip() if inside_quotes is None else inside_quotes.replace('""', '"'))
        position = match.end()
    return list(dict.fromkeys(item for item in found if item))
