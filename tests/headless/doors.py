"""The two places in which answers are given again, asked alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from headless.caching.response_cache import CachingApplication
from headless.caching.version_reader import through_django


@contextmanager
def open_connection() -> Iterator[None]:
    """Keep Django from closing the connection that holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


class Layer:
    """The WSGI layer in front of Django, asked like a server asks it."""

    def __init__(self) -> None:
        self.application = CachingApplication(WSGIHandler())
        self.application.cache.read_version = through_django

    def get(self, path: str, method: str = "GET", **headers: str) -> HttpResponse:
        request = RequestFactory().generic(
            method, path, headers={key.replace("_", "-"): value for key, value in headers.items()}
        )
        head: list[Any] = []
        with open_connection():
            body = self.application(request.environ, lambda *args: head.append(args))
            content = b"".join(body)
            if hasattr(body, "close"):
                body.close()
        status, fields = head[0]
        response = HttpResponse(content, status=int(status[:3]))
        del response["Content-Type"]
        for name, value in fields:
            response[name] = value
        return response


class Middleware:
    """The middleware, asked through Django's test client."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, method: str = "GET", **headers: str) -> HttpResponse:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.generic(method, path, headers=named)


def queries(ask: Callable[[], HttpResponse], status: int) -> int:
    """How many queries an answer of that status costs."""
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == status
    return len(captured)
