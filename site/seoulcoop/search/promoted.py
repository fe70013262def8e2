"""Pages and addresses that editors put first for a certain search."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page
from wagtail.search.utils import normalise_query_string

from headless.visibility import public_pages


def promoted(text: str, request: HttpRequest) -> list[SearchPromotion]:
    """The promotions for exactly this search; none that leads to a page which is not public."""
    found = SearchPromotion.objects.filter(query__query_string=normalise_query_string(text))
    visible = Q(page=None) | Q(page__in=public_pages(Page, request).values("pk"))
    return list(found.filter(visible).select_related("page").order_by("sort_order", "pk"))
