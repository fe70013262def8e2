"""Where the site shows pages: what Wagtail says of one page of a site tells it for all others."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

KEPT = "_headless_page_addresses"
# What Wagtail's own pattern of addresses takes; it has no address for other pages.
REGULAR = re.compile(r"(?:[\w\-]+/)*")

Beginnings = dict[tuple[Any, str | None], str | None]


def page_url(page: Any, request: HttpRequest) -> str | None:
    """What `page.get_url(request)` answers, which is asked only once for each site and language.

    Types that decide on their addresses themselves are asked each time.
    """
    model: Any = getattr(page, "read_as", type(page))
    if not has_usual_address(model):
        return asked_of_wagtail(page, request)
    roots, known = kept(request)
    own = [root for root in roots if page.url_path.startswith(root.root_path)]
    if len(own) != 1:
        return asked_of_wagtail(page, request)
    rest = page.url_path[len(own[0].root_path) :]
    if not REGULAR.fullmatch(rest):
        return asked_of_wagtail(page, request)
    ending = quote(rest)
    key = (own[0], get_language())
    if key not in known:
        known[key] = beginning(asked_of_wagtail(page, request), ending)
    start = known[key]
    return asked_of_wagtail(page, request) if start is None else f"{start}{ending}"


def asked_of_wagtail(page: Any, request: HttpRequest) -> str | None:
    url: str | None = page.get_url(request)
    return url


def beginning(url: str | None, ending: str) -> str | None:
    """What stands before `ending`; None where addresses are not made that way."""
    is_usual = url is not None and url.endswith(ending) and slashes_are_appended()
    return url.removesuffix(ending) if is_usual and url is not None else None


def slashes_are_appended() -> bool:
    return bool(getattr(settings, "WAGTAIL_APPEND_SLASH", True))


def kept(request: HttpRequest) -> tuple[list[Any], Beginnings]:
    """The sites' roots and the beginnings of addresses, looked up once a request."""
    if KEPT not in request.__dict__:
        request.__dict__[KEPT] = (Site.get_site_root_paths(), {})
    found: tuple[list[Any], Beginnings] = request.__dict__[KEPT]
    return found


@cache
def has_usual_address(model: Any) -> bool:
    """Whether nobody overrides how Wagtail makes the addresses of the type's pages."""
    return all(
        getattr(model, name) is getattr(Page, name)
        for name in ("get_url", "get_url_parts", "_get_relevant_site_root_paths")
    )
