"""What every request to the API passes: its name, its size, its method, its caller, its allowance.

Whatever goes wrong on the way leaves as a problem document.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from headless.languages import asked_language
from headless.problems import MEDIA_TYPE, problem
from headless.requests.authentication import (
    BadKeyError,
    TooManyRequestsError,
    authenticate,
)
from headless.requests.disclosures import recorded
from headless.requests.request_ids import HEADER, current_request_id, request_id_of
from headless.requests.throttling import Allowance

READING = ("GET", "HEAD", "OPTIONS")
MAX_QUERY = 8 * 1024
MAX_BODY = 64 * 1024

View = Callable[..., HttpResponseBase]

logger = logging.getLogger(__name__)


def guarded(pattern: URLPattern) -> URLPattern:
    """The same route with the gate before its view."""
    return URLPattern(pattern.pattern, gate(pattern.callback), pattern.default_args, pattern.name)


def gate(view: View) -> View:
    """`view` behind the gate, which refuses whatever writes: no body is read, no form's token."""

    @csrf_exempt
    @transaction.non_atomic_requests
    @wraps(view)
    def passed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = request_id_of(request)
        token = current_request_id.set(name)
        try:
            response = answered(view, request, *args, **kwargs)
        except Exception:
            logger.exception("Delivery API failed at %r", request.path)
            response = problem(
                HTTPStatus.INTERNAL_SERVER_ERROR, "The server could not answer this request."
            )
        finally:
            current_request_id.reset(token)
        response[HEADER] = name
        response.setdefault("Content-Language", asked_language(request))
        patch_vary_headers(response, ["Authorization"])
        if "Authorization" in request.headers:
            response["Cache-Control"] = "private, no-store"
        return response

    return passed


def answered(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The view's answer, or why there is none."""
    refusal = unfit(request)
    if refusal is not None:
        return refusal
    if request.method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(READING)})
    try:
        allowance = authenticate(request).allowance()
    except BadKeyError:
        return unauthorized()
    except TooManyRequestsError as error:
        return too_many(error.allowance)
    if allowance is not None and not allowance.is_allowed:
        return too_many(allowance)
    response = recorded(request, read(view, request, *args, **kwargs))
    if allowance is not None:
        allowance.tell(response)
    return response


def unfit(request: HttpRequest) -> HttpResponse | None:
    """Why nobody may ask this, whoever it is; None where somebody may."""
    if request.method not in READING:
        response = problem(HTTPStatus.METHOD_NOT_ALLOWED, "This API is for reading only.")
        response["Allow"] = ", ".join(READING)
        return response
    if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
        return problem(HTTPStatus.REQUEST_URI_TOO_LONG, f"A query has at most {MAX_QUERY} bytes.")
    if int_or_zero(request.META.get("CONTENT_LENGTH")) > MAX_BODY:
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "A request for reading needs no body.")
    return None


def int_or_zero(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def read(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The answer to a GET; to a HEAD, the same without its body."""
    if request.method != "HEAD":
        return as_problem(view(request, *args, **kwargs))
    request.method = "GET"
    try:
        response = as_problem(view(request, *args, **kwargs))
    finally:
        request.method = "HEAD"
    return without_body(response)


def without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The answer's head, which tells the length of the body that a GET would get."""
    headers = dict(response.items())
    if isinstance(response, HttpResponse):
        headers.setdefault("Content-Length", str(len(response.content)))
    response.close()
    return HttpResponse(status=response.status_code, headers=headers)


def as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """Answers that Django made of an error in its own words, as a problem."""
    is_error = response.status_code >= HTTPStatus.BAD_REQUEST
    if not is_error or response.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    return problem(HTTPStatus(response.status_code))


def unauthorized() -> HttpResponse:
    """The key is no good; which of the reasons it is, nobody is told."""
    response = problem(
        HTTPStatus.UNAUTHORIZED,
        "The key is wrong, expired or revoked, or may not be used from here.",
    )
    response["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def too_many(allowance: Allowance) -> HttpResponse:
    response = problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"At most {allowance.limit} requests a minute. Try again in {allowance.seconds} seconds.",
    )
    allowance.tell(response)
    return response
