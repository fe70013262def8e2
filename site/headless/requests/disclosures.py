"""What of personal data an answer gives to a partner, told to its keeper once for each request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from headless.models import ApiClient
from headless.requests.authentication import caller_of

# Writes down that a client was given the objects with these primary keys.
Keeper = Callable[[ApiClient, HttpRequest, list[Any]], None]

DISCLOSED = "_headless_disclosed"


def disclose(request: HttpRequest, keeper: Keeper, keys: Iterable[Any]) -> None:
    """Note that the answer holds the objects with `keys`; nothing where no partner asks."""
    if caller_of(request).client is not None:
        noted = request.__dict__.setdefault(DISCLOSED, defaultdict(set))
        noted[keeper].update(keys)


def recorded(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """`response`, after what it discloses is written down; a stream does so at its end."""
    if getattr(response, "streaming", False):
        stream: Any = response
        stream.streaming_content = recorded_at_the_end(request, stream.streaming_content)
    else:
        record(request)
    return response


def recorded_at_the_end(request: HttpRequest, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces. Whoever stops reading has been given what was read by then."""
    try:
        yield from pieces
    finally:
        record(request)


def record(request: HttpRequest) -> None:
    """Tell each keeper, once."""
    client = caller_of(request).client
    for keeper, keys in request.__dict__.pop(DISCLOSED, {}).items():
        if client is not None and keys:
            keeper(client, request, sorted(keys))
