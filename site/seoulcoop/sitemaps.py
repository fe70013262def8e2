"""What search engines may visit: every public page in every language, and the members' pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet

from headless.visibility import public_pages


class SiteSitemap(Sitemap):
    """The site's pages in all languages; Wagtail's own lists the main language alone."""

    def items(self) -> PageQuerySet:
        pages = public_pages(Page, self.request)
        return pages.order_by("path").defer_streamfields().specific()


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """`sitemap.xml` (sitemaps.org)."""
    response: HttpResponseBase = wagtail_sitemap(request, sitemaps={"pages": SiteSitemap(request)})
    return response
