"""What the headers of an answer tell caches on the way: whose it is and how long it is good."""

from __future__ import annotations

import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings

Headers = list[tuple[str, str]]

CREDENTIALS = ("HTTP_AUTHORIZATION", "HTTP_X_API_KEY", "HTTP_PROXY_AUTHORIZATION")
# What the API does not look at, whatever a layer in between may say.
NEVER_VARYING = frozenset({"accept-language", "cookie"})
ALWAYS_VARYING = ("Accept-Encoding", "Authorization")
KNOWN_VARYING = frozenset({"accept-encoding", "authorization", "origin"})
# What belongs to one request only.
PASSING = ("ratelimit", "x-ratelimit", "x-request-id", "date", "retry-after", "server-timing")
MADE_HERE = frozenset({"vary", "etag", "content-length"})
NOT_TO_STORE = frozenset({"no-store", "private", "no-cache"})


def is_for_anybody(environ: dict[str, Any]) -> bool:
    """Whether the request shows no credential."""
    return not any(name in environ for name in CREDENTIALS)


def with_policy(
    headers: Iterable[tuple[str, str]], environ: dict[str, Any], status: int, until: float
) -> Headers:
    """`headers` with what caches need to know; `until` is when time alone alters the answer."""
    kept = [(name, value) for name, value in headers if name.lower() not in MADE_HERE]
    said = {name.lower(): value for name, value in headers}
    if not is_for_anybody(environ):
        kept = [(name, value) for name, value in kept if name.lower() != "cache-control"]
        kept.append(("Cache-Control", "private, no-store"))
    elif status != HTTPStatus.OK:
        kept = [(name, value) for name, value in kept if name.lower() != "cache-control"]
        kept.append(("Cache-Control", "no-store"))
    elif "cache-control" not in said:
        kept.append(("Cache-Control", public_policy(until)))
    return [*kept, ("Vary", varying(said.get("vary", "")))]


def public_policy(until: float) -> str:
    """Everybody may keep the answer, and asks whether it is still good each time.

    A CDN that the site trusts may be told to ask less often, by HEADLESS_CDN_SECONDS; never past
    the next moment that is known to alter something.
    """
    seconds = int(min(getattr(settings, "HEADLESS_CDN_SECONDS", 0), until - time.time()))
    shared = f", s-maxage={seconds}" if seconds > 0 else ""
    return f"public, max-age=0, must-revalidate{shared}"


def varying(vary: str) -> str:
    """The Vary header without what never matters and with what always does."""
    names = [*ALWAYS_VARYING, *(name.strip() for name in vary.split(","))]
    wanted = {name.lower(): name for name in reversed(names) if name}
    ordered = dict.fromkeys(name.lower() for name in names if name)
    return ", ".join(wanted[name] for name in ordered if name not in NEVER_VARYING)


def is_storable(headers: Headers) -> bool:
    """Whether the answer is the same for everybody who asks for the same address."""
    said = {name.lower(): value.lower() for name, value in headers}
    directives = {part.strip() for part in said.get("cache-control", "").split(",")}
    vary = {part.strip() for part in said.get("vary", "").split(",")}
    return (
        not directives & NOT_TO_STORE
        and vary <= KNOWN_VARYING
        and "set-cookie" not in said
        and "content-encoding" not in said
        and "nonce-" not in said.get("content-security-policy", "")
    )


def lasting(headers: Headers) -> Headers:
    """`headers` without what belongs to one request, or is made anew for each form."""
    return [header for header in headers if not header[0].lower().startswith(PASSING)]
