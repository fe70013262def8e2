"""A name for each request, in the answer and in every line that is logged meanwhile."""

from __future__ import annotations

import logging
import re
import uuid
from contextvars import ContextVar

from django.http import HttpRequest

HEADER = "X-Request-ID"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._:-]{8,64}")

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def request_id_of(request: HttpRequest) -> str:
    """The name that a proxy before us gave, where it is one; else a new one."""
    return acceptable(request.headers.get(HEADER, ""))


def acceptable(given: str) -> str:
    """`given` where it can name a request; else a new name."""
    return given if ACCEPTABLE.fullmatch(given) else uuid.uuid4().hex


class RequestIdFilter(logging.Filter):
    """Gives every record a `request_id`, which formatters can then name."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True
