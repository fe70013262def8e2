"""The texts of a page or member that the index holds, as visitors may read them in an excerpt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.search import index

from content.stream_texts import stream_texts
from hangul.excerpts import Marker, Part

LENGTH = 160
# Shown beside the excerpt, or no sentence.
LEFT_OUT = {"title", "slug", "name", "name_en", "short_name", "isbn"}


def texts_of(thing: index.Indexed) -> Iterator[str]:
    """What the index holds of `thing`, text by text."""
    for field in thing.get_searchable_search_fields():
        if field.field_name in LEFT_OUT:
            continue
        value = getattr(thing, field.field_name, None)
        if isinstance(value, StreamValue):
            yield from stream_texts(value)
        else:
            yield from flattened(field.get_value(thing))


def flattened(value: Any) -> Iterator[str]:
    """The texts in `value`, a text or a list of texts."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, Iterable):
        for item in value:
            yield from flattened(item)


def best_excerpt(texts: Iterable[str | bytes], marker: Marker) -> Sequence[Part]:
    """A piece of the first text that has what was asked; else the beginning of the first."""
    first: Sequence[Part] = ()
    for text in texts:
        parts = marker.excerpt(text, LENGTH)
        if any(part.is_hit for part in parts):
            return parts
        first = first or parts
    return first
