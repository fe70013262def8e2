"""What the frame around every page shows: the organisation, the menu, the languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info
from wagtail.models import AbstractPage, Page, Site

from content.models import OrganisationSettings
from content.privacy import open_to_everybody
from directory.addresses import remember_directory_url
from directory.models import DirectoryPage

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


def frame_pages(request: HttpRequest) -> list[AbstractPage]:
    """What menu and languages are made of, in one query and once a request; in the tree's order."""
    return kept(request, "pages", lambda: list(look_up_frame_pages(request)))


def look_up_frame_pages(request: HttpRequest) -> Iterable[AbstractPage]:
    """Public pages that are in the menu, or the shown page in any language."""
    home, page = home_page(request), current_page(request)
    wanted = Q(pk__in=[])
    if home is not None:
        wanted |= in_menu_below(home)
    if page is not None:
        wanted |= Q(translation_key=page.translation_key)
    pages = Page.objects.live().filter(wanted, open_to_everybody())
    return pages.select_related("locale").order_by("path")


def in_menu_below(home: AbstractPage) -> Q:
    return Q(path__startswith=home.path, depth=home.depth + 1, show_in_menus=True)


def main_menu(request: HttpRequest) -> list[MenuItem]:
    """The pages just below the front page that are marked for menus."""
    home = home_page(request)
    if home is None:
        return []
    pages = [page for page in frame_pages(request) if page.show_in_menus and page.is_child_of(home)]
    remember_directory(request, pages)
    return [
        MenuItem(
            title=page.title,
            url=page.get_url(request),
            is_current=page.get_url(request) == request.path,
            is_ancestor=request.path.startswith(page.get_url(request) or "\0"),
        )
        for page in pages
    ]


def remember_directory(request: HttpRequest, pages: list[AbstractPage]) -> None:
    """Spare what links to members the look-up, where the menu has the directory."""
    for page in pages:
        if page.specific_class is DirectoryPage and page.locale.language_code == get_language():
            remember_directory_url(request, page.get_url(request))
            return


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """The page in every language in which it is public; empty where there is only one."""
    page = current_page(request)
    if page is None:
        return []
    key = page.translation_key
    versions = [each for each in frame_pages(request) if each.translation_key == key]
    below = request.path.removeprefix(page.get_url(request) or request.path)
    links = [
        LanguageLink(
            code=version.locale.language_code,
            name=get_language_info(version.locale.language_code)["name_local"],
            url=f"{version.get_url(request)}{below}",
            is_current=version.locale.language_code == get_language(),
        )
        for version in versions
    ]
    return links if len(links) > 1 else []
