"""Objects in full: pages as the types that they are, each with what its schema reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from wagtail.models import Page, get_page_models

from headless.endpoints.parameters import NUL
from headless.output.context import Context
from headless.output.fetching import fetch_related
from headless.output.rows import with_target
from headless.resources import Resource

LONGEST_NUMBER = 18


def full_objects(rows: Iterable[Any], resource: Resource, context: Context) -> list[Any]:
    """`rows` as the types that they are, with everything that their schemas read."""
    is_mixed = has_types(resource.model)
    objects = specific_pages(rows, resource.model) if is_mixed else list(rows)
    fetch_related(objects, lambda model: resource.schema_of(model, context.scopes), context)
    return objects


def has_types(model: type[Model]) -> bool:
    """Whether types of pages build on `model`, so that a row of it may be one of them."""
    return any(issubclass(each, model) and each is not model for each in get_page_models())


def specific_pages(pages: Iterable[Any], base: type[Model]) -> list[Any]:
    """The same pages as the types that they are, fetched in one query for all types.

    Wagtail's own `specific()` asks once for each type. Of a queryset only the keys are asked for
    before that.
    """
    if isinstance(pages, QuerySet):
        rows = list(pages.values_list("pk", "content_type_id"))
        full = fetched_in_full(rows, base)
        return [full[key] for key, _type in rows if key in full]
    found = list(pages)
    partial = [page for page in found if path_to(type(page), page.specific_class)]
    full = fetched_in_full([(page.pk, page.content_type_id) for page in partial], base)
    return [full.get(page.pk, page) for page in found]


def fetched_in_full(rows: list[tuple[int, int]], base: type[Model]) -> dict[int, Any]:
    """Pages by their primary keys; `rows` are these and the content types."""
    keys = [key for key, _type in rows]
    types = ContentType.objects.get_for_id
    models = {types(kind).model_class() or base for kind in {kind for _key, kind in rows}}
    if len(models) == 1:
        (model,) = models
        pages = model._default_manager.filter(pk__in=keys)
        return {page.pk: page for page in with_target(pages, "locale")}
    paths = {path for model in models if (path := path_to(Page, model))}
    joined = Page.objects.filter(pk__in=keys).select_related("locale", *paths)
    return {page.pk: specific(page) for page in joined} if keys else {}


def path_to(base: type[Model], model: type[Model] | None) -> str:
    """The lookup from `base` down to `model`, which builds on it; empty where it is the same."""
    if model is None or model is base:
        return ""
    line: list[Any] = [e for e in reversed(model.__mro__) if is_concrete_page(e, base)]
    return "__".join(each._meta.model_name or "" for each in line)


def is_concrete_page(model: Any, base: type[Model]) -> bool:
    return (
        issubclass(model, base)
        and model is not base
        and not model._meta.abstract
        and not model._meta.proxy
    )


def specific(page: Page) -> Any:
    """The page as its own type, of what was fetched with it."""
    found: Any = page
    for name in path_to(Page, page.specific_class).split("__"):
        found = getattr(found, name) if name else found
    found._state.fields_cache["locale"] = page.locale
    return found


def find_object(objects: QuerySet[Any], key: str, language: str, former_slugs: str = "") -> Any:
    """The object with that id, else with that slug; Http404 where the caller may see none.

    `former_slugs` is the lookup of slugs that the object had before; they count last.

    Of pages with one slug in several languages, the one in `language` goes before the others.
    """
    if NUL in key:
        raise Http404
    names = {field.name for field in objects.model._meta.get_fields()}
    wanted = Q(slug=key) if "slug" in names else Q(pk__in=[])
    if is_number(key):
        wanted |= Q(pk=int(key))
    found = list(objects.filter(wanted))
    if not found and former_slugs:
        found = list(objects.filter(**{former_slugs: key}))
    if not found:
        raise Http404
    return min(found, key=lambda obj: (str(obj.pk) != key, is_foreign(obj, language)))


def is_foreign(obj: Any, language: str) -> bool:
    locale = getattr(obj, "locale", None)
    return locale is not None and locale.language_code != language


def is_number(key: str) -> bool:
    """Whether `key` could be a primary key of any database."""
    return key.isascii() and key.isdecimal() and len(key) <= LONGEST_NUMBER
