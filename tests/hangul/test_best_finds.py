"""The best finds are looked for by their keys alone: the same as those of the whole search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count, Q, QuerySet
from wagtail.models import Page

from directory.models import Member, MemberCategory
from publications.models import PolicyReportPage
from tests.factories import MemberCategoryFactory, MemberFactory, PolicyReportPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_synonyms")]

NARROWED: list[Callable[[QuerySet[Any]], QuerySet[Any]]] = [
    lambda members: members,
    lambda members: members.filter(district="11500"),
    lambda members: members.exclude(district="11500"),
    lambda members: members.filter(Q(district="11500") | Q(sort_key__contains="1")),
    lambda members: members.filter(category__in=MemberCategory.objects.filter(slug="먹거리")),
    lambda members: members.filter(district__in=[]),
    lambda members: members.none(),
    lambda members: members.distinct(),
    lambda members: members.annotate(number=Count("tags")),
    lambda members: members.only("name"),
    lambda members: members.select_related("category"),
]


@pytest.mark.parametrize("narrowed", NARROWED)
def test_the_best_are_those_of_the_whole_search(
    narrowed: Callable[[QuerySet[Any]], QuerySet[Any]],
) -> None:
    """The keys of the best are looked for apart; in the same order as Django would say."""
    categories = [MemberCategoryFactory(slug="먹거리"), MemberCategoryFactory()]
    for number in range(12):
        member = MemberFactory(
            name=f"두레 {number}",
            slug=f"두레-{number}",
            introduction="두레 " * (number % 3),
            district=("11500", "11530")[number % 2],
            category=categories[number % 3 == 0],
        )
        member.tags.add("가", "나")
        member.save()
        if number % 4:
            day = f"2024-01-{number * 7 % 12 + 1:02}T00:00Z"
            Member.objects.filter(pk=member.pk).update(first_published_at=day)
    found = narrowed(Member.objects.all()).search("두레")
    for place in (slice(0, 5), slice(3, 8), slice(10, 15)):
        assert list(found[place]) == list(found[place].get_queryset())


def test_the_best_pages_are_those_of_the_whole_search() -> None:
    """Their keys and their dates stand in the table of another model."""
    for number in range(8):
        page = PolicyReportPageFactory(title=f"두레 {number}")
        day = f"2024-01-{number * 5 % 8 + 1:02}T00:00Z"
        Page.objects.filter(pk=page.pk).update(first_published_at=day)
    found = PolicyReportPage.objects.live().search("두레")
    assert len(found[:5]) == 5
    assert list(found[:5]) == list(found[:5].get_queryset())
