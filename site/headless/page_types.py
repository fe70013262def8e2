"""Page types by the labels that answers call them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.utils.translation import gettext_noop
from pydantic import Field

from headless.output.annotations import list_of, new_schema, one_of
from headless.resources import Facet, Filters


def type_facet() -> Facet:
    """How many pages there are of each type."""
    return Facet(lookup="content_type", told=label_and_name)


def label_and_name(content_type_id: int) -> tuple[str, str]:
    content_type = ContentType.objects.get_for_id(content_type_id)
    model = content_type.model_class()
    label = model._meta.label if model else f"{content_type.app_label}.{content_type.model}"
    return label, str(content_type.name)


class TypeFilters(Filters):
    """Filters of a list of pages of several types."""

    def filter_type(self, value: list[str] | None) -> Q:
        """Pages of one of the types."""
        if not value:
            return Q()
        wanted = Q(pk__in=[])
        for label in value:
            app, model = label.lower().split(".")
            wanted |= Q(content_type__app_label=app, content_type__model=model)
        return wanted


def with_type(filters: type[TypeFilters], models: Iterable[type[Model]]) -> Any:
    """`filters` with one for the type, which takes the labels of `models`."""
    labels = tuple(model._meta.label for model in models)
    wanted = list_of(one_of(labels)) | None
    described = Field(None, description=gettext_noop("Objects of these types."))
    return new_schema(filters.__name__, {"type": (wanted, described)}, filters)
