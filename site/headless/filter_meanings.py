"""What a filter is for, told by the label of the model's field that it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from ninja import FilterLookup
from pydantic import Field
from pydantic.fields import FieldInfo

from headless.output.annotations import new_schema
from headless.resources import Filters

Narrowing = TypeVar("Narrowing", bound=Filters)

SEPARATOR = ": "
# By the end of the lookup, the longest first.
HINTS = {
    "slug__in": gettext_noop("Any of these slugs"),
    "year__in": gettext_noop("Any of these years"),
    "in": gettext_noop("Any of these"),
    "gte": gettext_noop("From this on"),
    "lte": gettext_noop("Up to this"),
    "": gettext_noop("Exactly this"),
}
# Fields that name an object of a relation: the relation's own label says more.
NAMING = {"slug", "name"}


def described(filters: type[Narrowing], model: type[Model]) -> type[Narrowing]:
    """`filters` with a description for each one that has none and looks at a field of `model`."""
    with translation.override(None):
        fields = {
            name: (
                field.rebuild_annotation(),
                Field(field.default, description=meaning, examples=field.examples),
            )
            for name, field in filters.model_fields.items()
            if not field.description and (meaning := meaning_of(field, model))
        }
    schema: type[Narrowing] = new_schema(filters.__name__, fields, filters, filters.__doc__)
    return schema


def meaning_of(field: FieldInfo, model: type[Model]) -> str:
    """Such as "From this on: founding date"; empty where no field's label can say it.

    Each of its parts is a message.
    """
    lookup = next((mark.q for mark in field.metadata if isinstance(mark, FilterLookup)), None)
    labels = list(labels_on(lookup, model)) if isinstance(lookup, str) else []
    return f"{hint_of(str(lookup))}{SEPARATOR}{labels[-1]}" if labels else ""


def hint_of(lookup: str) -> str:
    return next(hint for end, hint in HINTS.items() if lookup.endswith(end))


def labels_on(lookup: str, model: type[Model]) -> Iterator[str]:
    """The labels of the fields that the lookup passes, the one that it looks at last."""
    target: type[Model] | None = model
    for step in lookup.split(LOOKUP_SEP):
        try:
            field: Any = target._meta.get_field(step) if target else None
        except FieldDoesNotExist:
            return
        if field is None:
            return
        if hasattr(field, "verbose_name") and not (step in NAMING and target is not model):
            yield str(field.verbose_name)
        target = field.related_model


def translated(description: str) -> str:
    """A parameter's description in the language of the answer, whole or in its parts."""
    if not description:
        return ""
    whole = gettext(description)
    if whole != description:
        return whole
    return SEPARATOR.join(gettext(part) for part in description.split(SEPARATOR))
