"""Which address leads where."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from headless.problems import not_found
from headless.v3_preview import v3_preview_urls
from seoulcoop.api import api
from seoulcoop.robots import robots
from seoulcoop.search import search
from seoulcoop.sitemaps import sitemap
from seoulcoop.styleguide import styleguide


def media_urlpatterns() -> list[URLPattern]:
    """Pictures straight from the folder, where no web server or object store hands them out."""
    prefix = settings.MEDIA_URL.lstrip("/")
    return [path(f"{prefix}<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]


urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("downloads/", include("publications.urls")),
    path("api/v1/", api.urls),
    path("api/v3-preview/", v3_preview_urls()),
    re_path("^api/", not_found),
    *(media_urlpatterns() if settings.SERVE_MEDIA else []),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("styleguide/", styleguide, name="styleguide"),
    *i18n_patterns(
        path("search/", search, name="search"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
