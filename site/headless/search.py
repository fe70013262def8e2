"""The one place that asks the search index."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.search.backends import get_search_backend

from hangul.normalise import normalise
from hangul.search.backend import values_of

# No reader pages further; and no database is asked to sort more.
MOST_HITS = 10_000


def searchable(text: str) -> str:
    """The letters and digits of `text`, with spaces between them: all that an index holds."""
    kept = (char if char.isalnum() else " " for char in normalise(text))
    return " ".join("".join(kept).split())


def matching(model: type[Model], text: str) -> list[int]:
    """Primary keys of what the index finds among all objects of `model`, best match first.

    Whether the caller may see them is not decided here.
    """
    words = searchable(text)
    if not words:
        return []
    everything: Any = model._default_manager.only("pk")
    found = get_search_backend().search(words, everything)
    return [key for (key,) in values_of(found[:MOST_HITS], "pk")]
