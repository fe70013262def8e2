"""Pages as far as a link to them needs, which are many, and cost little."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import AbstractPage, Locale, Page
from wagtail.query import PageQuerySet

COLUMNS = (
    "pk", "path", "url_path", "title", "translation_key", "content_type_id", "locale_id",
    "locale__language_code",
)  # fmt: skip


@dataclass(eq=False)
class KnownPage:
    """What a link to a page needs. Whatever else is asked for, the page itself is fetched for."""

    # As the model that gives its address, which no type of pages overrides here.
    read_as: ClassVar[type[AbstractPage]] = Page

    pk: int
    path: str
    url_path: str
    title: str
    translation_key: UUID
    content_type_id: int
    locale: Locale

    def __str__(self) -> str:
        return self.title

    def __getattr__(self, name: str) -> Any:
        return getattr(self.whole, name)

    @cached_property
    def whole(self) -> AbstractPage:
        return Page.objects.get(pk=self.pk)

    @cached_property
    def specific_class(self) -> type[AbstractPage]:
        """The page's own type; Page where the code does not know it any more."""
        found: type[AbstractPage] | None
        found = ContentType.objects.get_for_id(self.content_type_id).model_class()
        return found or Page

    def get_url(self, request: HttpRequest | None = None) -> str | None:
        """As Wagtail says it."""
        url: str | None = self.whole.get_url(request)
        return url


def known_pages(pages: PageQuerySet) -> Iterator[KnownPage]:
    """What links to `pages` need, without making the pages themselves."""
    locales: dict[int, Locale] = {}
    for *columns, locale_id, code in pages.values_list(*COLUMNS):
        if locale_id not in locales:
            locales[locale_id] = Locale(pk=locale_id, language_code=code)
        known: Any = (*columns, locales[locale_id])
        yield KnownPage(*known)
