"""Answers that are the same in every language, so that caches keep one of them and not many.

Django's LocaleMiddleware cannot know them and marks them as varying by `Accept-Language`, and as
being in the site's language. `LanguageFreeMiddleware` stands above it and takes that back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

MARK = "is_language_free"
LANGUAGE = "accept-language"

Answer = TypeVar("Answer", bound=HttpResponseBase)


def language_free(response: Answer) -> Answer:
    """Mark an answer as the same for readers of every language."""
    setattr(response, MARK, True)
    return response


class LanguageFreeMiddleware:
    """Stands anywhere above LocaleMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(response, MARK, False):
            take_back(response)
        return response


def take_back(response: HttpResponseBase) -> None:
    names = [name.strip() for name in response.get("Vary", "").split(",")]
    kept = [name for name in names if name and name.lower() != LANGUAGE]
    del response["Vary"], response["Content-Language"]
    if kept:
        response["Vary"] = ", ".join(kept)
