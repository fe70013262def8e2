"""How much one caller may ask in a minute, counted for all processes together.

Each process takes requests out of the shared counter a portion at a time, so that most requests
cost no query. What a process has taken and not used is lost with the minute: nobody ever gets
more than the limit, and with several processes sometimes a little less.

Only requests that are worked on count. An answer that the response cache gives again costs less
than counting it would, whoever asks, so it is given beyond the limit too and carries no RateLimit;
who wants to limit those as well does so in the web server.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponseBase

from headless.models import RequestCount

WINDOW = 60
PORTIONS = 20
RATES = {"anonymous": 600, "client": 6000, "refused": 30}

Taken = Callable[[int], None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Allowance:
    """What is left to a caller; `policy` names the limit that applies."""

    policy: str
    limit: int
    remaining: int
    seconds: int
    is_allowed: bool = True

    def tell(self, response: HttpResponseBase) -> None:
        """Say so in the form of draft-ietf-httpapi-ratelimit-headers."""
        response["RateLimit-Policy"] = f'"{self.policy}";q={self.limit};w={WINDOW}'
        response["RateLimit"] = f'"{self.policy}";r={self.remaining};t={self.seconds}'
        if not self.is_allowed:
            response["Retry-After"] = str(self.seconds)


@dataclass
class Portion:
    """What this process has taken of a caller's allowance."""

    left: int
    used: int


_portions: dict[str, Portion] = {}
_window = [0]
_lock = Lock()


def rate_of(policy: str) -> int | None:
    """Requests a minute; None for as many as one likes."""
    return {**RATES, **getattr(settings, "HEADLESS_RATES", {})}[policy]


def take(
    policy: str, caller: str, limit: int | None, taken: Taken | None = None
) -> Allowance | None:
    """Count one request of `caller`; None where nothing limits it.

    `taken` is told how many requests this process takes at once, when it takes any.
    """
    if limit is None:
        return None
    now = int(time.time())
    window, seconds = now // WINDOW, WINDOW - now % WINDOW
    with _lock:
        portion = current_portion(f"{policy}:{caller}", window, limit, taken)
        is_allowed = portion.left > 0
        portion.left -= is_allowed
        remaining = max(limit - portion.used, 0) + portion.left
    return Allowance(policy, limit, remaining, seconds, is_allowed)


def is_spent(policy: str, caller: str, limit: int | None) -> Allowance | None:
    """The allowance where nothing of it is left; nothing is counted."""
    now = int(time.time())
    portion = _portions.get(f"{policy}:{caller}") if _window[0] == now // WINDOW else None
    if limit is None or portion is None or portion.left > 0 or portion.used < limit:
        return None
    return Allowance(policy, limit, 0, WINDOW - now % WINDOW, is_allowed=False)


def current_portion(bucket: str, window: int, limit: int, taken: Taken | None) -> Portion:
    """What this process may still give out, after taking more where that is needed."""
    if _window[0] != window:
        _portions.clear()
        _window[0] = window
    portion = _portions.get(bucket)
    if portion is None or (not portion.left and portion.used < limit):
        size = max(limit // PORTIONS, 1)
        used = counted(bucket, window, size)
        granted = min(size, max(limit - used + size, 0))
        portion = _portions[bucket] = Portion(granted, used)
        if taken is not None and granted:
            taken(granted)
    return portion


def counted(bucket: str, window: int, size: int) -> int:
    """The shared count after adding `size`. A counter that fails refuses nobody."""
    alias = getattr(settings, "HEADLESS_RATE_CACHE", None)
    try:
        if alias:
            return counted_in_cache(alias, f"headless-rate:{bucket}:{window}", size)
        return RequestCount.objects.add(bucket, window, size)
    except Exception:
        logger.exception("Requests cannot be counted")
        return size


def counted_in_cache(alias: str, key: str, size: int) -> int:
    cache = caches[alias]
    cache.add(key, 0, timeout=2 * WINDOW)
    return int(cache.incr(key, size))


def forget_past_minutes() -> None:
    """Keep no counts of minutes that are over."""
    RequestCount.objects.forget_before(int(time.time()) // WINDOW)


def forget_portions() -> None:
    """Begin anew, as a process that has just started."""
    with _lock:
        _portions.clear()
