"""How each kind of field stands in a cell of a spreadsheet, and how it is read from one.

Import widgets of django-import-export. `render` gives the written form, `clean` reads a cell or
raises ValueError with the reason; `value_of` and `set_value` know where the model keeps the value.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.validators import URLValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from import_export.widgets import Widget

from directory.districts import District
from directory.imports import plain_text
from directory.imports.dates import read_date
from directory.listing import joined, split
from hangul.normalise import unspaced

if TYPE_CHECKING:
    from directory.lookups import Lookups

MOST_CELL_CHARACTERS = 32_767
LONGEST_TAG = 100
LONGEST_NAME = 200
LANGUAGES = ("ko", "en")
SEOUL = re.compile(r"^서울(?:특별시|시)?\s*")
FORMER_NAME = re.compile(r"(.+?)\s*\(~\s*(\d{4}-\d{2}-\d{2})\)")
SIX_PLACES = Decimal("0.000001")
YES = frozenset({"예", "네", "o", "○", "y", "yes", "true", "1", "동의", "가능"})
NO = frozenset({"", "아니오", "아니요", "x", "×", "n", "no", "false", "0", "미동의", "불가"})


def text_of(cell: object) -> str:
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    return "" if cell is None else str(cell)


class TextWidget(Widget):
    """A text, as it is."""

    lookups: Lookups

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        text = text_of(value)
        if len(text) >= MOST_CELL_CHARACTERS:
            raise ValueError(_("The text fills the whole cell, so its end may be missing."))
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def value_of(self, instance: Any, attribute: str) -> Any:
        return getattr(instance, attribute)

    def set_value(self, instance: Any, attribute: str, value: Any) -> None:
        setattr(instance, attribute, value)


class KeyWidget(TextWidget):
    """What a member is known by; a cell names it and never changes it."""

    def set_value(self, instance: Any, attribute: str, value: Any) -> None:
        pass


class RichTextWidget(TextWidget):
    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
        return plain_text.from_cell(super().clean(value, row))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return plain_text.as_cell(value or "")


class DateWidget(TextWidget):
    def clean(
        self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> datetime.date | None:
        return read_date(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class DegreesWidget(TextWidget):
    """A latitude or longitude in degrees, to six decimal places."""

    def clean(
        self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Decimal | None:
        text = text_of(value)
        if not text:
            return None
        try:
            return Decimal(text).quantize(SIX_PLACES)
        except InvalidOperation as error:
            message = _("“%(value)s” is not a number of degrees. Write it like 37.608.")
            raise ValueError(message % {"value": text}) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else format(Decimal(value).normalize(), "f")


class ChoiceWidget(TextWidget):
    """One of a fixed list, by its label in either language or by its code."""

    def __init__(self, choices: type[models.TextChoices]) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
        text = text_of(value)
        if not text:
            return ""
        found = self.words.get(self.simple(text))
        if found is None:
            raise ValueError(self.refusal(text))
        return found

    @cached_property
    def words(self) -> dict[str, str]:
        """The code of every word that means a choice."""
        return {
            self.simple(word): str(choice.value)
            for choice in self.choices
            for word in (str(choice.value), *in_each_language(choice.label), *self.besides(choice))
        }

    def refusal(self, text: str) -> str:
        labels = ", ".join(str(label) for label in self.choices.labels)
        return _("“%(value)s” is none of these: %(choices)s.") % {"value": text, "choices": labels}

    def simple(self, text: str) -> str:
        return unspaced(text)

    def besides(self, value: str) -> Iterable[str]:
        """Other words for a choice."""
        return ()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(self.choices(value).label) if value in self.choices.values else value or ""


class LegalFormWidget(ChoiceWidget):
    """A legal form, by the words of the law or those of every day."""

    BESIDES = {
        "cooperative": {"일반협동조합"},
        "federation": {"협동조합연합회", "연합회"},
        "consumer-cooperative": {"생협", "생활협동조합"},
        "credit-union": {"신협"},
        "unincorporated": {"비법인단체", "비영리민간단체", "비법인사단"},
    }

    def besides(self, value: str) -> Iterable[str]:
        return self.BESIDES.get(value, ())


class DistrictWidget(ChoiceWidget):
    """A district, with or without “서울시” before it and “구” after it."""

    def __init__(self) -> None:
        super().__init__(District)

    def simple(self, text: str) -> str:
        return unspaced(SEOUL.sub("", text.strip())).removesuffix("-gu").removesuffix("구")

    def refusal(self, text: str) -> str:
        return _("“%(value)s” is no district of Seoul.") % {"value": text}


class StatusWidget(ChoiceWidget):
    """A choice that is never empty."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
        return super().clean(value, row) or str(self.choices.values[0])


def in_each_language(text: Any) -> Iterable[str]:
    for language in LANGUAGES:
        with translation.override(language):
            yield str(text)


class CategoryWidget(TextWidget):
    """A category that exists, by either name or its slug."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        text = text_of(value)
        if not text:
            raise ValueError(_("Every member needs a category."))
        found = self.lookups.categories.get(unspaced(text))
        if found is None:
            raise ValueError(_("There is no category “%(value)s”.") % {"value": text})
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.name if value else ""

    def value_of(self, instance: Any, attribute: str) -> Any:
        return self.lookups.category(instance.category_id)


class StandingWidget(ChoiceWidget):
    """What comes with the category; a cell can only agree with it."""

    def value_of(self, instance: Any, attribute: str) -> str:
        category = self.lookups.category(instance.category_id)
        return category.standing if category else ""

    def set_value(self, instance: Any, attribute: str, value: Any) -> None:
        if value and value != self.value_of(instance, attribute):
            raise ValueError(_("The standing follows from the category. Change the category."))


class SectorsWidget(TextWidget):
    """Sectors that exist, by either name or slug."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        names = split(text_of(value))
        unknown = [name for name in names if unspaced(name) not in self.lookups.sectors]
        if unknown:
            message = _("There is no sector “%(value)s”. Add it under “Sectors” first.")
            raise ValueError(message % {"value": joined(unknown)})
        return [self.lookups.sectors[unspaced(name)] for name in names]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return joined(sorted(sector.name for sector in value))

    def value_of(self, instance: Any, attribute: str) -> list[Any]:
        return list(instance.sectors.all())

    def set_value(self, instance: Any, attribute: str, value: Any) -> None:
        instance.sectors = value


class TagsWidget(TextWidget):
    """Free words. Kept beside the instance until it is written: naming one must not create it."""

    KEPT = "_tags_to_be"

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        names = split(text_of(value))
        if any(len(name) > LONGEST_TAG for name in names):
            raise ValueError(_("A tag has at most 100 characters."))
        return names

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return joined(sorted(value))

    def value_of(self, instance: Any, attribute: str) -> list[str]:
        kept = instance.__dict__.get(self.KEPT)
        return [item.tag.name for item in instance.tagged_items.all()] if kept is None else kept

    def set_value(self, instance: Any, attribute: str, value: Any) -> None:
        instance.__dict__[self.KEPT] = value


class FormerNamesWidget(TextWidget):
    """Names, each with its last day where that is known: 옛이름 (~2020-03-01)."""

    def clean(
        self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[tuple[str, datetime.date | None]]:
        return [self.read(item) for item in split(text_of(value))]

    def read(self, item: str) -> tuple[str, datetime.date | None]:
        match = FORMER_NAME.fullmatch(item)
        name = match.group(1) if match else item
        if len(name) > LONGEST_NAME:
            raise ValueError(_("A former name has at most 200 characters."))
        return (name, read_date(match.group(2)) if match else None)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return joined(f"{name} (~{until.isoformat()})" if until else name for name, until in value)

    def value_of(self, instance: Any, attribute: str) -> list[tuple[str, datetime.date | None]]:
        return [(former.name, former.used_until) for former in instance.former_names.all()]

    def set_value(self, instance: Any, attribute: str, value: Any) -> None:
        model = type(instance).former_names.rel.related_model
        instance.former_names = [
            model(member=instance, name=name, used_until=until, sort_order=number)
            for number, (name, until) in enumerate(value)
        ]


class SocialLinksWidget(TextWidget):
    """Addresses, each after its label: 페이스북 https://www.facebook.com/…"""

    def clean(
        self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[tuple[str, dict[str, str]]]:
        return [("link", self.read(item)) for item in split(text_of(value))]

    def read(self, item: str) -> dict[str, str]:
        label, _space, url = item.rpartition(" ")
        URLValidator(schemes=["http", "https"], message=self.refusal(item))(url)
        return {"label": (label.strip() or urlsplit(url).netloc)[:50], "url": url}

    def refusal(self, item: str) -> str:
        return _("“%(value)s” does not end with a web address.") % {"value": item}

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return joined(f"{link['label']} {link['url']}" for link in value)

    def value_of(self, instance: Any, attribute: str) -> list[Any]:
        return [block.value for block in instance.social_links]


class ImageWidget(TextWidget):
    """A picture that is in the image library, by the name of its file."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        text = text_of(value)
        found = self.lookups.image(text) if text else None
        if text and found is None:
            message = _("There is no picture “%(value)s” among the images. Upload it there first.")
            raise ValueError(message % {"value": text})
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.file.name.rpartition("/")[2] if value else ""


class ParentWidget(TextWidget):
    """Another member, of the directory or of the same file, by its name or record number."""

    KEPT = "_parent_to_be"

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        text = text_of(value)
        return self.lookups.parent(text) if text else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.lookups.written_parent(value)

    def value_of(self, instance: Any, attribute: str) -> Any:
        return instance.__dict__.get(self.KEPT) or instance.parent_id

    def set_value(self, instance: Any, attribute: str, value: Any) -> None:
        """A member of the file that is not there yet is kept by name."""
        instance.__dict__[self.KEPT] = value if isinstance(value, str) else None
        instance.parent_id = None if isinstance(value, str) else value


class YesNoWidget(TextWidget):
    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> bool:
        text = unspaced(text_of(value))
        if text not in YES | NO:
            raise ValueError(_("Write yes or no here."))
        return text in YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return pgettext("cell", "Yes") if value else pgettext("cell", "No")
