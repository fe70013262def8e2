"""What a provider tells of an address changes whatever shows it, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StructBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import PageViewRestriction

from headless.changes import embeds
from headless.changes.collecting import record_collected
from headless.changes.content_version import current_version
from headless.changes.embeds import names_of_embeds
from headless.models import Change
from tests.factories import (
    HistoryEntryFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    StandardPageFactory,
)
from tests.headless.feed_reader import Reader

pytestmark = pytest.mark.django_db

ADDRESS = "https://youtu.be/watch?v=a_1&list=coop"
WIDTH = 960


def known(address: str = ADDRESS, width: int | None = WIDTH, **fields: Any) -> Embed:
    """What the provider told of the address."""
    return Embed.objects.create(
        hash=get_embed_hash(address, width), url=address, max_width=width, type="video",
        last_updated=timezone.now(), **{"html": "<b>영상</b>", "title": "하루", **fields},
    )  # fmt: skip


def stream(address: str = ADDRESS) -> list[dict[str, Any]]:
    return [{"type": "embed", "value": address}]


def html(address: str = ADDRESS) -> str:
    """Rich text as the editor stores it."""
    return f'<p>가</p><embed embedtype="media" url="{escape(address)}"/>'


def rich_stream(address: str = ADDRESS) -> list[dict[str, Any]]:
    return [{"type": "paragraph", "value": html(address)}]


def folded(address: str = ADDRESS) -> list[dict[str, Any]]:
    """Rich text deep within a stream."""
    item = {"title": "나", "text": html(address)}
    return [{"type": "accordion", "value": {"items": [{"type": "item", "value": item}]}}]


def refresh(embed: Embed) -> None:
    embed.html = "<b>다른 영상</b>"
    embed.save()


def through_its_life(reader: Reader, width: int | None) -> list[Any]:
    """What is told when an embed becomes known, is known anew, and is forgotten."""
    reader.follow()
    told = []
    embed = known(width=width)
    told.append(reader.follow())
    refresh(embed)
    told.append(reader.follow())
    embed.delete()
    told.append(reader.follow())
    return told


PLACES: dict[str, tuple[Callable[[], Any], int | None]] = {
    "stream": (lambda: StandardPageFactory.create(body=stream()), WIDTH),
    "stream of a parent model": (lambda: PolicyReportPageFactory.create(body=stream()), WIDTH),
    "rich text in a stream": (lambda: StandardPageFactory.create(body=rich_stream()), None),
    "rich text deep in a stream": (lambda: StandardPageFactory.create(body=folded()), None),
    "rich text of a page": (lambda: ProgramPageFactory.create(how_to_apply=html()), None),
    "rich text of a member": (lambda: MemberFactory.create(introduction=html()), None),
    "rich text of a row": (lambda: HistoryEntryFactory.create(description=html()).page, None),
}


@pytest.mark.parametrize("place", PLACES)
def test_whoever_shows_an_embed_changes_with_it(reader: Reader, place: str) -> None:
    make, width = PLACES[place]
    shows = make()
    StandardPageFactory.create(title="방관자", body=stream("https://youtu.be/b"))
    assert through_its_life(reader, width) == [[("changed", shows.pk)]] * 3


def test_copy_has_what_the_provider_told(reader: Reader) -> None:
    page = StandardPageFactory.create(body=stream())

    def copied() -> Any:
        reader.follow()
        value = reader.copy["home.StandardPage", page.pk]["body"][0]["value"]
        return value["html"], value["title"]

    assert copied() == (None, "")
    embed = known()
    assert copied() == ("<b>영상</b>", "하루")
    embed.delete()
    assert copied() == (None, "")


def test_all_pages_with_the_address_change_at_once(reader: Reader) -> None:
    pages = [StandardPageFactory.create(body=stream()) for _number in range(2)]
    for told in through_its_life(reader, WIDTH):
        assert sorted(told) == [("changed", page.pk) for page in pages]


def test_embed_that_nobody_shows_moves_the_version_and_changes_nothing(reader: Reader) -> None:
    StandardPageFactory.create(body=stream(f"{ADDRESS}&t=5"))
    StandardPageFactory.create(body=stream(ADDRESS.upper()))
    MemberFactory.create(introduction="<p>영상 없음</p>")
    before = current_version()
    assert through_its_life(reader, WIDTH) == [[], [], []]
    assert current_version() != before


def test_embed_of_another_width_changes_nothing(reader: Reader) -> None:
    StandardPageFactory.create(body=stream())
    assert through_its_life(reader, None) == [[], [], []]


def test_same_data_once_more_changes_nothing(reader: Reader) -> None:
    StandardPageFactory.create(body=stream())
    embed = known()
    reader.follow()
    embed.save()
    assert reader.follow() == []


def test_nothing_is_told_of_pages_that_are_not_public(reader: Reader) -> None:
    draft = StandardPageFactory.create(body=stream(), live=False)
    private = StandardPageFactory.create(body=stream())
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    changed_draft = StandardPageFactory.create()
    changed_draft.body = stream()
    changed_draft.save_revision()
    assert through_its_life(reader, WIDTH) == [[], [], []]
    keys = [str(page.pk) for page in (draft, private)]
    assert not Change.objects.filter(object_id__in=keys, is_visible=True).exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://영상.example/협동조합?가=1&나=2",
        "https://video.example/\"a\"/'b'/<c>/%EA%B0%80/100%",
        "https://video.example/back\\slash/_under/a;b&amp;c",
        f"https://video.example/{quote('협동')}#t=1",
    ],
)
@pytest.mark.parametrize("value", [stream, rich_stream])
def test_addresses_with_unusual_letters_are_found(
    reader: Reader, address: str, value: Callable[[str], Any]
) -> None:
    page = StandardPageFactory.create(body=value(address))
    width = WIDTH if value is stream else None
    reader.follow()
    known(address, width)
    assert reader.follow() == [("changed", page.pk)]


BULK: dict[str, Callable[[Embed], Any]] = {
    "update": lambda embed: Embed.objects.update(html="<b>새것</b>"),
    "update by key": lambda embed: Embed.objects.filter(pk=embed.pk).update(html="새것"),
    "deletion past the signals": lambda embed: Embed.objects.all()._raw_delete("default"),
    "deletion of all": lambda embed: Embed.objects.all().delete(),
    "purge": lambda embed: call_command("purge_embeds", verbosity=0),
    "written with SQL": lambda embed: connection.cursor().execute(
        f"UPDATE {Embed._meta.db_table} SET html = '새것'"
    ),
}


@pytest.mark.parametrize("way", BULK)
@pytest.mark.parametrize("value", [stream, folded])
def test_embeds_written_in_bulk_change_who_shows_them(
    reader: Reader, way: str, value: Callable[[], Any]
) -> None:
    page = StandardPageFactory.create(body=value())
    StandardPageFactory.create(body=[{"type": "paragraph", "value": "<p>https://a.example</p>"}])
    embed = known(width=WIDTH if value is stream else None)
    reader.follow()
    BULK[way](embed)
    assert reader.follow() == [("changed", page.pk)]


def test_embeds_made_in_bulk_change_who_shows_them(reader: Reader) -> None:
    page = StandardPageFactory.create(body=stream())
    reader.follow()
    made = Embed(hash=get_embed_hash(ADDRESS, WIDTH), url=ADDRESS, type="video", html="<b>나</b>")
    Embed.objects.bulk_create([made])
    assert reader.follow() == [("changed", page.pk)]


def test_more_embeds_than_are_looked_for_one_by_one(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeds, "MOST_SEARCHED", 2)
    page = StandardPageFactory.create(body=stream())
    StandardPageFactory.create(body=stream("https://youtu.be/other"))
    reader.follow()
    with transaction.atomic():
        for number in range(3):
            known(f"https://youtu.be/{number}")
        known()
    assert reader.follow() == [("changed", page.pk)]


def test_embed_in_a_transaction_that_is_given_up_changes_nothing(reader: Reader) -> None:
    StandardPageFactory.create(body=stream())
    reader.follow()
    with transaction.atomic():
        known().delete()
        transaction.set_rollback(True)
    assert reader.follow() == []


def test_writes_of_other_things_look_for_no_address() -> None:
    member = MemberFactory.create()
    record_collected()
    with CaptureQueriesContext(connection) as queries:
        member.save()
        record_collected()
    assert len(queries) > 0
    assert not any("LIKE" in query["sql"] for query in queries)


@pytest.mark.once
def test_names_under_which_embeds_stand() -> None:
    """In a stream, a list or a struct: an embed has a name wherever it stands."""
    block = StreamBlock(
        [
            ("video", EmbedBlock()),
            ("videos", ListBlock(EmbedBlock())),
            ("card", StructBlock([("film", EmbedBlock()), ("title", CharBlock())])),
        ]
    )
    assert set(names_of_embeds(block)) == {"video", "videos", "film"}
    value = block.to_python([{"type": "card", "value": {"film": ADDRESS, "title": "가"}}])
    assert '"film"' in json.dumps(block.get_prep_value(value))
