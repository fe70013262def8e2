"""What a browser may load, run and tell others: the site's answer to whatever slips in.

The policy itself (CSP level 3) is in the settings, strict for every visitor. Only those who have
logged in to the admin get a looser one there, because Wagtail's editor still starts its widgets
with inline scripts. It has no nonces, so an answer that a cache keeps stays right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

HTML_HEADERS = {
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp's middleware, with the editors' policy in the admin."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, *args, **kwargs)
        if parts.replace is None and is_at_the_desk(request):
            parts.replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


def is_at_the_desk(request: HttpRequest) -> bool:
    """Whether this is the admin, and not its login; or what it shows of a page in its frame."""
    if getattr(request, "is_preview", False):
        return True
    user = getattr(request, "user", None)
    inside = request.path.startswith(reverse("wagtailadmin_home"))
    return inside and user is not None and user.is_authenticated


def html_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: pages ask for no device, and no other site may build on them.

    Files, feeds and the API are for others to use, and carry none of this.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            for name, value in HTML_HEADERS.items():
                response.setdefault(name, value)
        return response

    return middleware
