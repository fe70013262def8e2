"""The admin's lists of records, which an address can narrow down by their own filters alone."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail_modeladmin.views import IndexView

NUL = "\0"


class RecordListView(IndexView):
    """A list that leads back to itself where the address asks for what it does not have.

    So does Django's admin. What no filter of the list takes is refused whether it is a field or
    not, for by lookups through relations one could guess what the list does not show.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            text = gettext("The list cannot be narrowed down like that. Here is all of it.")
            messages.warning(request, text)
            return redirect(self.index_url)
        return response

    def get_filters(self, request: HttpRequest) -> tuple[list[Any], bool, dict[str, Any], bool]:
        """Raises IncorrectLookupParameters where something is left that is no filter's."""
        if any(NUL in value for values in self.get_filters_params().values() for value in values):
            raise IncorrectLookupParameters
        found: tuple[list[Any], bool, dict[str, Any], bool] = super().get_filters(request)
        if found[2]:
            raise IncorrectLookupParameters
        return found
