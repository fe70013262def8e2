"""Objects' texts in the database: who is given them, and that they always say what is true."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_migrate
from wagtail.models import Page, PageViewRestriction, Site

from directory.models import Member, MemberCategory
from headless.changes import feed, stored_texts
from headless.changes.audiences import Audience
from headless.changes.content_version import current_version
from headless.changes.stored_texts import make_up_texts
from headless.endpoints import delivery
from headless.models import Change, ContentVersion, ObjectText
from tests.factories import (
    MemberFactory,
    PolicyReportPageFactory,
)
from tests.headless.doors import Layer, Middleware, queries
from tests.headless.test_fragments import EDITS, LISTS, Clock, clock, full, one_of_each_kind

__all__ = ["clock"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_address")]

MEMBERS = "/api/v1/members/"
PUBLICATIONS = "/api/v1/publications/"


def anew(path: str, settings: Any, **headers: str) -> bytes:
    """The answer of a process that takes nothing from anywhere."""
    before, settings.HEADLESS_CACHE_BYTES = settings.HEADLESS_CACHE_BYTES, 0
    answer = Layer().get(path, **headers).content
    settings.HEADLESS_CACHE_BYTES = before
    return answer


def read(path: str, settings: Any, **headers: str) -> Any:
    """What a process reads that has just started; the same as if there were no stored texts."""
    answer = Layer().get(path, **headers)
    assert answer.content == anew(path, settings, **headers)
    return json.loads(answer.content)


def test_list_is_made_of_stored_texts(settings: Any, given: list[int]) -> None:
    full(3)
    assert len(read(PUBLICATIONS, settings)["items"]) == 3
    assert given == [3]
    door = Layer()
    for limit in (8, 9):
        door.get(f"{PUBLICATIONS}?limit={limit}")
    # The version; the site and where its pages begin; the list; the texts.
    assert queries(lambda: door.get(PUBLICATIONS), 200) == 5


def test_number_of_queries_is_the_same_at_any_limit() -> None:
    full(5)
    door = Layer()
    for limit in (8, 9):
        door.get(f"{PUBLICATIONS}?limit={limit}")
    few = queries(lambda: door.get(f"{PUBLICATIONS}?limit=1"), 200)
    assert queries(lambda: door.get(f"{PUBLICATIONS}?limit=100"), 200) == few


@pytest.mark.parametrize("name", ["publications", "pages"])
def test_object_is_given_as_it_is_stored(name: str, settings: Any, given: list[int]) -> None:
    (report, _other) = full(2)
    found = read(f"/api/v1/{name}/{report.pk}/", settings)
    assert found["title"] == report.title
    assert given == [1]


def test_page_at_an_address_is_given_as_it_is_stored(settings: Any, given: list[int]) -> None:
    (report,) = full(1)
    path = report.get_url()
    assert read(f"/api/v1/pages/find/?html_path={path}", settings)["id"] == report.pk
    assert given == [1]


def test_whole_export_is_made_of_stored_texts(settings: Any, given: list[int]) -> None:
    full(2)
    read("/api/v1/changes/?include=object", settings)
    assert sum(given) == Change.objects.filter(tier="public", is_visible=True).count()


def test_each_language_has_its_own(settings: Any, given: list[int]) -> None:
    MemberFactory.create(name="한살림서울", name_en="Hansalim Seoul")
    korean = read(MEMBERS, settings)["items"]
    english = read(f"{MEMBERS}?locale=en", settings)["items"]
    assert given == [1, 1]
    assert korean != english


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"{PUBLICATIONS}?rich_text_format=markdown", {}),
        (f"{PUBLICATIONS}?fields=title,cover", {}),
        (PUBLICATIONS, {"host": "other.example"}),
    ],
)
def test_another_form_is_made_anew(
    path: str, headers: dict[str, str], settings: Any, given: list[int]
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    full(1)
    assert len(read(path, settings, **headers)["items"]) == 1
    assert given == []


def test_edit_is_stored_with_its_change(settings: Any, given: list[int]) -> None:
    first, second = MemberFactory.create_batch(2)
    first.name = "새 이름"
    first.save()
    names = {item["name"] for item in read(MEMBERS, settings)["items"]}
    assert names == {"새 이름", second.name}
    assert given == [2]


def hide_by_unpublishing(report: Any) -> None:
    report.unpublish()


def hide_by_deleting(report: Any) -> None:
    report.delete()


def hide_by_restriction(report: Any) -> None:
    PageViewRestriction.objects.create(page=report, restriction_type="login")


def hide_past_signals(report: Any) -> None:
    Page.objects.filter(pk=report.pk).update(live=False)


@pytest.mark.parametrize(
    "hide", [hide_by_unpublishing, hide_by_deleting, hide_by_restriction, hide_past_signals]
)
def test_nothing_stays_of_what_is_hidden(hide: Callable[[Any], None], settings: Any) -> None:
    report = PolicyReportPageFactory.create()
    key = str(report.pk)
    read(PUBLICATIONS, settings)
    assert ObjectText.objects.filter(object_id=key).exists()
    hide(report)
    assert read(PUBLICATIONS, settings)["items"] == []
    assert not ObjectText.objects.filter(object_id=key).exists()


def test_nothing_stays_of_a_member_that_withdrew(settings: Any) -> None:
    member = MemberFactory.create()
    read(MEMBERS, settings)
    assert ObjectText.objects.filter(family="directory.Member").exists()
    member.status = "withdrawn"
    member.save()
    assert read(MEMBERS, settings)["items"] == []
    assert not ObjectText.objects.filter(family="directory.Member").exists()


def test_draft_is_not_stored() -> None:
    report = PolicyReportPageFactory.create(title="공개된 제목")
    report.title = "초안의 제목"
    report.save_revision()
    current_version()
    texts = b"".join(bytes(row.text) for row in ObjectText.objects.all())
    assert "공개된 제목".encode() in texts
    assert "초안의 제목".encode() not in texts


def test_text_is_not_given_after_a_sweeping_change_until_it_is_made_up(
    settings: Any, given: list[int]
) -> None:
    members = MemberFactory.create_batch(3)
    MemberCategory.objects.filter(pk=members[0].category_id).update(name="다른 분류")
    assert {item["id"] for item in read(MEMBERS, settings)["items"]} == {m.pk for m in members}
    before = sum(given)
    Site.objects.update(site_name="다른 이름")
    read(MEMBERS, settings)
    assert sum(given) == before
    assert make_up_texts() >= 3
    read(MEMBERS, settings)
    assert sum(given) == before + 3
    assert make_up_texts() == 0


def test_minute_job_makes_texts_up(settings: Any, given: list[int]) -> None:
    MemberFactory.create_batch(2)
    read(MEMBERS, settings)
    ObjectText.objects.all().delete()
    call_command("run_due")
    given.clear()
    read(MEMBERS, settings)
    assert given == [2]


def test_minute_job_leaves_the_rest_for_the_next_minute() -> None:
    MemberFactory.create_batch(2)
    current_version()
    call_command("run_due")
    ObjectText.objects.all().delete()
    assert make_up_texts(most_seconds=0) == 0
    assert make_up_texts() > 0


def test_what_became_hidden_past_the_site_is_forgotten() -> None:
    MemberFactory.create()
    current_version()
    call_command("run_due")
    Change.objects.filter(family="directory.Member").update(is_visible=False)
    make_up_texts()
    assert not ObjectText.objects.filter(family="directory.Member").exists()


def test_edit_while_texts_are_made_up_is_what_is_read(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edit comes in when the latest changes are read and the objects are not yet, or are."""
    member = MemberFactory.create(name="먼저")
    read(MEMBERS, settings)
    states_of = stored_texts.states_of

    def edited_before(*args: Any) -> Any:
        Member.objects.filter(pk=member.pk).update(name="나중")
        return states_of(*args)

    def edited_after(*args: Any) -> Any:
        found = states_of(*args)
        Member.objects.filter(pk=member.pk).update(name="끝으로")
        current_version()
        return found

    for edited, name in ((edited_before, "나중"), (edited_after, "끝으로")):
        ObjectText.objects.all().delete()
        monkeypatch.setattr(stored_texts, "states_of", edited)
        make_up_texts()
        assert [item["name"] for item in read(MEMBERS, settings)["items"]] == [name]


def test_text_that_cannot_be_made_keeps_no_other_from_being_stored(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    MemberFactory.create()
    PolicyReportPageFactory.create()
    read(MEMBERS, settings)
    ObjectText.objects.all().delete()
    texts = Audience.texts

    def failing(self: Audience, resource: Any, *args: Any) -> Any:
        return {} if resource.name == "members" else texts(self, resource, *args)

    monkeypatch.setattr(Audience, "texts", failing)
    make_up_texts()
    stored = set(ObjectText.objects.values_list("schema", flat=True))
    assert "PolicyReport" in "".join(stored)
    assert len(read(MEMBERS, settings)["items"]) == 1


@pytest.mark.parametrize("change", ["epoch", "release"])
def test_text_of_another_life_or_release_is_not_given(
    change: str, settings: Any, given: list[int]
) -> None:
    MemberFactory.create()
    read(MEMBERS, settings)
    if change == "epoch":
        ContentVersion.objects.update(epoch="restored")
    else:
        settings.HEADLESS_RELEASE = "next"
    given.clear()
    read(MEMBERS, settings)
    assert given == [0]


def test_installing_anew_forgets_all_texts() -> None:
    MemberFactory.create()
    current_version()
    make_up_texts()
    assert ObjectText.objects.exists()
    config = apps.get_app_config("headless")
    post_migrate.send(config, app_config=config, using="default", verbosity=0, interactive=False)
    assert not ObjectText.objects.exists()


def test_nothing_is_stored_while_somebody_works_on_the_code(
    settings: Any, given: list[int]
) -> None:
    settings.DEBUG = True
    MemberFactory.create()
    assert len(read(MEMBERS, settings)["items"]) == 1
    assert given == []
    assert not ObjectText.objects.exists()


@pytest.mark.parametrize("path", ["/api/v1/changes/?include=object", "detail"])
def test_edit_after_an_object_was_found_leaves_no_old_text_in_memory(
    path: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept under a change's number is made of what was read after that number."""
    settings.HEADLESS_CACHE_BYTES = 3_000_000
    member = MemberFactory.create(name="먼저")
    door = Layer()
    path = f"{MEMBERS}{member.pk}/" if path == "detail" else path
    door.get(MEMBERS)
    ObjectText.objects.all().delete()

    def edited_first(ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any) -> Any:
            Member.objects.filter(pk=member.pk).update(name="나중")
            current_version()
            ObjectText.objects.all().delete()
            return ask(*args)

        return asked

    with monkeypatch.context() as patched:
        patched.setattr(delivery, "wanted_by_key", edited_first(delivery.wanted_by_key))
        patched.setattr(feed, "represented", edited_first(feed.represented))
        door.get(path)
    listed = json.loads(door.get(f"{MEMBERS}?limit=7").content)["items"]
    assert [item["name"] for item in listed] == ["나중"]


PATHS = [
    *(path for path in LISTS if "changes" not in path),
    "/api/v1/changes/?include=object&limit=999",
    "detail",
    "detail",
]
# Each database has its own.
SEEDS = (10, 11) if connection.vendor == "sqlite" else (14, 15)


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_of_stored_texts_equal_those_made_anew(
    seed: int, settings: Any, clock: Clock, given: list[int]
) -> None:
    """Edits, readings, time and the minute's work in any order."""
    chance = random.Random(seed)
    one_of_each_kind()
    door: Any = chance.choice([Layer, Middleware])()
    door.get(MEMBERS)
    for step in range(120):
        kind = chance.random()
        if kind < 0.1:
            clock.go_on()
        elif kind < 0.4:
            chance.choice(EDITS)(chance)
        elif kind < 0.5:
            make_up_texts()
        else:
            path = chance.choice(PATHS)
            if path == "detail":
                page = chance.choice(Page.objects.filter(depth__gt=1).order_by("pk"))
                path = f"/api/v1/pages/{page.pk}/"
            assert door.get(path).content == anew(path, settings), (step, path)
    assert sum(given) > 50
