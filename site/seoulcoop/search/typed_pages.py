"""Pages with the fields of their types, in one query whatever the number of types.

Wagtail's `specific()` asks once more for each type.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page


def typed_pages(keys: Collection[int], models: Iterable[type[Page]]) -> dict[int, Any]:
    """The pages with these keys, by key; those of other types than `models` as plain pages."""
    ways = {model: way_to(model) for model in models}
    joins = [way.replace(".", "__") for way in ways.values() if way]
    pages = Page.objects.filter(pk__in=keys)
    return {
        page.pk: as_its_type(page, ways)
        for page in (pages.select_related(*joins) if joins else pages)
    }


def way_to(model: type[Page]) -> str:
    """How a plain page leads to itself as a `model`: publicationpage.policyreportpage."""
    steps = []
    classes = [model, *model._meta.get_base_chain(Page)]
    for child, parent in pairwise(classes):
        link: Any = child._meta.get_ancestor_link(parent)
        steps.append(link.remote_field.get_accessor_name())
    return ".".join(reversed(steps))


def as_its_type(page: Page, ways: dict[type[Page], str]) -> Any:
    way = ways.get(model_of(page.content_type_id))
    return attrgetter(way)(page) if way else page


def model_of(content_type: int) -> Any:
    """The class of a content type, without a query for one that is known; None for a lost one."""
    return ContentType.objects.get_for_id(content_type).model_class()
