"""Which address leads where."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from headless.endpoints.v3_preview import v3_preview_urls
from headless.problems import not_found
from headless.requests.gate import gate
from seoulcoop.api import api
from seoulcoop.manifest import favicon, manifest
from seoulcoop.media import serve_media
from seoulcoop.robots import robots
from seoulcoop.search.views import search, suggest
from seoulcoop.sitemaps import sitemap
from seoulcoop.styleguide import styleguide

handler400 = "headless.requests.bad_requests.bad_request"


def media_urlpatterns() -> list[URLPattern]:
    """Pictures straight from the folder, where no web server or object store hands them out."""
    return [path(f"{settings.MEDIA_URL.lstrip('/')}<path:path>", serve_media)]


urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include("content.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("downloads/", include("publications.urls")),
    path("api/v1", gate(not_found)),
    path("api/v1/", api.urls),
    path("api/v3-preview/", v3_preview_urls()),
    re_path("^api/", not_found),
    *(media_urlpatterns() if settings.SERVE_MEDIA else []),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("favicon.ico", favicon, name="favicon"),
    path("site.webmanifest", manifest, name="manifest"),
    path("styleguide/", styleguide, name="styleguide"),
    *i18n_patterns(
        path("search/", search, name="search"),
        path("search/suggestions/", suggest, name="search-suggestions"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
