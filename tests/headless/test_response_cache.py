"""Answers that are given again, and never when anything has changed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from content.models import OrganisationSettings
from directory.models import Member, MemberCategory
from headless.due import next_due, register_next_due
from headless.models import ContentVersion
from headless.requests import throttling
from tests.factories import (
    DirectoryPageFactory,
    ImageFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    StandardPageFactory,
)
from tests.headless.doors import Layer, Middleware, queries

pytestmark = pytest.mark.django_db

MEMBERS = "/api/v1/members/"
PUBLICATIONS = "/api/v1/publications/"


@pytest.fixture(autouse=True)
def caching(settings: Any) -> None:
    settings.HEADLESS_CACHE_BYTES = 1_000_000


def test_known_answer_costs_one_query(door: Any) -> None:
    MemberFactory.create()
    first = door.get(MEMBERS)
    assert queries(lambda: door.get(MEMBERS), 200) == 1
    assert door.get(MEMBERS).content == first.content
    assert queries(lambda: door.get(MEMBERS, if_none_match=first["ETag"]), 304) == 1


def test_known_answer_bears_the_name_of_the_request_that_it_answers(door: Any) -> None:
    MemberFactory.create()
    etag = door.get(MEMBERS, x_request_id="portal-00001")["ETag"]
    for tag in ('"other"', etag):
        again = door.get(MEMBERS, x_request_id="portal-00002", if_none_match=tag)
        assert again["X-Request-ID"] == "portal-00002"
    names = {door.get(MEMBERS, x_request_id="<script>")["X-Request-ID"] for _again in range(2)}
    assert [len(name) for name in names] == [32, 32]


def test_unchanged_answer_has_its_validator_and_no_body(door: Any) -> None:
    MemberFactory.create()
    etag = door.get(MEMBERS)["ETag"]
    for tags in (etag, f'W/{etag}, "other"', "*"):
        response = door.get(MEMBERS, if_none_match=tags)
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == etag
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Content-Length" not in response
        assert "Content-Type" not in response
    assert door.get(MEMBERS, if_none_match='"other"').status_code == 200


def test_unrelated_edit_leaves_other_etags_alone(door: Any) -> None:
    member = MemberFactory.create()
    PolicyReportPageFactory.create()
    members, publications = door.get(MEMBERS)["ETag"], door.get(PUBLICATIONS)["ETag"]
    member.name = "다른 이름"
    member.save()
    assert door.get(PUBLICATIONS, if_none_match=publications).status_code == 304
    assert door.get(MEMBERS, if_none_match=members).status_code == 200
    assert door.get(MEMBERS)["ETag"] != members


def test_head_is_answered_like_get_without_the_body(door: Any) -> None:
    MemberFactory.create()
    for _again in range(2):
        head, get = door.get(MEMBERS, method="HEAD"), door.get(MEMBERS)
        assert (head.status_code, head.content) == (200, b"")
        assert head["ETag"] == get["ETag"]
        assert head["Content-Length"] == str(len(get.content))


def test_caches_on_the_way_are_told_what_matters(door: Any) -> None:
    for _again in range(2):
        response = door.get(MEMBERS, accept_language="en", cookie="sessionid=x; django_language=en")
        told = {name.strip().lower() for name in response["Vary"].split(",")}
        assert told == {"accept-encoding", "authorization", "origin"}
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Set-Cookie" not in response


def test_browser_language_and_session_alter_nothing(door: Any) -> None:
    MemberFactory.create()
    english = door.get(MEMBERS, accept_language="en", cookie="django_language=en")
    assert door.get(MEMBERS).content == english.content
    assert door.get(MEMBERS)["ETag"] == english["ETag"]
    assert english["Content-Language"] == "ko"


def test_cdn_is_trusted_only_as_far_as_the_next_due_moment(door: Any, settings: Any) -> None:
    settings.HEADLESS_CDN_SECONDS = 300
    MemberFactory.create()
    assert door.get(MEMBERS)["Cache-Control"].endswith("s-maxage=300")
    MemberFactory.create(expire_at=timezone.now() + datetime.timedelta(seconds=60))
    directive = door.get(MEMBERS)["Cache-Control"].rpartition("s-maxage=")[2]
    assert 55 <= int(directive) <= 60


def test_answer_to_a_key_is_kept_by_nobody(door: Any) -> None:
    MemberFactory.create()
    door.get(MEMBERS)
    for _again in range(2):
        response = door.get(MEMBERS, authorization="Bearer something")
        assert response["Cache-Control"] == "private, no-store"
        assert "Authorization" in response["Vary"]
    assert queries(lambda: door.get(MEMBERS), 200) == 1


@pytest.mark.parametrize("path", ["/api/v1/members/none/", "/api/v1/members/?wrong=1"])
def test_refusals_are_kept_by_nobody(door: Any, path: str) -> None:
    response = door.get(path)
    assert response.status_code in (404, 422)
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response


def test_pages_for_people_are_none_of_its_business(door: Any) -> None:
    StandardPageFactory.create(slug="plain")
    response = door.get("/plain/")
    assert response.status_code == 200
    assert "ETag" not in response
    assert "Accept-Language" in response["Vary"]


def test_nothing_is_kept_past_the_next_due_moment(
    door: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = MemberFactory.create(expire_at=timezone.now() + datetime.timedelta(seconds=60))
    door.get(MEMBERS)
    assert queries(lambda: door.get(MEMBERS), 200) == 1
    later = timezone.now() + datetime.timedelta(seconds=61)
    monkeypatch.setattr("time.time", later.timestamp)
    assert queries(lambda: door.get(MEMBERS), 200) > 1
    assert member.expire_at


def test_next_due_moment_is_the_earliest_of_all() -> None:
    now = timezone.now()
    assert next_due() is None
    page = StandardPageFactory.create(live=False)
    page.go_live_at = now + datetime.timedelta(hours=2)
    page.save_revision().publish()
    assert next_due() == page.go_live_at
    MemberFactory.create(expire_at=now + datetime.timedelta(hours=1))
    assert next_due() == now + datetime.timedelta(hours=1)
    Page.objects.filter(pk=page.pk).update(live=True, expire_at=now + datetime.timedelta(minutes=1))
    assert next_due() == now + datetime.timedelta(minutes=1)


def test_known_answers_are_given_beyond_the_limit_and_count_nothing(
    door: Any, settings: Any
) -> None:
    """The limit is for work that is done for a caller; giving an answer again is next to none."""
    settings.HEADLESS_RATES = {"anonymous": 2, "client": 2, "refused": 2}
    throttling.forget_portions()
    MemberFactory.create()
    first = door.get(MEMBERS)
    assert "r=1" in first["RateLimit"]
    for _time in range(5):
        again = door.get(MEMBERS)
        assert (again.status_code, again.content) == (200, first.content)
        assert not {"RateLimit", "RateLimit-Policy"} & set(again.headers)
        assert door.get(MEMBERS, if_none_match=first["ETag"]).status_code == 304
    assert "r=0" in door.get(f"{MEMBERS}?limit=1")["RateLimit"]
    refused = door.get(f"{MEMBERS}?limit=2")
    assert refused.status_code == 429
    assert "no-store" in refused["Cache-Control"]
    assert door.get(MEMBERS).status_code == 200
    MemberFactory.create()
    assert door.get(MEMBERS).status_code == 429
    throttling.forget_portions()


def test_apps_tell_of_their_own_due_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headless.due._next_due", [])
    soon = timezone.now() + datetime.timedelta(seconds=5)
    register_next_due(lambda: None)
    register_next_due(lambda: soon)
    assert next_due() == soon


def test_memory_for_answers_is_bounded(settings: Any) -> None:
    settings.HEADLESS_CACHE_BYTES = 20_000
    layer = Layer()
    MemberFactory.create()
    for offset in range(30):
        layer.get(f"{MEMBERS}?offset={offset}")
    answers = layer.application.cache.answers
    assert answers._bytes <= 20_000
    assert queries(lambda: layer.get(f"{MEMBERS}?offset=29"), 200) == 1
    assert queries(lambda: layer.get(f"{MEMBERS}?offset=0"), 200) > 1


@pytest.fixture
def shared(settings: Any) -> Iterator[Any]:
    settings.CACHES = {
        **settings.CACHES,
        "shared": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sh"},
    }
    settings.HEADLESS_SHARED_CACHE = "shared"
    yield caches["shared"]
    caches["shared"].clear()


def test_processes_share_answers_of_one_release(shared: Any, settings: Any) -> None:
    MemberFactory.create()
    first = Layer().get(MEMBERS)
    other = Layer()
    assert queries(lambda: other.get(MEMBERS), 200) == 1
    assert other.get(MEMBERS).content == first.content
    settings.HEADLESS_RELEASE = "next"
    assert queries(lambda: Layer().get(MEMBERS), 200) > 1


def test_shared_cache_that_is_down_costs_time_and_nothing_else(
    shared: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(type(shared), "get", refuse)
    monkeypatch.setattr(type(shared), "set", refuse)
    member = MemberFactory.create()
    layer = Layer()
    assert layer.get(MEMBERS).status_code == 200
    assert queries(lambda: layer.get(MEMBERS), 200) == 1
    member.delete()
    assert b'"count":0' in squeezed(layer.get(MEMBERS))


def squeezed(response: HttpResponse) -> bytes:
    return response.content.replace(b" ", b"")


def test_unreadable_version_means_answering_without_memory() -> None:
    MemberFactory.create()
    layer = Layer()
    layer.get(MEMBERS)
    layer.application.cache.read_version = lambda: None
    Member.objects.all().delete()
    assert b'"count":0' in squeezed(layer.get(MEMBERS))


def test_restored_database_brings_no_old_answer_back(door: Any) -> None:
    MemberFactory.create(name="먼저")
    door.get(MEMBERS)
    before = ContentVersion.objects.get().sequence
    MemberFactory.create(name="나중")
    door.get(MEMBERS)
    ContentVersion.objects.update(sequence=before, epoch="restored")
    Member.objects.all().delete()
    ContentVersion.objects.update(sequence=before)
    assert b'"count":0' in squeezed(door.get(MEMBERS))


PATHS = [
    MEMBERS,
    f"{MEMBERS}?locale=en",
    f"{MEMBERS}?limit=1&offset=1",
    PUBLICATIONS,
    "/api/v1/programs/",
    "/api/v1/history/",
    "/api/v1/",
    "/api/v1/pages/",
    "/api/v1/navigation/",
    "/api/v1/members.geojson",
    "/api/v1/changes/?limit=50",
    "/api/v1/search/?q=이름",
]


def rename_member(chance: random.Random) -> None:
    member = chance.choice(Member.objects.all())
    member.name = f"이름 {chance.random()}"
    member.save()


def rename_category(chance: random.Random) -> None:
    MemberCategory.objects.update(name_en=f"Category {chance.random()}")


def toggle_page(chance: random.Random) -> None:
    page = chance.choice(Page.objects.filter(depth__gt=2)).specific
    page.unpublish() if page.live else page.save_revision().publish()


def toggle_privacy(chance: random.Random) -> None:
    page = chance.choice(Page.objects.filter(depth__gt=2))
    if not PageViewRestriction.objects.filter(page=page).delete()[0]:
        PageViewRestriction.objects.create(page=page, restriction_type="login")


def rename_page(chance: random.Random) -> None:
    page = chance.choice(Page.objects.filter(depth__gt=2)).specific
    page.slug = f"slug-{chance.randrange(10**9)}"
    page.save()


def add_member(chance: random.Random) -> None:
    MemberFactory.create(logo=ImageFactory.create() if chance.random() < 0.2 else None)


def remove_member(chance: random.Random) -> None:
    if Member.objects.count() > 2:
        chance.choice(Member.objects.all()).delete()


def touch_settings(chance: random.Random) -> None:
    OrganisationSettings.objects.update(slogan=f"{chance.random()}")


EDITS = [
    rename_member,
    rename_category,
    toggle_page,
    toggle_privacy,
    rename_page,
    add_member,
    remove_member,
    touch_settings,
]


@pytest.mark.parametrize("seed", range(2))
def test_cached_answers_equal_uncached_ones_whatever_is_edited(
    door: Any, seed: int, settings: Any
) -> None:
    """Edits and readings in any order; each answer is compared with one made without a cache."""
    chance = random.Random(seed)
    DirectoryPageFactory.create()
    MemberFactory.create_batch(3)
    ProgramPageFactory.create()
    PolicyReportPageFactory.create(parent=StandardPageFactory.create())
    settings.HEADLESS_CACHE_BYTES = 0
    uncached = Middleware()
    uncached.get(MEMBERS)
    settings.HEADLESS_CACHE_BYTES = 1_000_000
    etags: dict[str, str] = {}
    hits = 0
    for _step in range(80):
        if chance.random() < 0.4:
            chance.choice(EDITS)(chance)
            continue
        path = chance.choice(PATHS)
        response = door.get(path, if_none_match=etags.get(path, ""))
        truth = uncached.get(path)
        hits += response.status_code == 304
        if response.status_code == 304:
            assert truth["ETag"] == response["ETag"] == etags[path]
        else:
            assert response.content == truth.content
        etags[path] = response["ETag"]
    assert hits
