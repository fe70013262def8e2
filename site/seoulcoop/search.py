"""Search over the public pages and members of the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as Results
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.query import PageQuerySet

from directory.filters import names_with
from directory.models import Member
from hangul.normalise import normalise
from headless.visibility import public_pages

PER_PAGE = 10
MOST_MEMBERS = 6
MOST_CHARACTERS = 100


@dataclass(frozen=True)
class Found:
    """What a search found: some members, and a page of pages."""

    members: list[Member]
    member_count: int
    pages: Results[Any]

    @property
    def count(self) -> int:
        return self.member_count + self.pages.paginator.count


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search page; before anything is asked, its form alone."""
    asked = " ".join(request.GET.get("q", "")[:MOST_CHARACTERS].replace("\0", " ").split())
    terms = searchable(asked)
    found = find(terms, request) if terms else None
    return render(request, "seoulcoop/search.html", {"asked": asked, "found": found})


def searchable(text: str) -> str:
    """The letters and digits of `text`, with spaces between them: all that an index holds."""
    kept = (char if char.isalnum() else " " for char in normalise(text))
    return " ".join("".join(kept).split())


def find(terms: str, request: HttpRequest) -> Found:
    """What the index finds; where that is nothing, what bears the terms in its name."""
    everybody = Member.objects.public()
    members = everybody.search(terms)
    if not members.count():
        members = everybody.filter(names_with(terms)).in_name_order()
    public = public_pages(Page, request, get_language())
    pages = Page.objects.filter(pk__in=public.values("pk")).search(terms)
    if not pages.count():
        pages = public.filter(title__icontains=terms).order_by("title", "pk")
    page = Paginator(pages, PER_PAGE).get_page(request.GET.get("p"))
    page.object_list = in_full(list(page.object_list))
    return Found(list(members[:MOST_MEMBERS]), members.count(), page)


def in_full(pages: list[Page]) -> list[Page]:
    """The same pages with the fields of their types, fetched together."""
    found: PageQuerySet = Page.objects.filter(pk__in=[page.pk for page in pages])
    full = {page.pk: page for page in found.defer_streamfields().specific()}
    return [full[page.pk] for page in pages]
