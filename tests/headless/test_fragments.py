"""Objects' texts that are kept, and lists that are made of them, which always say what is true."""

from __future__ import annotations

import datetime
import json
import random
import time
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page

from directory.models import Member
from headless.due import next_due
from headless.models import ContentVersion
from home.models import StandardPage
from publications.models import PolicyReportPage, PublicationContributor, PublicationFile
from tests.factories import (
    DirectoryPageFactory,
    DocumentFactory,
    ImageFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    PublicationFileFactory,
    StandardPageFactory,
    site_home,
)
from tests.headless.doors import Layer, Middleware, queries
from tests.headless.test_lists import full_member, full_program, full_report
from tests.headless.test_response_cache import EDITS as USUAL_EDITS

pytestmark = pytest.mark.django_db

MEMBERS = "/api/v1/members/"
PUBLICATIONS = "/api/v1/publications/"


@pytest.fixture(autouse=True)
def caching(settings: Any) -> None:
    settings.HEADLESS_CACHE_BYTES = 3_000_000


@pytest.fixture(params=[Layer, Middleware])
def door(request: pytest.FixtureRequest) -> Any:
    return request.param()


def full(number: int) -> list[Any]:
    """Publications with everything."""
    pages = PolicyReportPageFactory.create_batch(number)
    for page in pages:
        PublicationFileFactory.create(publication=page)
        PublicationContributor.objects.create(
            publication=page, member=MemberFactory.create(), role="author"
        )
    return pages


def one_of_each_kind() -> None:
    """What the random edits begin with."""
    Locale.objects.get_or_create(language_code="en")
    DirectoryPageFactory.create()
    ImageFactory.create_batch(2)
    full(2)
    ProgramPageFactory.create()
    PolicyReportPageFactory.create(parent=StandardPageFactory.create())
    DocumentFactory.create()


def test_new_list_of_known_objects_costs_a_few_queries(door: Any) -> None:
    full(3)
    whole = queries(lambda: door.get(PUBLICATIONS), 200)
    again = queries(lambda: door.get(f"{PUBLICATIONS}?limit=99"), 200)
    assert again <= 10 < whole
    assert queries(lambda: door.get(f"{PUBLICATIONS}?limit=1&order=title"), 200) <= again


@pytest.mark.parametrize(
    ("path", "make", "most"),
    [
        ("members", full_member, 10),
        ("programs", full_program, 10),
        ("publications", full_report, 25),
    ],
)
def test_list_of_which_nothing_is_known_keeps_to_its_bound(path: str, make: Any, most: int) -> None:
    DirectoryPageFactory.create()
    for number in range(3):
        make(number)
    door = Middleware()
    door.get(f"/api/v1/{path}/?limit=100")
    # All texts are swept away; what is due next, and where sites are, is asked once after that.
    ContentVersion.locked().advance(1, next_due(), is_sweeping=True)
    door.get("/api/v1/navigation/")
    door.get("/api/v1/pages/?limit=1")
    to_ask_whether_the_answer_is_known = 1
    found = queries(lambda: door.get(f"/api/v1/{path}/?limit=100"), 200)
    assert found - to_ask_whether_the_answer_is_known <= most


def test_only_what_is_not_known_is_made(door: Any) -> None:
    full(2)
    door.get(f"{PUBLICATIONS}?limit=1")
    first = queries(lambda: door.get(f"{PUBLICATIONS}?limit=2"), 200)
    assert queries(lambda: door.get(f"{PUBLICATIONS}?limit=3"), 200) < first


def test_edit_of_one_object_leaves_the_others_known(door: Any) -> None:
    members = MemberFactory.create_batch(3)
    full(2)
    door.get(f"{PUBLICATIONS}?limit=50")
    members[0].phone = "02-123-4567"
    members[0].save()
    door.get(f"{MEMBERS}?limit=1")
    door.get(f"{MEMBERS}?limit=2")
    known = queries(lambda: door.get(f"{PUBLICATIONS}?limit=51"), 200)
    assert known <= 10


def test_export_is_made_of_the_same_texts(door: Any) -> None:
    full(2)
    export = "/api/v1/changes/?include=object&limit=50"
    whole = queries(lambda: door.get(export), 200)
    known = queries(lambda: door.get(f"{export}&locale=ko"), 200)
    assert known < whole
    objects = {
        item["id"]: item["object"] for item in read(door, export)["items"] if is_report(item)
    }
    listed = {item["id"]: item for item in read(door, f"{PUBLICATIONS}?limit=9")["items"]}
    assert objects == listed


def read(door: Any, path: str) -> Any:
    return json.loads(door.get(path).content)


def is_report(item: Any) -> bool:
    return bool(item["type"] == "publications.PolicyReportPage")


def test_partner_gets_no_kept_text_and_leaves_none(door: Any) -> None:
    full(1)
    refused = {"authorization": "Bearer wrong"}
    assert door.get(f"{PUBLICATIONS}?limit=9").status_code == 200
    assert door.get(f"{PUBLICATIONS}?limit=8", **refused).status_code == 401


def test_hidden_object_is_in_no_list_of_kept_texts(door: Any) -> None:
    hidden, shown = full(2)
    door.get(f"{PUBLICATIONS}?limit=9")
    hidden.unpublish()
    (item,) = read(door, f"{PUBLICATIONS}?limit=8")["items"]
    assert item["id"] == shown.pk


def test_new_life_of_the_counter_brings_no_old_text_back(door: Any) -> None:
    MemberFactory.create(name="먼저")
    door.get(f"{MEMBERS}?limit=9")
    Member.objects.update(name="나중")
    door.get(f"{MEMBERS}?limit=8")
    ContentVersion.objects.update(epoch="restored", swept=0, sequence=1)
    assert read(door, f"{MEMBERS}?limit=9")["items"][0]["name"] == "나중"


class Clock:
    """The time, which stands still until it is told to go on."""

    def __init__(self) -> None:
        self.time = timezone.now()

    def now(self) -> datetime.datetime:
        return self.time

    def seconds(self) -> float:
        return self.time.timestamp()

    def go_on(self) -> None:
        self.time += datetime.timedelta(seconds=15)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    monkeypatch.setattr(time, "time", clock.seconds)
    return clock


def any_report(chance: random.Random) -> Any:
    return chance.choice(PolicyReportPage.objects.order_by("pk"))


def edit_text(chance: random.Random) -> None:
    """A text that refers to a page, a document and a picture."""
    report = any_report(chance)
    page = chance.choice(Page.objects.filter(depth__gt=2).order_by("pk"))
    links = f'<a linktype="page" id="{page.pk}">{chance.random()}</a>'
    report.body = [{"type": "paragraph", "value": f"<p>{links}</p>"}]
    report.cover = chance.choice([None, *get_image_model().objects.order_by("pk")])
    revision = report.save_revision()
    if chance.random() < 0.8:
        revision.publish()


def rename_past_signals(chance: random.Random) -> None:
    page = chance.choice(Page.objects.filter(depth__gt=2).order_by("pk"))
    Page.objects.filter(pk=page.pk).update(title=f"제목 {chance.random()}")


def rename_picture(chance: random.Random) -> None:
    picture = chance.choice(get_image_model().objects.order_by("pk"))
    picture.title = f"그림 {chance.random()}"
    if chance.random() < 0.5:
        picture.save()
    else:
        get_image_model().objects.filter(pk=picture.pk).update(title=picture.title)


def toggle_collection(chance: random.Random) -> None:
    root = Collection.get_first_root_node()
    if not CollectionViewRestriction.objects.all().delete()[0]:
        CollectionViewRestriction.objects.create(collection=root, restriction_type="login")


def plan_expiry(chance: random.Random) -> None:
    # A page that only mirrors another has no revisions of its own.
    pages = Page.objects.filter(depth__gt=2, live=True, alias_of=None)
    page = chance.choice(pages.order_by("pk"))
    until = timezone.now() + datetime.timedelta(seconds=chance.choice([10, 40, 100]))
    if chance.random() < 0.5:
        Page.objects.filter(pk=page.pk).update(expire_at=until)
    else:
        page.specific.expire_at = until
        page.specific.save_revision().publish()


def plan_embargo(chance: random.Random) -> None:
    file = chance.choice(PublicationFile.objects.order_by("pk"))
    file.embargo_until = timezone.now() + datetime.timedelta(seconds=chance.choice([10, 40, 100]))
    file.save()


def credit_somebody(chance: random.Random) -> None:
    if chance.random() < 0.5 and PublicationContributor.objects.count() > 1:
        chance.choice(PublicationContributor.objects.order_by("pk")).delete()
    else:
        member = chance.choice(Member.objects.order_by("pk"))
        PublicationContributor.objects.create(
            publication=any_report(chance), member=member, role="author"
        )


def write_in_bulk(chance: random.Random) -> None:
    member = chance.choice(Member.objects.order_by("pk"))
    Member.objects.filter(pk__lte=member.pk).update(short_name=f"{chance.random()}")
    contributor = PublicationContributor(
        publication=any_report(chance), name=f"{chance.random()}", role="author"
    )
    PublicationContributor.objects.bulk_create([contributor])
    PublicationFile.objects.exclude(pk=1).update(label=f"{chance.random()}")


def tag(chance: random.Random) -> None:
    report = any_report(chance)
    report.tags.add(f"낱말 {chance.randrange(4)}")
    report.save()


def move_page(chance: random.Random) -> None:
    target = chance.choice([site_home(), *StandardPage.objects.order_by("pk")])
    any_report(chance).move(target, pos="last-child")


def translate(chance: random.Random) -> None:
    report = any_report(chance)
    english = Locale.objects.get(language_code="en")
    if not report.has_translation(english) and report.locale != english:
        report.copy_for_translation(english, copy_parents=True).save_revision().publish()


def do_what_is_due(_chance: random.Random) -> None:
    call_command("run_due")


def remove_member(chance: random.Random) -> None:
    """One that no publication names: the others are protected."""
    free = Member.objects.exclude(
        pk__in=PublicationContributor.objects.exclude(member=None).values("member")
    )
    for member in free.order_by("pk")[: chance.randrange(2)]:
        member.delete()


EDITS = [
    *(edit for edit in USUAL_EDITS if edit.__name__ != "remove_member"),
    remove_member,
    edit_text,
    rename_past_signals,
    rename_picture,
    toggle_collection,
    plan_expiry,
    plan_embargo,
    credit_somebody,
    write_in_bulk,
    tag,
    move_page,
    translate,
    do_what_is_due,
]
LISTS = [
    MEMBERS,
    PUBLICATIONS,
    PUBLICATIONS,
    f"{PUBLICATIONS}?fields=title,cover,contributors",
    f"{PUBLICATIONS}?locale=en",
    "/api/v1/programs/",
    "/api/v1/pages/",
    "/api/v1/changes/?include=object",
]


# Each database has its own; the two of a database come in by different doors.
SEEDS = (0, 1) if connection.vendor == "sqlite" else (4, 5)


@pytest.mark.parametrize("seed", SEEDS)
def test_lists_of_kept_texts_equal_those_made_anew(seed: int, settings: Any, clock: Clock) -> None:
    """Edits, readings and time in any order; no two readings ask for the same list."""
    chance = random.Random(seed)
    one_of_each_kind()
    door: Any = chance.choice([Layer, Middleware])()
    door.get(MEMBERS)
    settings.HEADLESS_CACHE_BYTES = 0
    uncached = Middleware()
    for step in range(120):
        kind = chance.random()
        if kind < 0.1:
            clock.go_on()
        elif kind < 0.4:
            chance.choice(EDITS)(chance)
        else:
            path = chance.choice(LISTS)
            path += f"{'&' if '?' in path else '?'}limit={30 + step % 60}"
            assert door.get(path).content == uncached.get(path).content, (step, path)
