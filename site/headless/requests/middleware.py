"""Every request that may write does so in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

Answering = Callable[[HttpRequest], HttpResponseBase]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
FIRST_SERVER_ERROR = 500
UNREADABLE = (
    MultiPartParserError,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    UnreadablePostError,
)
FAILED = "_headless_failed"


class UnsafeRequestMiddleware:
    """Let each POST, PUT, PATCH or DELETE commit as a whole or not at all.

    Stands last among the middleware. A view that raises, or answers with a server error, leaves
    nothing behind. Views marked with `non_atomic_requests` are let be. What a streaming answer
    writes while it is sent lies outside. Safe requests get no transaction: with SQLite's IMMEDIATE
    ones each of them would wait for the write lock.
    """

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE_METHODS or not takes_transaction(request):
            return self.get_response(request)
        receive(request)
        with transaction.atomic():
            response = self.get_response(request)
            if hasattr(request, FAILED) or response.status_code >= FIRST_SERVER_ERROR:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view has raised: Django makes an answer of it, which must not be committed."""
        setattr(request, FAILED, True)


def takes_transaction(request: HttpRequest) -> bool:
    """Whether there is a view at the address, and one that has not declined."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return DEFAULT_DB_ALIAS not in getattr(view, "_non_atomic_requests", ())


def receive(request: HttpRequest) -> None:
    """Take in the whole request first: a slow sender must not hold the database's write lock.

    What is wrong with it is for the view to find.
    """
    with suppress(*UNREADABLE):
        content_of(request)


def content_of(request: HttpRequest) -> QueryDict | bytes:
    """All that was sent."""
    return request.POST if request.content_type in FORMS else request.body
