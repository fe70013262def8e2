"""Processes that write, and processes that follow the change feed meanwhile.

Started by the tests, as `main(seconds, folder)` in a process of its own. It forks eight writers,
who edit for so long, and eight readers, who go on until these have stopped, each with a connection
of its own to the database that DATABASE_URL names; and leaves in FOLDER what each has at the end.
"""

from __future__ import annotations

import datetime
import fcntl
import json
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from taggit.models import Tag
from treebeard.exceptions import InvalidMoveToDescendant
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Locale, Page, PageViewRestriction

from directory.imports import runs, undoing
from directory.models import ImportStatus, Member, MemberImport, MemberStatus, RowOutcome
from home.models import StandardPage
from publications.models import PolicyReportPage, PublicationContributor
from tests.directory.spreadsheets import csv_text, xlsx
from tests.factories import (
    MemberCategoryFactory,
    MemberFactory,
    PolicyReportPageFactory,
    StandardPageFactory,
    site_home,
)

# What a writer may meet that is nobody's fault: another one has deleted, moved or renamed first.
MISSED = (
    DatabaseError, Page.DoesNotExist, Member.DoesNotExist, IndexError, ValueError,
    ValidationError, InvalidMoveToDescendant,
)  # fmt: skip
WRITERS = READERS = 8
LANGUAGES = ("ko", "en")
TAGS = ("돌봄", "먹거리")
VIDEO, VIDEO_WIDTH = "https://youtu.be/1", 960

GOOD = Q(outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED])
DONE = "writers-are-done"


def prepare() -> None:
    """What the writers begin with."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    site_home().copy_for_translation(english).save_revision().publish()
    MemberFactory.create_batch(10, category=MemberCategoryFactory.create())
    Tag.objects.bulk_create([Tag(name=name, slug=name) for name in TAGS])
    parents = StandardPageFactory.create_batch(3)
    for number in range(6):
        PolicyReportPageFactory.create(parent=parents[number % 3])


def any_of(chance: random.Random, objects: Any) -> Any:
    return chance.choice(list(objects))


def edit_member(chance: random.Random) -> None:
    member = any_of(chance, Member.objects.all())
    member.name = f"이름 {chance.random()}"
    member.save()


def withdraw_member(chance: random.Random) -> None:
    member = any_of(chance, Member.objects.all())
    is_gone = member.status == MemberStatus.WITHDRAWN
    member.status = MemberStatus.ACTIVE if is_gone else MemberStatus.WITHDRAWN
    member.left_on = None if is_gone else timezone.localdate()
    member.save()


def replace_member(chance: random.Random) -> None:
    member = any_of(chance, Member.objects.all())
    with transaction.atomic():
        Member.objects.create(name=f"새로 {chance.random()}", category=member.category)
        member.delete()


def write_in_bulk(chance: random.Random) -> None:
    Member.objects.filter(pk__gt=chance.randrange(10)).update(phone=f"02-{chance.randrange(10**7)}")


def import_members(chance: random.Random) -> None:
    """Some known ones with other data, and a new one; sometimes taken back again."""
    table: list[list[Any]] = [["관리번호", "이름", "분류", "전화", "태그", "영문 소개"]]
    members = chance.sample(list(Member.objects.filter(live=True)), 3)
    known = [*((member.key, member.name) for member in members), ("", f"들인 {chance.random()}")]
    category = members[0].category.name
    table += [[*member, category, *new_cells(chance)] for member in known]
    content = xlsx(table) if chance.random() < 0.5 else csv_text(table).encode()
    of_import = runs.begin(content, "회원", None)
    of_import.publish = of_import.good_rows_only = True
    runs.compare(of_import)
    runs.confirm(of_import)
    must_be(of_import, ImportStatus.DONE)
    good = list(of_import.rows.filter(GOOD))
    assert good
    assert list(of_import.rows.filter(is_written=True)) == good
    if chance.random() < 0.3:
        undoing.undo(of_import, None)
        must_be(of_import, ImportStatus.UNDONE)


def new_cells(chance: random.Random) -> list[str]:
    return [
        f"02-{chance.randrange(100, 1000)}-{chance.randrange(1000, 10000)}",
        chance.choice([TAGS[0], TAGS[1], ", ".join(TAGS)]),
        f"in English {chance.random()}",
    ]


def must_be(of_import: MemberImport, status: ImportStatus) -> None:
    """Nothing was done where somebody else changed the directory first."""
    of_import.refresh_from_db()
    if of_import.status != status:
        raise ValueError(of_import.message)


def learn_of_video(_chance: random.Random) -> None:
    """What the first visitor of a page with a video sets off, or the one after it has changed."""
    hash_of_address = get_embed_hash(VIDEO, VIDEO_WIDTH)
    if not Embed.objects.filter(hash=hash_of_address).delete()[0]:
        Embed.objects.create(
            hash=hash_of_address,
            url=VIDEO,
            max_width=VIDEO_WIDTH,
            type="video",
            html="<b>영상</b>",
        )


def show_video(chance: random.Random) -> None:
    page = any_of(chance, PolicyReportPage.objects.all())
    page.body = [] if page.body else [{"type": "embed", "value": VIDEO}]
    page.save_revision().publish()


def publish_page(chance: random.Random) -> None:
    page = any_of(chance, PolicyReportPage.objects.all())
    page.title = f"제목 {chance.random()}"
    page.save_revision().publish()


def unpublish_page(chance: random.Random) -> None:
    any_of(chance, PolicyReportPage.objects.live()).unpublish()


def hide_part(chance: random.Random) -> None:
    page = any_of(chance, StandardPage.objects.all())
    if not PageViewRestriction.objects.filter(page=page).delete()[0]:
        PageViewRestriction.objects.create(page=page, restriction_type="login")


def rename_part(chance: random.Random) -> None:
    page = any_of(chance, StandardPage.objects.all())
    page.slug = f"slug-{chance.randrange(10**9)}"
    page.title = f"부분 {chance.random()}"
    page.save()


def credit_member(chance: random.Random) -> None:
    PublicationContributor.objects.create(
        publication=any_of(chance, PolicyReportPage.objects.all()),
        member=any_of(chance, Member.objects.all()),
        role="author",
    )


def give_up(chance: random.Random) -> None:
    """A transaction that is rolled back after it has written."""
    with transaction.atomic():
        edit_member(chance)
        transaction.set_rollback(True)


def add_part(chance: random.Random) -> None:
    above = chance.choice([site_home(), *StandardPage.objects.all()])
    part = StandardPageFactory.create(parent=above, slug=f"part-{chance.randrange(10**9)}")
    PolicyReportPageFactory.create(parent=part, slug=f"report-{chance.randrange(10**9)}")


def move_part(chance: random.Random) -> None:
    """With all that lies below it."""
    target = chance.choice([site_home(), *StandardPage.objects.all()])
    any_of(chance, StandardPage.objects.all()).move(target, pos="last-child")


def delete_part(chance: random.Random) -> None:
    """With all that lies below it; something is left to work on."""
    if StandardPage.objects.count() > 3 and PolicyReportPage.objects.count() > 6:
        any_of(chance, StandardPage.objects.all()).delete()


def translate_page(chance: random.Random) -> None:
    page = any_of(chance, PolicyReportPage.objects.filter(locale__language_code="ko"))
    english = Locale.objects.get(language_code="en")
    page.copy_for_translation(english, copy_parents=True).save_revision().publish()


def soon() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=0.5)


def let_page_expire(chance: random.Random) -> None:
    page = any_of(chance, PolicyReportPage.objects.live())
    page.expire_at = soon()
    page.save_revision().publish()


def schedule_page(chance: random.Random) -> None:
    page = any_of(chance, PolicyReportPage.objects.all())
    page.go_live_at, page.expire_at = soon(), None
    page.save_revision().publish()


def do_what_is_due(_chance: random.Random) -> None:
    call_command("run_due")


EDITS: list[Callable[[random.Random], None]] = [
    edit_member,
    withdraw_member,
    replace_member,
    write_in_bulk,
    import_members,
    learn_of_video,
    show_video,
    publish_page,
    unpublish_page,
    hide_part,
    rename_part,
    credit_member,
    give_up,
    add_part,
    translate_page,
    let_page_expire,
    schedule_page,
    do_what_is_due,
    move_part,
    delete_part,
]
# Wagtail promises nothing to two people who move pages at once, or to one who saves a page that
# another is moving: these have the tree for themselves.
ALONE = {add_part, move_part, delete_part, translate_page}


@contextmanager
def the_tree(folder: Path, edit: Callable[[random.Random], None]) -> Iterator[None]:
    """The pages, shared with others or not."""
    with (folder / "tree").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if edit in ALONE else fcntl.LOCK_SH)
        yield


def write(seed: int, folder: Path, seconds: float) -> None:
    """Edit for so long, an import first; in one transaction or in none, as it comes."""
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    edits: Counter[str] = Counter()
    edit = import_members
    while time.monotonic() < end:
        try:
            with the_tree(folder, edit):
                if chance.random() < 0.5:
                    with transaction.atomic():
                        edit(chance)
                else:
                    edit(chance)
            edits[edit.__name__] += 1
        except MISSED:
            pass
        edit = chance.choice(EDITS)
    leave(folder, f"edits-{seed}", edits)


def follow(seed: int, folder: Path) -> None:
    """Follow the feed until nobody writes any more, and then to its end."""
    settings.HEADLESS_CACHE_BYTES = seed % 2 * 10_000_000
    client = Client()
    copy: dict[str, Any] = {}
    last = 0
    params: dict[str, Any] = {"include": "object", "limit": 5 + seed}
    has_more, is_over = True, False
    while has_more or not is_over:
        is_over = (folder / DONE).exists()
        data = client.get("/api/v1/changes/", params).json()
        for item in data["items"]:
            assert item["sequence"] > last, "the feed went backwards"
            last = item["sequence"]
            take(item, copy)
        params["since"], has_more = data["cursor"], data["has_more"]
        # The processors are for the writers, mostly.
        time.sleep(0 if has_more else 0.2)
    leave(folder, f"copy-{seed}", copy)


def leave(folder: Path, name: str, result: Any) -> None:
    (folder / f"{name}.json").write_text(json.dumps(result), encoding="utf-8")


def take(item: dict[str, Any], copy: dict[str, Any]) -> None:
    key = f"{item['type']} {item['id']}"
    if "object" in item:
        copy[key] = item["object"]
    else:
        copy.pop(key, None)


def everything() -> dict[str, Any]:
    """What the lists of the API show, which know nothing of changes."""
    client = Client()
    found: dict[str, Any] = {}
    for name in ("members", "publications", "pages"):
        for language in LANGUAGES:
            address: str | None = f"/api/v1/{name}/?limit=100&locale={language}"
            while address:
                data = client.get(address).json()
                for obj in data["items"]:
                    found.setdefault(f"{obj['meta']['type']} {obj['id']}", obj)
                address = data["next"]
    return found


def main(seconds: str, folder_name: str) -> None:
    """Have everybody do their part, and note what there is at the end."""
    folder = Path(folder_name)
    prepare()
    everything()
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    readers = [fork.Process(target=follow, args=(seed, folder)) for seed in range(READERS)]
    writers = [
        fork.Process(target=write, args=(seed, folder, float(seconds))) for seed in range(WRITERS)
    ]
    for process in (*readers, *writers):
        process.start()
    for writer in writers:
        writer.join()
    # What is still to come comes now.
    time.sleep(1)
    call_command("run_due")
    connections.close_all()
    (folder / DONE).touch()
    for reader in readers:
        reader.join()
    leave(folder, "truth", everything())


if __name__ == "__main__":
    main(*sys.argv[1:])
