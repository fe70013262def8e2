"""Requests that nobody sent, for what a site shows at its own address."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Site

HTTPS_PORT = 443
USUAL_PORTS = (80, HTTPS_PORT)


class SiteRequest(HttpRequest):
    """A request that nobody sent: somebody asks for what a site shows."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.method = "GET"
        self.path = self.path_info = "/"
        self._wagtail_site = site
        self._host = site.hostname
        if site.port not in USUAL_PORTS:
            self._host = f"{site.hostname}:{site.port}"
        self.META = {"SERVER_NAME": site.hostname, "SERVER_PORT": str(site.port)}

    def get_host(self) -> str:
        return self._host

    def _get_scheme(self) -> str:
        return "https" if self.META["SERVER_PORT"] == str(HTTPS_PORT) else "http"


def root_of(site: Site) -> str:
    """Scheme and host of the site's own address, without a slash at the end."""
    return SiteRequest(site).build_absolute_uri("/").removesuffix("/")
