"""The site's menu as a tree."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field
from wagtail.models import AbstractPage, Page

from headless.output.context import Context
from headless.visibility import public_pages, site_roots

MAX_DEPTH = 10


class NavigationItem(Schema):
    """A page of the menu, with those below it."""

    id: int
    type: str
    title: str
    slug: str
    detail_url: str | None
    html_url: str | None
    children: list[NavigationItem]


class Navigation(Schema):
    """The menu of one language."""

    locale: str
    home: NavigationItem | None = Field(description="The front page; its children are elsewhere.")
    items: list[NavigationItem]


def navigation(context: Context, depth: int) -> dict[str, Any]:
    """The pages that menus show, `depth` levels of them below the front page.

    A page is part of the menu where every page above it is.
    """
    roots = {root.locale.language_code: root for root in site_roots(context.request)}
    root = roots.get(context.language)
    home = open_page(root, context) if root else None
    if root is None or home is None:
        return {"locale": context.language, "home": None, "items": []}
    pages = public_pages(Page, context.request, context.language).filter(
        path__startswith=root.path,
        depth__gt=root.depth,
        depth__lte=root.depth + depth,
        show_in_menus=True,
    )
    return {
        "locale": context.language,
        "home": item_data(home, context),
        "items": tree(list(pages.order_by("path")), root, context),
    }


def open_page(root: AbstractPage, context: Context) -> AbstractPage | None:
    return context.readable.select_related("locale").filter(pk=root.pk).first()


def tree(pages: list[AbstractPage], root: AbstractPage, context: Context) -> list[dict[str, Any]]:
    """`pages`, which stand in the order of the tree, below one another."""
    children: dict[str, list[dict[str, Any]]] = {root.path: []}
    for page in pages:
        above = page.path[: -page.steplen]
        if above in children:
            item = item_data(page, context)
            children[above].append(item)
            children[page.path] = item["children"]
    return children[root.path]


def item_data(page: AbstractPage, context: Context) -> dict[str, Any]:
    return {**context.reference_data(page), "slug": page.slug, "children": []}
