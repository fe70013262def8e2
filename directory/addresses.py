"""Where on the site a member's page stands."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest
from django.utils import translation
from django.utils.encoding import iri_to_uri

KNOWN = "_directory_urls"


def directory_url(request: HttpRequest | None = None) -> str | None:
    """The address of the directory in the active language, else of the first there is.

    Looked up once a request and language, where there is a request.
    """
    language = translation.get_language()
    known = {} if request is None else request.__dict__.setdefault(KNOWN, {})
    if language not in known:
        pages = apps.get_model("directory", "DirectoryPage").objects.live().order_by("path")
        found = list(pages.select_related("locale"))
        fitting = [page for page in found if page.locale.language_code == language]
        page = next(iter([*fitting, *found]), None)
        known[language] = page.get_url(request) if page else None
    url: str | None = known[language]
    return url


def remember_directory_url(request: HttpRequest, url: str) -> None:
    """Spare the look-up on pages of the directory, which know their own address."""
    request.__dict__.setdefault(KNOWN, {})[translation.get_language()] = url


def member_url(slug: str, request: HttpRequest | None = None) -> str | None:
    """The address of the member with that slug; None on a site without a directory."""
    base = directory_url(request)
    return iri_to_uri(f"{base}{slug}/") if base else None
