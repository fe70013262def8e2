"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import UnansweredQuery
from content.search_synonyms import one_reading_of_synonyms
from seoulcoop.search.asked import Asked, tidied
from seoulcoop.search.promoted import promoted
from seoulcoop.search.results import Results, search_for
from seoulcoop.search.suggestions import suggestions


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search page; before anything is asked, its form alone."""
    asked = Asked.of(request.GET)
    context: dict[str, object] = {"asked": asked}
    with one_reading_of_synonyms():
        if asked.is_searchable:
            results = search_for(asked, request)
            note_if_unanswered(results, request)
            context |= {"results": results, "promoted": promoted(asked.text, request)}
        return render(request, "seoulcoop/search.html", context)


def note_if_unanswered(results: Results, request: HttpRequest) -> None:
    """Tell the staff what was looked for in vain."""
    if request.method == "GET" and (results.note or results.is_empty):
        UnansweredQuery.objects.record(tidied(request.GET.get("q", "")))


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Names and titles that go with what is being typed: `{"suggestions": [{label, url}]}`."""
    found = suggestions(tidied(request.GET.get("q", "")), request)
    response = JsonResponse({"suggestions": [suggestion.as_dict() for suggestion in found]})
    response["X-Robots-Tag"] = "noindex"
    return response
