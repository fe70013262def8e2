"""Requests that Django refuses before any view, such as those for a host that is not served."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from headless.caching.response_cache import USUAL_PATHS
from headless.problems import problem
from headless.requests.request_ids import HEADER, request_id_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The project's `handler400`: under the API a problem, elsewhere Django's own page."""
    paths = tuple(getattr(settings, "HEADLESS_CACHED_PATHS", USUAL_PATHS))
    if not f"{request.path}/".startswith(paths):
        return defaults.bad_request(request, exception)
    response = problem(
        HTTPStatus.BAD_REQUEST, "The request is for a host that is not served here, or unreadable."
    )
    response[HEADER] = request_id_of(request)
    return response
