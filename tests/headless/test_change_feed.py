"""Each change of an object, as the change feed tells of it."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import (
    Locale,
    PageViewRestriction,
    Site,
)

from directory.models import Member, MemberStatus
from headless.models import Change
from home.models import StandardPage
from tests.factories import (
    MemberFactory,
    PolicyReportPageFactory,
    StandardPageFactory,
    site_home,
)
from tests.headless.feed_reader import Reader, ask

pytestmark = pytest.mark.django_db


def test_published_draft_appears(reader: Reader) -> None:
    page = PolicyReportPageFactory.create(live=False)
    reader.follow()
    page.save_revision().publish()
    assert reader.follow() == [("published", page.pk)]


def test_edit_appears_with_the_new_content(reader: Reader) -> None:
    page = PolicyReportPageFactory.create()
    reader.follow()
    page.summary = "새 요약"
    page.save_revision().publish()
    assert reader.follow() == [("changed", page.pk)]
    assert reader.copy["publications.PolicyReportPage", page.pk]["summary"] == "새 요약"


def test_draft_of_a_live_page_appears_nowhere(reader: Reader) -> None:
    page = PolicyReportPageFactory.create()
    reader.follow()
    page.title = "아직 비밀"
    page.save_revision()
    assert reader.follow() == []


def test_unpublished_page_leaves_type_id_and_time(reader: Reader) -> None:
    page = PolicyReportPageFactory.create()
    reader.follow()
    page.unpublish()
    (item,) = ask(reader.client, since=reader.cursor, include="object")["items"]
    assert item.pop("sequence")
    assert item.pop("changed_at")
    assert item == {
        "action": "unpublished",
        "type": "publications.PolicyReportPage",
        "id": page.pk,
        "detail_url": None,
        "html_url": None,
    }


def test_deleted_page_takes_its_descendants_along(reader: Reader) -> None:
    parent = StandardPageFactory.create()
    child = PolicyReportPageFactory.create(parent=parent)
    reader.follow()
    pks = {parent.pk, child.pk}
    parent.delete()
    told = reader.follow()
    assert ("deleted", child.pk) in told
    assert {action for action, _key in told} == {"deleted"}
    assert {key for _action, key in told} <= pks


def test_deletion_of_what_was_unpublished_is_known_to_who_asks_later(reader: Reader) -> None:
    page = PolicyReportPageFactory.create()
    reader.follow()
    before = reader.cursor
    page.unpublish()
    assert reader.follow() == [("unpublished", page.pk)]
    key = page.pk
    page.delete()
    assert reader.follow() == []
    reader.cursor = before
    assert reader.follow() == [("deleted", key)]


def test_renaming_a_page_changes_the_addresses_below_it(reader: Reader) -> None:
    parent = StandardPageFactory.create(slug="before")
    child = PolicyReportPageFactory.create(parent=parent, slug="child")
    reader.follow()
    parent.slug = "after"
    parent.save_revision().publish()
    assert ("changed", child.pk) in reader.follow()
    html_url = reader.copy["publications.PolicyReportPage", child.pk]["meta"]["html_url"]
    assert html_url == "http://testserver/after/child/"


def test_moved_page_takes_its_descendants_along(reader: Reader) -> None:
    here, there = StandardPageFactory.create(slug="here"), StandardPageFactory.create(slug="there")
    moved = StandardPageFactory.create(parent=here, slug="moved")
    child = PolicyReportPageFactory.create(parent=moved, slug="child")
    reader.follow()
    moved.move(there, pos="last-child")
    assert ("changed", child.pk) in reader.follow()
    html_url = reader.copy["publications.PolicyReportPage", child.pk]["meta"]["html_url"]
    assert html_url == "http://testserver/there/moved/child/"


def test_page_moved_off_the_site_is_gone_with_its_descendants(reader: Reader) -> None:
    parent = StandardPageFactory.create()
    child = PolicyReportPageFactory.create(parent=parent)
    reader.follow()
    parent.move(site_home().get_root(), pos="last-child")
    assert ("unpublished", child.pk) in reader.follow()


def let_time_pass(page: Any) -> None:
    """Make what was planned for later have been planned for a minute ago."""
    due = timezone.now() - datetime.timedelta(minutes=1)
    revision = page.latest_revision
    revision.approved_go_live_at = due
    revision.content["go_live_at"] = due.isoformat()
    revision.save()


def test_page_appears_when_it_goes_live(reader: Reader) -> None:
    page = PolicyReportPageFactory.create(live=False)
    page.go_live_at = timezone.now() + datetime.timedelta(minutes=1)
    page.save_revision().publish()
    page.refresh_from_db()
    assert ("published", page.pk) not in reader.follow()
    let_time_pass(page)
    call_command("run_due")
    assert reader.follow() == [("published", page.pk)]


def test_page_disappears_when_it_expires(reader: Reader) -> None:
    page = PolicyReportPageFactory.create()
    reader.follow()
    type(page).objects.filter(pk=page.pk).update(
        expire_at=timezone.now() - datetime.timedelta(minutes=1)
    )
    call_command("run_due")
    assert reader.follow() == [("unpublished", page.pk)]


def test_privacy_hides_and_shows_a_page_with_its_descendants(reader: Reader) -> None:
    parent = StandardPageFactory.create()
    child = PolicyReportPageFactory.create(parent=parent)
    reader.follow()
    restriction = PageViewRestriction.objects.create(page=parent, restriction_type="login")
    assert ("unpublished", child.pk) in reader.follow()
    restriction.delete()
    assert ("published", child.pk) in reader.follow()


def test_withdrawn_member_disappears(reader: Reader) -> None:
    member = MemberFactory.create()
    reader.follow()
    member.status, member.left_on = MemberStatus.WITHDRAWN, datetime.date(2026, 1, 1)
    member.save()
    assert reader.follow() == [("unpublished", member.pk)]


def test_writes_in_bulk_appear_object_by_object(reader: Reader) -> None:
    first, second = MemberFactory.create_batch(2)
    untouched = MemberFactory.create(phone="02-351-3168")
    reader.follow()
    Member.objects.filter(phone="").update(phone="02-351-3168")
    assert sorted(reader.follow()) == [("changed", first.pk), ("changed", second.pk)]
    for member in (first, second):
        member.address = "서울"
    Member.objects.bulk_update([first, second], ["address"])
    assert sorted(reader.follow()) == [("changed", first.pk), ("changed", second.pk)]
    category = untouched.category
    made = Member.objects.bulk_create(
        Member(name=f"한꺼번에 {number}", slug=f"bulk-{number}", category=category)
        for number in range(3)
    )
    assert sorted(reader.follow()) == [("published", member.pk) for member in made]
    keys = [member.pk for member in made]
    Member.objects.filter(slug__startswith="bulk").delete()
    assert sorted(reader.follow()) == [("deleted", key) for key in keys]


def test_translation_appears_beside_its_original(reader: Reader) -> None:
    english = Locale.objects.get_or_create(language_code="en")[0]
    page = PolicyReportPageFactory.create(title="보고서")
    reader.follow()
    translated = page.copy_for_translation(english, copy_parents=True)
    assert translated.pk not in {key for _action, key in reader.follow()}
    translated.title = "Report"
    translated.save_revision().publish()
    assert ("published", translated.pk) in reader.follow()
    copy = reader.copy["publications.PolicyReportPage", translated.pk]
    assert (copy["title"], copy["meta"]["locale"]) == ("Report", "en")


def test_never_public_object_leaves_no_trace(reader: Reader) -> None:
    reader.follow()
    page = PolicyReportPageFactory.create(live=False)
    member = MemberFactory.create(live=False)
    page.save_revision()
    page.delete()
    member.delete()
    assert {key for action, key in reader.follow() if action != "published"} == set()
    assert not Change.objects.traces().exists()


def test_other_site_hears_nothing(client: Client) -> None:
    page = PolicyReportPageFactory.create()
    other = StandardPage(title="다른 곳", slug="other")
    site_home().get_root().add_child(instance=other)
    Site.objects.create(hostname="other.example", root_page=other, site_name="다른 곳")
    told = json.loads(client.get("/api/v1/changes/", headers={"host": "other.example"}).getvalue())
    assert page.pk not in {item["id"] for item in told["items"] if "Page" in item["type"]}
    cursor = told["cursor"]
    page.unpublish()
    page.delete()
    later = client.get(
        "/api/v1/changes/", {"since": cursor}, headers={"host": "other.example"}
    ).json()
    assert later["items"] == []


def test_object_that_is_hidden_by_time_alone_is_never_shown(reader: Reader) -> None:
    page = PolicyReportPageFactory.create()
    reader.follow()
    before = timezone.now() - datetime.timedelta(seconds=1)
    type(page).objects.filter(pk=page.pk).update(expire_at=before, title="지남")
    assert page.pk not in {key for _type, key in Reader(reader.client).copy}
    told = ask(reader.client, include="object")
    assert page.pk not in {item["id"] for item in told["items"]}
