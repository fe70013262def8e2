"""Following the feed by its cursors, from the first full export on."""

from __future__ import annotations

import datetime
import gc
import tracemalloc
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from directory.models import Member
from headless.models import Change
from tests.factories import (
    MemberCategoryFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
)
from tests.headless.feed_reader import Reader, ask

pytestmark = pytest.mark.django_db


def test_export_has_everything_public_and_nothing_else(reader: Reader) -> None:
    member, page = MemberFactory.create(), PolicyReportPageFactory.create()
    MemberFactory.create(live=False)
    PolicyReportPageFactory.create(live=False)
    reader.follow()
    told = {key for _type, key in reader.copy}
    assert {member.pk, page.pk} <= told
    assert len([key for key in reader.copy if key[0] == "directory.Member"]) == 1
    assert reader.follow() == []


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_of_the_feed_say_the_same_as_the_stream(client: Client, limit: int) -> None:
    MemberFactory.create_batch(5)
    ProgramPageFactory.create()
    whole, paged = Reader(client), Reader(client)
    assert whole.follow() == paged.follow(limit=limit)
    assert whole.copy == paged.copy


def test_object_that_changes_during_an_export_is_not_missed(client: Client) -> None:
    members = MemberFactory.create_batch(4)
    reader = Reader(client)
    first = ask(client, limit=2)
    members[0].name = "바뀐 이름"
    members[0].save()
    members[3].delete()
    rest = ask(client, limit=100, since=first["cursor"])
    assert [item["id"] for item in rest["items"]][-1] != members[0].pk or rest["items"]
    told = {item["id"]: item["action"] for item in [*first["items"], *rest["items"]]}
    assert {key for key, action in told.items() if action in ("published", "changed")} == {
        member.pk for member in members[:3]
    }
    reader.follow()
    assert {key for _type, key in reader.copy} == {member.pk for member in members[:3]}


def test_new_reader_is_not_told_of_what_is_gone(reader: Reader) -> None:
    MemberFactory.create()
    reader.follow()
    Member.objects.all().delete()
    assert Reader(reader.client).follow() == []


@pytest.mark.parametrize("cursor", ["", "x", "§", "MS4x", "a" * 201, "MS5iMjFkMmM1Mi4zLjA="])
def test_malformed_cursor_is_named(client: Client, cursor: str) -> None:
    problem = ask(client, 422, since=cursor)
    assert problem["errors"][0]["parameter"] == "since"


def test_cursor_of_another_life_is_gone_and_says_how_to_start_over(client: Client) -> None:
    MemberFactory.create()
    cursor = ask(client)["cursor"]
    call_command("renew_change_feed")
    problem = ask(client, 410, since=cursor)
    assert problem["start_over"] == "http://testserver/api/v1/changes/"


def test_cursor_from_before_the_oldest_trace_is_gone(client: Client, settings: Any) -> None:
    settings.HEADLESS_TRACE_DAYS = 30
    member = MemberFactory.create()
    cursor = ask(client)["cursor"]
    member.delete()
    ask(client, since=cursor)
    call_command("run_due")
    assert [item["action"] for item in ask(client, since=cursor)["items"]] == ["deleted"]
    Change.objects.update(changed_at=timezone.now() - datetime.timedelta(days=31))
    call_command("run_due")
    assert not Change.objects.traces().exists()
    ask(client, 410, since=cursor)


def add_members(count: int) -> None:
    category = MemberCategoryFactory.create()
    Member.objects.bulk_create(
        Member(name=f"회원 {count}-{number}", slug=f"m-{count}-{number}", category=category)
        for number in range(count)
    )


def peak_of_export(client: Client) -> tuple[int, int]:
    """The most bytes that an export holds at once, and how many objects it gives out.

    What Python's collector would throw away sooner or later is thrown away at once.
    """
    count = 0
    client.get("/api/v1/")
    tracemalloc.start()
    try:
        pieces: Any = client.get("/api/v1/changes/?include=object")
        for piece in pieces.streaming_content:
            count += b'"sequence"' in piece
            if count % 50 == 0:
                gc.collect()
        return tracemalloc.get_traced_memory()[1], count
    finally:
        tracemalloc.stop()


@pytest.mark.once
def test_export_holds_no_more_of_many_objects_than_of_few(client: Client) -> None:
    add_members(200)
    peak_of_export(client)
    small, few = peak_of_export(client)
    add_members(800)
    large, many = peak_of_export(client)
    assert (few, many) == (200, 1000)
    assert large < 1.3 * small
