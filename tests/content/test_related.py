from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import pytest
from wagtail.models import Page

from content import related
from content.related import FoundListing, RelatedListing, register_related_listing, related_listings
from home.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_listings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related, "_listings", defaultdict(list))


def listing(heading: str, *titles: str) -> RelatedListing:
    found: list[Any] = [SimpleNamespace(title=title, url="/") for title in titles]
    return RelatedListing(heading, lambda obj: found)


def headings(found: list[FoundListing]) -> list[Any]:
    return [listing.heading for listing in found]


def test_what_is_registered_is_found_with_its_objects() -> None:
    register_related_listing(StandardPage, listing("사업", "하나", "둘"))
    (found,) = related_listings(StandardPage(pk=1))
    assert found.heading == "사업"
    assert [obj.title for obj in found.objects] == ["하나", "둘"]


def test_listings_without_objects_are_left_out() -> None:
    register_related_listing(StandardPage, listing("사업"))
    assert related_listings(StandardPage(pk=1)) == []


def test_a_listing_of_a_base_class_holds_for_its_types() -> None:
    register_related_listing(Page, listing("모든 쪽", "하나"))
    assert headings(related_listings(StandardPage(pk=1))) == ["모든 쪽"]


def test_a_listing_of_another_type_is_not_shown() -> None:
    register_related_listing(HomePage, listing("첫 쪽", "하나"))
    assert related_listings(StandardPage(pk=1)) == []


def test_the_function_is_asked_for_the_very_object() -> None:
    asked: list[Any] = []

    def remember(obj: Any) -> list[Any]:
        asked.append(obj)
        return []

    register_related_listing(StandardPage, RelatedListing("사업", remember))
    page = StandardPage(pk=1)
    related_listings(page)
    assert asked == [page]
    assert asked[0] is page


def test_nothing_names_what_is_not_saved_yet() -> None:
    register_related_listing(StandardPage, listing("사업", "하나"))
    assert related_listings(StandardPage()) == []
