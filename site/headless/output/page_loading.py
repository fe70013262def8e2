"""Pages that an answer refers to, by whatever leads to them, all in one query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.db.models import Q
from wagtail.query import PageQuerySet

from headless.output.known_pages import KnownPage, known_pages
from headless.output.loading import Later, Loader

LOOKUPS = ("pk", "path", "translation_key")
Key = tuple[str, Any]


class PageLoader:
    """Notes pages by primary key, by path and by translation key, and fetches them together."""

    def __init__(self, readable: Callable[[], PageQuerySet]) -> None:
        self._readable = readable
        self._loader: Loader[Key, list[KnownPage]] = Loader(self.fetch)

    def fetch(self, keys: set[Key]) -> dict[Key, list[KnownPage]]:
        wanted = Q(pk__in=[])
        for lookup in LOOKUPS:
            values = [value for kind, value in keys if kind == lookup]
            wanted |= Q(**{f"{lookup}__in": values}) if values else Q(pk__in=[])
        found: dict[Key, list[KnownPage]] = {key: [] for key in keys}
        found_pages = self._readable().filter(wanted).order_by("locale__language_code", "path")
        for page in known_pages(found_pages):
            for key in ((lookup, getattr(page, lookup)) for lookup in LOOKUPS):
                if key in found:
                    found[key].append(page)
        return found

    def note(self, pk: int) -> None:
        self._loader.note(("pk", pk))

    def get(self, pk: int) -> KnownPage | None:
        return next(iter(self._loader.get(("pk", pk)) or ()), None)

    def later(self, pk: int, shape: Callable[[KnownPage], Any]) -> Later:
        self.note(pk)
        return Later(lambda: None if (page := self.get(pk)) is None else shape(page))

    def at(self, paths: Iterable[str], shape: Callable[[list[KnownPage]], Any]) -> Later:
        """What `shape` makes, once, of those of the pages at `paths` that there are."""
        keys = [("path", path) for path in paths]
        for key in keys:
            self._loader.note(key)

        @cache
        def shaped() -> Any:
            return shape([page for key in keys for page in self._loader.get(key) or ()])

        return Later(shaped)

    def translations(self, key: Any, shape: Callable[[list[KnownPage]], Any]) -> Later:
        """What `shape` makes of the pages of one translation key, one a language."""
        return self._loader.later(("translation_key", key), shape)
