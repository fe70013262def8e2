"""The site's sign: on a phone's screen (W3C web app manifest), and where no page names one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.translation import override
from django.views.decorators.http import require_safe

from content.models import OrganisationSettings

PAPER = "#fefdfb"
ICONS = (("favicon.svg", "any", "image/svg+xml"), ("icon-512.png", "512x512", "image/png"))


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """`site.webmanifest`, with the name of the organisation whose site this is."""
    organisation = OrganisationSettings.for_request(request)
    with override(settings.LANGUAGE_CODE):
        name = organisation.display_name
    data = {
        "name": name,
        "short_name": name,
        "lang": settings.LANGUAGE_CODE,
        "start_url": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static(f"seoulcoop/img/{file}"), "sizes": sizes, "type": media_type}
            for file, sizes, media_type in ICONS
        ],
    }
    return JsonResponse(
        {key: value for key, value in data.items() if value},
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """`favicon.ico`, which browsers and feed readers ask for where no page names an icon."""
    return HttpResponseRedirect(static("seoulcoop/img/favicon-32.png"))
