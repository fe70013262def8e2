"""Which tables hold something that an answer may show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from django.apps import apps
from django.db.models import Model
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    PageViewRestriction,
    Site,
)

from headless.registry import covered_models, other_models, registrations, watched_paths

# What the staff's work on a draft writes into a live object's row, and what nobody reads there.
NOT_CONTENT = frozenset(
    {
        "latest_revision_id",
        "latest_revision_created_at",
        "has_unpublished_changes",
        "draft_title",
        "locked",
        "locked_at",
        "locked_by_id",
        "numchild",
    }
)
# Where a page stands in the tree. Signals tell which pages have moved.
PLACE = frozenset({"path", "depth", "url_path", "numchild"})
# What of a page its descendants show too: their addresses and breadcrumbs.
INHERITED = frozenset({"title", "slug", "url_path", "live", "show_in_menus"})
# What lists and addresses hang on, and no object's own text.
BESIDE_OBJECTS = (
    "wagtailredirects.Redirect",
    "wagtailsearch.IndexEntry",
    "wagtailsearch.SQLiteFTSIndexEntry",
)
ALWAYS = (*BESIDE_OBJECTS, "wagtailembeds.Embed")

Announcement = Callable[[Iterable[type[Model]]], None]
_announcements: list[Announcement] = []


def watched_tables() -> dict[str, type[Model]]:
    """Each table that matters, with its model."""
    return found_tables(registrations())


@lru_cache(maxsize=1)
def found_tables(_registrations: int) -> dict[str, type[Model]]:
    models = {*covered_models(), *watched_paths(), *other_models(), *models_of_wagtail()}
    models |= {parent for model in models for parent in model._meta.get_parent_list()}
    models |= {table for model in models for table in many_to_many_tables(model)}
    for announce in _announcements:
        announce(models)
    return {model._meta.db_table: model for model in models}


def when_tables_are_found(announce: Announcement) -> None:
    """Have `announce` called with all watched models, as soon as they are known."""
    _announcements.append(announce)


def models_of_wagtail() -> set[type[Model]]:
    """What decides who may see what and where, and what every site shows."""
    installed = {
        model
        for model in apps.get_models()
        if issubclass(model, AbstractSetting) or model._meta.label in ALWAYS
    }
    return installed | {
        Site,
        Locale,
        Collection,
        CollectionViewRestriction,
        PageViewRestriction,
        get_image_model(),
        get_document_model(),
    }


def sweeping_models() -> set[type[Model]]:
    """Models of which a row may alter objects that nothing leads to from it."""
    return found_sweeping(registrations())


@lru_cache(maxsize=1)
def found_sweeping(_registrations: int) -> set[type[Model]]:
    models = other_models() | models_of_wagtail()
    followed = {get_image_model(), get_document_model()}
    beside = {model for model in models if model._meta.label in BESIDE_OBJECTS}
    return models - followed - beside


def many_to_many_tables(model: type[Model]) -> list[type[Model]]:
    through = [field.remote_field.through for field in model._meta.local_many_to_many]
    return [model for model in through if model is not None]
