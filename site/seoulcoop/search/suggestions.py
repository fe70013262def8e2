"""Names and titles that go with what somebody is still typing."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from directory.addresses import member_url
from directory.filters import names_with
from directory.models import Member
from hangul.initials import without_last_letters
from headless.visibility import public_pages

MOST_OF_A_KIND = 4


@dataclass(frozen=True)
class Suggestion:
    """Something that bears what was typed in its name, and its address."""

    label: str
    url: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def suggestions(typed: str, request: HttpRequest) -> list[Suggestion]:
    """Members and pages, the best of each; nothing for what has no letter or digit."""
    if not any(map(str.isalnum, typed)):
        return []
    return [*members_with(typed, request), *pages_with(typed, request)]


def members_with(typed: str, request: HttpRequest) -> list[Suggestion]:
    """By a part of their name or its initial consonants, as the directory finds them."""
    named = names_with(without_last_letters(typed))
    found = Member.objects.public().filter(named).in_name_order()
    return [
        Suggestion(member.display_name, member_url(member.slug, request) or "#")
        for member in found.distinct()[:MOST_OF_A_KIND]
    ]


def pages_with(typed: str, request: HttpRequest) -> list[Suggestion]:
    public = public_pages(Page, request, get_language())
    found = Page.objects.filter(pk__in=public.values("pk")).autocomplete(typed)
    return [Suggestion(page.title, page.get_url(request)) for page in found[:MOST_OF_A_KIND]]
