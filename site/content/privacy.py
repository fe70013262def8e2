"""Which pages and collections are open to everybody, as part of the query that asks for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from wagtail.models import BaseViewRestriction

from headless.visibility import open_to_everybody, private_collections, unexpired

__all__ = ["let_pass", "open_to_everybody", "private_collections", "unexpired"]


def let_pass(restrictions: Iterable[BaseViewRestriction], request: HttpRequest) -> bool:
    """Whether every one of `restrictions` accepts who makes the request."""
    return all(restriction.accept_request(request) for restriction in restrictions)
