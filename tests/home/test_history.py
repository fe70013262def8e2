import datetime

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset

from content.dates import today
from home.models import HistoryEntry, HistoryOrder, HistoryPage, HomePage
from tests.counting import queries_of
from tests.editing import (
    PUBLISH,
    add_page_address,
    edit_page_address,
    error_beside,
    korean,
    present_fields,
    send,
    typed,
)
from tests.factories import (
    HistoryEntryFactory,
    HistoryPageFactory,
    ImageFactory,
    StandardPageFactory,
    site_home,
)

pytestmark = pytest.mark.django_db

# Not tomorrow, which comes while tests run.
NEXT_WEEK = (today() + datetime.timedelta(days=7)).isoformat()


def entry_row(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "date": "2013-06-27",
        "precision": "day",
        "title": "창립총회",
        "description": "null",
        "image": "",
        "link_page": "",
        "link_url": "",
        "id": "",
    }
    return {**row, **changes}


def make_history(*dates: str, order: str = HistoryOrder.OLDEST_FIRST) -> HistoryPage:
    page = HistoryPageFactory.create(order=order)
    for date in dates:
        HistoryEntryFactory.create(page=page, date=datetime.date.fromisoformat(date), title=date)
    return HistoryPage.objects.get(pk=page.pk)


def test_an_entry_in_the_future_is_refused_at_its_date_and_nothing_is_lost(admin: Client) -> None:
    rows = inline_formset([entry_row(), entry_row(date=NEXT_WEEK, title="아직 없는 일")])
    changes = {"title": "연혁", "slug": "history", "entries": rows}
    answer = send(admin, add_page_address(HistoryPage, site_home()), changes, **PUBLISH)
    message = korean("History has not happened yet on this date. Check the year.")
    assert error_beside(answer, "entries-1-date") == message
    assert error_beside(answer, "entries-0-date") == ""
    assert typed(answer, "entries-1-date") == NEXT_WEEK
    assert typed(answer, "entries-1-title") == "아직 없는 일"
    assert typed(answer, "entries-0-title") == "창립총회"
    assert typed(answer, "title") == "연혁"
    assert not HistoryPage.objects.exists()


def test_what_happened_this_month_is_no_future() -> None:
    page = HistoryPageFactory.create()
    HistoryEntry(page=page, date=today(), precision="month", title="오늘").full_clean()


@pytest.mark.parametrize("date", ["2013-13-01", "작년", ""])
def test_a_date_that_is_none_is_refused_and_kept(admin: Client, date: str) -> None:
    page = HistoryPageFactory.create()
    rows = inline_formset([entry_row(date=date)])
    answer = send(admin, edit_page_address(page), {"entries": rows}, **PUBLISH)
    assert error_beside(answer, "entries-0-date")
    assert typed(answer, "entries-0-date") == date
    assert typed(answer, "entries-0-title") == "창립총회"


def test_an_entry_that_leads_to_two_places_is_refused_at_the_address(admin: Client) -> None:
    page = HistoryPageFactory.create()
    target = StandardPageFactory.create()
    row = entry_row(link_page=target.pk, link_url="www.example.org")
    answer = send(admin, edit_page_address(page), {"entries": inline_formset([row])}, **PUBLISH)
    message = korean("Link to a page or to another site, not to both.")
    assert error_beside(answer, "entries-0-link_url") == message
    assert typed(answer, "entries-0-link_url") == "www.example.org"
    assert typed(answer, "entries-0-link_page") == str(target.pk)


def test_entries_are_stored_with_their_known_part_and_https(admin: Client) -> None:
    page = HistoryPageFactory.create()
    row = entry_row(precision="month", link_url="www.example.org")
    send(admin, edit_page_address(page), {"entries": inline_formset([row])}, **PUBLISH)
    entry = HistoryEntry.objects.get()
    assert entry.date == datetime.date(2013, 6, 1)
    assert entry.link == "https://www.example.org"


def test_entries_are_grouped_by_year_oldest_first() -> None:
    page = make_history("2014-03-01", "2012-09-01", "2014-01-01", "2013-06-01")
    groups = [(group.year, [entry.title for entry in group.entries]) for group in page.years()]
    assert groups == [
        (2012, ["2012-09-01"]),
        (2013, ["2013-06-01"]),
        (2014, ["2014-01-01", "2014-03-01"]),
    ]


def test_entries_are_grouped_by_year_newest_first() -> None:
    page = make_history("2014-03-01", "2012-09-01", "2014-01-01", order="newest-first")
    groups = [(group.year, [entry.title for entry in group.entries]) for group in page.years()]
    assert groups == [(2014, ["2014-03-01", "2014-01-01"]), (2012, ["2012-09-01"])]


@pytest.mark.parametrize("order", HistoryOrder.values)
def test_entries_of_one_date_stay_as_the_editor_put_them(order: str) -> None:
    page = HistoryPageFactory.create(order=order)
    for number in (2, 1, 3):
        HistoryEntryFactory.create(page=page, title=str(number), sort_order=number)
    titles = [entry.title for entry in HistoryPage.objects.get().entries_in_order()]
    assert titles == ["1", "2", "3"]


def test_the_page_shows_every_entry_with_the_known_part_of_its_date(client: Client) -> None:
    page = HistoryPageFactory.create()
    HistoryEntryFactory.create(page=page, title="준비모임", precision="month")
    HistoryEntryFactory.create(
        page=page, title="창립총회", date=datetime.date(2014, 1, 1), precision="year"
    )
    text = client.get(page.url).content.decode()
    assert "준비모임" in text
    assert '<time datetime="2013-06">' in text
    assert 'datetime="2014-01' not in text


def links(entry: HistoryEntry) -> list[str]:
    """Where the entries of the entry's page lead, as visitors find it."""
    page = HistoryPage.objects.get(pk=entry.page_id)
    return [found.link for found in page.entries_in_order()]


def test_an_entry_leads_to_its_page_once_that_is_public() -> None:
    page = StandardPageFactory.create()
    entry = HistoryEntryFactory.create(link_page=page)
    assert links(entry) == [page.url]
    page.unpublish()
    assert links(entry) == [""]


def test_an_entry_does_not_lead_to_a_private_page() -> None:
    page = StandardPageFactory.create()
    entry = HistoryEntryFactory.create(link_page=page)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert links(entry) == [""]


def test_an_entry_outlives_the_page_it_leads_to() -> None:
    target = StandardPageFactory.create()
    entry = HistoryEntryFactory.create(link_page=target)
    target.delete()
    assert links(entry) == [""]


def test_a_site_has_one_history_without_pages_below() -> None:
    page = HistoryPageFactory.create()
    home = Page.objects.get(pk=site_home().pk).specific
    assert set(HistoryPage.allowed_parent_page_models()) == {HomePage}
    assert not HistoryPage.can_create_at(home)
    assert page.creatable_subpage_models() == []


def test_the_history_asks_the_database_as_often_for_12_entries_as_for_3(client: Client) -> None:
    page = HistoryPageFactory.create()
    HistoryEntryFactory.create_batch(3, page=page)
    few = queries_of(client, page.url)
    HistoryEntryFactory.create_batch(9, page=page)
    assert queries_of(client, page.url) == few


def test_links_and_pictures_do_not_add_queries_either(client: Client) -> None:
    page = HistoryPageFactory.create()

    def add(number: int) -> None:
        for _ in range(number):
            HistoryEntryFactory.create(
                page=page, link_page=StandardPageFactory.create(), image=ImageFactory.create()
            )

    add(3)
    few = queries_of(client, page.url)
    add(9)
    assert queries_of(client, page.url) == few


def test_the_preview_shows_entries_before_they_are_saved(admin: Client) -> None:
    page = HistoryPageFactory.create()
    fields = present_fields(admin, edit_page_address(page))
    row = {f"entries-0-{name}": str(value) for name, value in entry_row(title="미리").items()}
    fields.update({**row, "entries-TOTAL_FORMS": "1", "entries-0-ORDER": "1"})
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert admin.post(address, fields).json()["is_valid"]
    assert "미리" in admin.get(address).content.decode()
    assert not HistoryEntry.objects.exists()


def test_the_history_is_found_by_what_happened() -> None:
    page = HistoryPageFactory.create()
    HistoryEntryFactory.create(page=page, title="발기인대회")
    page.save()
    assert list(HistoryPage.objects.search("발기인대회")) == [page]
