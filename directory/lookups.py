"""What cells of a member list may name: categories, sectors, pictures and other members."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from directory.matching import MemberIndex
from directory.models import MemberCategory, Sector
from hangul.normalise import unspaced

Named = TypeVar("Named", MemberCategory, Sector)


def by_names(rows: Iterable[Named]) -> dict[str, Named]:
    """Each by everything that a cell may call it; where two are called alike, the later one."""
    return {
        unspaced(name): row for row in rows for name in (row.slug, row.name_en, row.name) if name
    }


class Lookups:
    """Read once for a whole list, so that no cell costs a query."""

    def __init__(self, index: MemberIndex) -> None:
        self.index = index
        # Names that the file itself is about to add.
        self.announced: set[str] = set()

    @cached_property
    def categories(self) -> dict[str, MemberCategory]:
        return by_names(MemberCategory.objects.all())

    @cached_property
    def sectors(self) -> dict[str, Sector]:
        return by_names(Sector.objects.all())

    @cached_property
    def categories_by_id(self) -> dict[int, MemberCategory]:
        return {category.pk: category for category in self.categories.values()}

    def category(self, pk: int | None) -> MemberCategory | None:
        return self.categories_by_id.get(pk) if pk else None

    @cached_property
    def _images(self) -> dict[str, AbstractImage | None]:
        return {}

    def image(self, name: str) -> AbstractImage | None:
        """The picture whose file has that name."""
        if name not in self._images:
            found = get_image_model().objects.filter(file__endswith=f"/{name}")[:2]
            self._images[name] = found[0] if len(found) == 1 else None
        return self._images[name]

    def parent(self, text: str) -> int | str:
        """The member of that record number or name; the name itself where the file adds it.

        Raises ValueError where there is none, or more than one.
        """
        _name, _bracket, key = text.removesuffix(")").rpartition(" (")
        for candidate in (text, key):
            if candidate in self.index.by_key:
                return self.index.by_key[candidate]
        found = self.index.named(text)
        if len(found) == 1:
            return found[0]
        if not found and unspaced(text) in self.announced:
            return text
        if found:
            message = _("More than one member is called “%(value)s”. Write the record number.")
        else:
            message = _("There is no member called “%(value)s”.")
        raise ValueError(message % {"value": text})

    def written_parent(self, parent: int | str | None) -> str:
        """A member as `parent` reads it: its name, with the record number where that is needed."""
        if parent is None or isinstance(parent, str):
            return parent or ""
        known = self.index.members.get(parent)
        if known is None:
            return ""
        is_alone = len(self.index.named(known.name)) == 1
        return known.name if is_alone else f"{known.name} ({known.key})"
