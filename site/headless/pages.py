"""Every public page of every type, at `/pages/`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import Model, Q
from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import FilterLookup
from pydantic import Field
from wagtail.models import AbstractPage, Page, get_page_models
from wagtail.query import PageQuerySet

from headless.languages import default_language
from headless.output.model_schemas import schema_of
from headless.output.schemas import PageSchema
from headless.page_addresses import page_url
from headless.page_types import TypeFilters, type_facet, with_type
from headless.resources import Resource
from headless.visibility import open_to_everybody, public_pages, site_roots


class PageFilters(TypeFilters):
    """What the list of pages can be narrowed down by."""

    show_in_menus: bool | None = Field(
        None, description=gettext_noop("Whether menus show the page.")
    )
    child_of: int | None = Field(
        None, ge=1, lt=2**31, description=gettext_noop("The id of the page above.")
    )
    descendant_of: int | None = Field(
        None, ge=1, lt=2**31, description=gettext_noop("The id of a page anywhere above.")
    )
    first_published_at_from: Annotated[
        datetime.datetime | None, FilterLookup("first_published_at__gte")
    ] = None
    first_published_at_to: Annotated[
        datetime.datetime | None, FilterLookup("first_published_at__lte")
    ] = None
    last_published_at_from: Annotated[
        datetime.datetime | None, FilterLookup("last_published_at__gte")
    ] = None
    last_published_at_to: Annotated[
        datetime.datetime | None, FilterLookup("last_published_at__lte")
    ] = None

    def filter_child_of(self, value: int | None) -> Q:
        return below(value, directly=True) if value else Q()

    def filter_descendant_of(self, value: int | None) -> Q:
        return below(value) if value else Q()


def below(page_id: int, *, directly: bool = False) -> Q:
    """Pages below that one, directly or anywhere; none where it is not open to everybody."""
    above = Page.objects.filter(pk=page_id, live=True).filter(open_to_everybody())
    above = above.exclude(expire_at__lte=timezone.now()).values_list("path", "depth").first()
    if above is None:
        return Q(pk__in=[])
    path, depth = above
    within = Q(path__startswith=path, depth__gt=depth)
    return within & Q(depth=depth + 1) if directly else within


def pages_resource(resources: Sequence[Resource]) -> Resource:
    """All page types of the project; those that `resources` describe have their schemas."""
    types = {model: page_schema(model, resources) for model in page_types()}
    return Resource(
        name="pages",
        summary=_("Pages of every type"),
        model=Page,
        schema=PageSchema,
        types=types,
        queryset=every_public_page,
        html_url=page_url,
        filters=with_type(PageFilters, types),
        orders={
            "title": ["title"],
            "first_published_at": ["first_published_at"],
            "last_published_at": ["last_published_at"],
            "path": ["path"],
        },
        facets={"type": type_facet()},
    )


def every_public_page(request: HttpRequest, language: str | None) -> PageQuerySet:
    """The pages that anybody may see, in the order of the tree.

    A plain Page, such as the one that welcomes to a new Wagtail site, is content of no type.
    """
    pages = public_pages(Page, request, language).not_exact_type(Page)
    return pages.select_related("locale").order_by("path")


def page_types() -> list[type[AbstractPage]]:
    """The page types of which editors can make pages; those that others build on are none."""
    models: list[type[AbstractPage]] = get_page_models()
    return sorted(
        (model for model in models if model.is_creatable and model is not Page),
        key=lambda model: model._meta.label,
    )


def page_schema(model: type[Model], resources: Sequence[Resource]) -> Any:
    """The schema that an app declares for the type, else one of its `api_fields`."""
    for resource in resources:
        if issubclass(model, resource.model):
            return resource.schema_of(model)
    return schema_of(model)


def page_at(html_path: str, request: HttpRequest) -> AbstractPage:
    """The public page that the site shows at that path; Http404 where there is none."""
    code = translation.get_language_from_path(html_path)
    rest = html_path.removeprefix(f"/{code}") if code else html_path
    language = code or default_language()
    roots = {root.locale.language_code: root for root in site_roots(request)}
    root = roots.get(language) or (next(iter(roots.values())) if len(roots) == 1 else None)
    if root is None:
        raise Http404
    path = f"{root.url_path.rstrip('/')}/{rest.strip('/')}/".replace("//", "/")
    page = every_public_page(request, None).filter(url_path=path).first()
    if page is None:
        raise Http404
    return page
