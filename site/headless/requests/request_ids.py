"""A name for each request, in the answer and in every line that is logged meanwhile."""

from __future__ import annotations

import logging
import os
import re
from contextvars import ContextVar

from django.http import HttpRequest

HEADER = "X-Request-ID"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._:-]{8,64}")

NAME = "_headless_request_id"
NOBODY = "-"

current_request_id: ContextVar[str] = ContextVar("request_id", default=NOBODY)


def request_id_of(request: HttpRequest) -> str:
    """The name that a proxy before us gave, where it is one; else a new one, made once."""
    known: str | None = request.__dict__.get(NAME)
    if known is None:
        known = request.__dict__[NAME] = acceptable(request.headers.get(HEADER, ""))
    return known


def acceptable(given: str) -> str:
    """`given` where it can name a request; else a new name."""
    return given if ACCEPTABLE.fullmatch(given) else os.urandom(16).hex()


class RequestIdFilter(logging.Filter):
    """Gives every record a `request_id`, which formatters can then name.

    Django tells of refusals when the request has been answered; its record has the request itself.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        answered = getattr(record.__dict__.get("request"), "__dict__", {})
        name = current_request_id.get()
        record.request_id = answered.get(NAME, name) if name == NOBODY else name
        return True
