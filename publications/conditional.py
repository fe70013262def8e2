"""Answers that a reader who has them already need not fetch again."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control


def revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """`response` with an ETag of its content, or 304 where the reader holds just that.

    The date of the last change is told but not asked: a list from which something was withdrawn
    is different and yet not newer.
    """
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    response.headers["ETag"] = f'"{digest}"'
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    etag = response.headers["ETag"]
    answer: Any = get_conditional_response(request, etag=etag, response=response)
    conditional: HttpResponse = answer
    return conditional
