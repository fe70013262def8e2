"""Wagtail's own v3 API, a preview that may change in any release, for staff automation only.

This is the one module that knows it. It is refused to anonymous callers and to tokens of users
who may not enter the admin, and can be switched off by HEADLESS_V3_PREVIEW_ENABLED = False.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.urls import api as wagtail_v3

from headless.problems import not_found, problem

View = Callable[..., HttpResponse]


def v3_preview_urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The v3 API's routes, each behind the staff check; for `path(..., v3_preview_urls())`."""
    patterns, app_name, namespace = wagtail_v3.urls
    return [guarded(pattern) for pattern in patterns], app_name, namespace


def guarded(pattern: Any) -> URLPattern:
    """The same route with the staff check before its view."""
    return URLPattern(
        pattern.pattern, staff_only(pattern.callback), pattern.default_args, pattern.name
    )


def staff_only(view: View) -> View:
    """Let only a valid token of somebody who may enter the admin through to `view`."""

    @wraps(view)
    def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.HEADLESS_V3_PREVIEW_ENABLED:
            return not_found(request)
        if BearerTokenAuth()(request) is None:
            response: HttpResponse = problem(
                HTTPStatus.UNAUTHORIZED, "This API needs the bearer token of a member of the staff."
            )
            response["WWW-Authenticate"] = "Bearer"
        elif not request.user.has_perm("wagtailadmin.access_admin"):
            response = problem(HTTPStatus.FORBIDDEN, "The token's user may not enter the admin.")
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Vary"] = "Authorization, Cookie"
        return response

    return guarded_view
