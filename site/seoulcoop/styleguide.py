"""All components of the design system on one page, for those who build with them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

COLOURS = (
    "paper", "cloth", "fold", "ink", "ink-soft", "line", "edge", "plum", "plum-deep", "focus",
    "piece-plum", "piece-persimmon", "piece-gardenia", "piece-mugwort", "piece-indigo",
    "piece-rose", "piece-ramie",
)  # fmt: skip


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The style guide; it is there in development only."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "seoulcoop/styleguide.html", {"colours": COLOURS})
