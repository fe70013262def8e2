"""What the frame around every page shows: the organisation, the menu, the languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info
from wagtail.models import AbstractPage, Site

from content.models import OrganisationSettings
from content.privacy import open_to_everybody

KEPT = "_site_frame"


@dataclass(frozen=True)
class MenuItem:
    """A page of the main menu."""

    title: str
    url: str
    is_current: bool
    is_ancestor: bool


@dataclass(frozen=True)
class LanguageLink:
    """The same page in another language."""

    code: str
    name: str
    url: str
    is_current: bool


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """`organisation`, `home_url`, `menu` and `languages`, looked up when a template first asks."""
    return {
        "home_url": SimpleLazyObject(lambda: home_url(request)),
        "organisation": SimpleLazyObject(lambda: OrganisationSettings.for_request(request)),
        "menu": SimpleLazyObject(lambda: main_menu(request)),
        "languages": SimpleLazyObject(lambda: language_links(request)),
    }


def current_page(request: HttpRequest) -> AbstractPage | None:
    """The page that this request shows, if it shows one."""
    route = getattr(request, "_wagtail_route_for_request", None)
    return route[0] if route else None


def kept(request: HttpRequest, name: str, look_up: Callable[[], Any]) -> Any:
    """What `look_up` finds, asked for once a request."""
    known = request.__dict__.setdefault(KEPT, {})
    if name not in known:
        known[name] = look_up()
    return known[name]


def home_page(request: HttpRequest) -> AbstractPage | None:
    """The front page in the active language; None on a site without one."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    page, root = current_page(request), site.root_page
    if page and (page == root or page.is_descendant_of(root)):
        return root
    home: AbstractPage = kept(request, "home", lambda: root.localized)
    return home


def home_url(request: HttpRequest) -> str:
    """Where the wordmark leads: the front page in the active language."""
    home = home_page(request)
    return (home.get_url(request) if home else None) or "/"


def main_menu(request: HttpRequest) -> list[MenuItem]:
    """The pages just below the front page that are marked for menus."""
    home = home_page(request)
    if home is None:
        return []
    pages = home.get_children().live().filter(open_to_everybody()).in_menu().specific(defer=True)
    return [
        MenuItem(
            title=page.title,
            url=page.get_url(request),
            is_current=page.get_url(request) == request.path,
            is_ancestor=request.path.startswith(page.get_url(request) or "\0"),
        )
        for page in pages
    ]


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """The page in every language in which it is public; empty where there is only one."""
    page = current_page(request)
    if page is None:
        return []
    versions = page.get_translations(inclusive=True).live().filter(open_to_everybody())
    below = request.path.removeprefix(page.get_url(request) or request.path)
    links = [
        LanguageLink(
            code=version.locale.language_code,
            name=get_language_info(version.locale.language_code)["name_local"],
            url=f"{version.get_url(request)}{below}",
            is_current=version.locale.language_code == get_language(),
        )
        for version in versions.select_related("locale")
    ]
    return links if len(links) > 1 else []
