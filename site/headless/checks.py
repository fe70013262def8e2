"""System checks of what the settings say of the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core import checks

from headless.previews import client_urls


def check_front_ends(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every front end for previews has a plain absolute address, which a policy can name."""
    return [
        checks.Error(
            f"{url!r}, the front end of {host!r} for previews, is no address like "
            "https://front.example.org/preview/.",
            hint="Mend CLIENT_URLS in WAGTAIL_HEADLESS_PREVIEW; no query, no fragment, no space.",
            id="headless.E001",
        )
        for host, url in client_urls().items()
        if not is_plain(url)
    ]


def is_plain(url: str) -> bool:
    parts = urlsplit(url)
    is_clean = not (parts.query or parts.fragment or set(url) & set(" \t\n,;'\"{}<>*"))
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and is_clean
