"""Nothing saved is lost on its way into the index; a lost or outdated index is seen and mended."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import checks
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from content.indexing import index_health, index_saved, index_to_itself, signature
from content.management.commands import update_index
from content.models import IndexBuild, PendingIndexing
from directory.models import Member
from tests.factories import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db


class IndexFullError(Exception):
    """What an index that cannot be written raises."""


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("update_index", *arguments, stdout=output)
    return output.getvalue()


def found(text: str) -> list[Member]:
    return list(Member.objects.all().search(text))


def break_index(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise IndexFullError("the index is full")

    monkeypatch.setattr(get_search_backend().index_class, "add_items", refuse)


def make_due() -> None:
    PendingIndexing.objects.update(next_try_at=timezone.now())


@pytest.fixture
def without_worker(settings: Any) -> None:
    """Tasks that are written down and that nobody works on."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def test_nothing_waits_once_the_task_is_done() -> None:
    MemberFactory.create(name="햇빛협동조합")
    assert found("햇빛협동조합")
    assert not PendingIndexing.objects.exists()


@pytest.mark.usefixtures("without_worker")
def test_what_no_worker_took_in_is_taken_in_a_minute_later() -> None:
    member = MemberFactory.create(name="햇빛협동조합")
    call_command("run_due")
    assert not found("햇빛협동조합")
    assert PendingIndexing.objects.filter(object_key=member.pk).count() == 1
    make_due()
    call_command("run_due")
    assert found("햇빛협동조합") == [member]
    assert not PendingIndexing.objects.exists()


@pytest.mark.usefixtures("without_worker")
def test_what_is_deleted_waits_no_longer() -> None:
    MemberFactory.create().delete()
    assert not PendingIndexing.objects.filter(model="directory.member").exists()


@pytest.mark.usefixtures("without_worker")
def test_what_is_rolled_back_leaves_nothing_waiting() -> None:
    category = MemberFactory.create().category
    PendingIndexing.objects.all().delete()
    with transaction.atomic():
        MemberFactory.create(category=category)
        transaction.set_rollback(True)
    assert not PendingIndexing.objects.exists()


@pytest.mark.usefixtures("without_worker")
def test_a_failure_is_kept_shown_and_tried_again_later_each_time(
    monkeypatch: pytest.MonkeyPatch, admin: Client
) -> None:
    member = MemberFactory.create(name="햇빛협동조합")
    waits = []
    with monkeypatch.context() as broken:
        break_index(broken)
        for _try in range(3):
            make_due()
            call_command("run_due")
            row = PendingIndexing.objects.get(model="directory.member")
            waits.append(row.next_try_at - timezone.now())
    assert waits == sorted(waits)
    assert waits[0] > datetime.timedelta(minutes=1)
    assert (row.tries, row.error) == (3, "the index is full")
    assert (
        "검색되지 않는 항목이 있습니다" in admin.get(reverse("wagtailadmin_home")).content.decode()
    )
    listed = admin.get(reverse("content_pendingindexing_modeladmin_index")).content.decode()
    assert "the index is full" in listed
    make_due()
    call_command("run_due")
    assert found("햇빛협동조합") == [member]
    assert "검색되지 않는" not in admin.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.usefixtures("without_worker")
def test_what_nothing_takes_in_for_an_hour_is_seen_by_the_check_and_the_staff(
    admin: Client,
) -> None:
    MemberFactory.create(name="햇빛협동조합")
    run()
    MemberFactory.create(name="달빛협동조합")
    assert index_health().is_good
    long_ago = timezone.now() - datetime.timedelta(minutes=61)
    PendingIndexing.objects.filter(model="directory.member").update(changed_at=long_ago)
    assert index_health().failing == 1
    home = admin.get(reverse("wagtailadmin_home")).content.decode()
    assert "검색되지 않는 항목이 있습니다" in home
    run()
    assert index_health().is_good


def test_a_task_that_fails_is_kept_with_what_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    category = MemberFactory.create().category
    break_index(monkeypatch)
    MemberFactory.create(name="햇빛협동조합", category=category)
    row = PendingIndexing.objects.get(model="directory.member")
    assert "the index is full" in row.error


def test_object_is_read_only_once_nobody_else_can_write_it_to_the_index() -> None:
    """On SQLite the first statement that may write begins the wait, on PostgreSQL the lock."""
    member = MemberFactory.create(name="햇빛협동조합")
    PendingIndexing.objects.note(member)
    with CaptureQueriesContext(connection) as captured:
        index_saved.call("directory.member", str(member.pk))
    statements = [query["sql"] for query in captured]
    table = Member._meta.db_table
    lock = next(n for n, sql in enumerate(statements) if sql.startswith(("UPDATE", "LOCK")))
    read = next(n for n, sql in enumerate(statements) if f'FROM "{table}"' in sql)
    written = next(n for n, sql in enumerate(statements) if sql.startswith("INSERT"))
    assert lock < read < written


@pytest.mark.usefixtures("without_worker")
def test_object_that_is_saved_in_steps_is_indexed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = type(get_search_backend())
    added: list[Any] = []
    monkeypatch.setattr(backend, "add", lambda _self, found: added.append(found))
    member = MemberFactory.create(name="햇빛협동조합")
    for _task in range(3):
        index_saved.call("directory.member", str(member.pk))
    assert added == [member]


def test_object_saved_while_it_is_indexed_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    member = MemberFactory.create(name="햇빛협동조합")
    PendingIndexing.objects.note(member)
    backend = type(get_search_backend())
    add = backend.add

    def add_and_save(self: Any, found: Any) -> None:
        add(self, found)
        PendingIndexing.objects.note(member)

    monkeypatch.setattr(backend, "add", add_and_save)
    index_saved.call("directory.member", str(member.pk))
    assert PendingIndexing.objects.filter(model="directory.member").exists()


def test_the_panel_is_only_for_those_who_may_see_it(client: Client) -> None:
    call_command("setup_groups")
    PendingIndexing.objects.create(
        model="directory.member", object_key="1", error="x",
        changed_at=timezone.now(), next_try_at=timezone.now(),
    )  # fmt: skip
    for group, may in (("편집자", True), ("회원명부 담당", False)):
        user = UserFactory.create()
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("검색되지 않는" in home) is may


def test_a_lost_index_is_seen_and_mended_by_one_command() -> None:
    members = [MemberFactory.create(name=f"햇빛협동조합 {number}") for number in range(3)]
    run()
    IndexEntry.objects.all().delete()
    assert index_health().missing >= 3
    warnings = checks.run_checks(databases=["default"], tags=["database"])
    assert [each.id for each in warnings if each.id == "content.W001"] == ["content.W001"]
    with pytest.raises(CommandError, match="update_index"):
        run("--check")
    run()
    assert index_health().is_good
    run("--check")
    assert set(found("햇빛협동조합")) == set(members)


def empty_tokens() -> None:
    """Take the tokens from the database's own index, and leave the rows that say what is in it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {IndexEntry._meta.db_table}_fts")
    else:
        IndexEntry.objects.update(title="", body="", autocomplete="")


@pytest.mark.parametrize("arguments", [(), ("--missing",)])
def test_an_index_with_rows_and_without_tokens_is_seen_and_mended(
    arguments: tuple[str, ...],
) -> None:
    member = MemberFactory.create(name="햇빛협동조합")
    run()
    empty_tokens()
    assert not found("햇빛협동조합")
    assert index_health().missing >= 1
    run(*arguments)
    assert found("햇빛협동조합") == [member]
    assert index_health().is_good


def test_what_is_lost_after_a_stopped_command_is_mended_too() -> None:
    member = MemberFactory.create(name="햇빛협동조합")
    IndexEntry.objects.all().delete()
    signed = signature(get_search_backend())
    IndexBuild.objects.create(signature=signed, model="directory.member", last_key=str(member.pk))
    assert "Going on after" in run()
    assert found("햇빛협동조합") == [member]
    assert index_health().is_good


def test_leftovers_are_seen_and_removed() -> None:
    member = MemberFactory.create()
    run()
    Member.objects.filter(pk=member.pk)._raw_delete("default")
    assert index_health().orphaned == 1
    assert "1 removed" in run("--missing")
    assert index_health().is_good


def test_an_index_made_by_another_analysis_is_outdated() -> None:
    run()
    assert not index_health().is_outdated
    IndexBuild.objects.update(signature="another 1")
    assert index_health().is_outdated
    run()
    assert index_health().is_good
    assert IndexBuild.objects.count() == 1


def test_an_index_that_tasks_alone_have_made_is_outdated_by_another_analysis(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    IndexEntry.objects.all().delete()
    IndexBuild.objects.all().delete()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    MemberFactory.create()
    assert not index_health().is_outdated
    monkeypatch.setattr(type(get_search_backend()), "analysis_version", 99, raising=False)
    assert index_health().is_outdated
    IndexBuild.objects.all().delete()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert index_health().is_outdated
    run()
    assert index_health().is_good


def test_a_stopped_command_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    members = [MemberFactory.create(name=f"햇빛협동조합 {number}") for number in range(5)]
    IndexEntry.objects.all().delete()
    backend = type(get_search_backend())
    add, added = backend.add_bulk, []

    def stop_in_the_middle(self: Any, model: type, objects: list[Any]) -> None:
        if model is Member and len(added) == 4:
            raise KeyboardInterrupt
        added.extend(each.pk for each in objects if model is Member)
        add(self, model, objects)

    monkeypatch.setattr(backend, "add_bulk", stop_in_the_middle)
    with pytest.raises(KeyboardInterrupt):
        run("--chunk-size", "2")
    assert added == [member.pk for member in members[:4]]
    monkeypatch.setattr(backend, "add_bulk", add)
    seen: list[int] = []

    def note(self: Any, model: type, objects: list[Any]) -> None:
        seen.extend(each.pk for each in objects if model is Member)
        add(self, model, objects)

    monkeypatch.setattr(backend, "add_bulk", note)
    output = run("--chunk-size", "2")
    assert "Going on after" in output
    assert seen == [members[4].pk]
    assert index_health().is_good


def test_the_site_goes_on_finding_while_the_index_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    member = MemberFactory.create(name="햇빛협동조합")
    backend = type(get_search_backend())
    add, seen = backend.add_bulk, []

    def look(self: Any, model: type, objects: list[Any]) -> None:
        seen.append(found("햇빛협동조합") == [member])
        add(self, model, objects)
        seen.append(found("햇빛협동조합") == [member])

    monkeypatch.setattr(backend, "add_bulk", look)
    run("--restart")
    assert len(seen) > 2
    assert all(seen)


def test_one_object_that_cannot_be_indexed_does_not_keep_the_others_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    members = [MemberFactory.create(name=f"햇빛협동조합 {number}") for number in range(3)]
    IndexEntry.objects.all().delete()
    broken = get_search_backend().index_class
    row = broken.row

    def refuse_one(self: Any, content_type: int, found: Any) -> Any:
        if found.pk == str(members[1].pk) and "햇빛" in " ".join(found.title):
            raise ValueError("no text")
        return row(self, content_type, found)

    monkeypatch.setattr(broken, "row", refuse_one)
    with pytest.raises(CommandError, match="1 objects could not be indexed"):
        run()
    assert set(found("햇빛협동조합")) == {members[0], members[2]}
    waiting = PendingIndexing.objects.get(model="directory.member")
    assert (waiting.object_key, waiting.error) == (str(members[1].pk), "no text")
    monkeypatch.setattr(broken, "row", row)
    make_due()
    call_command("run_due")
    assert set(found("햇빛협동조합")) == set(members)


@pytest.mark.parametrize("arguments", [("--restart",), ("--missing",)])
def test_what_an_editor_saves_while_the_index_is_made_is_not_written_over(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    member = MemberFactory.create(name="햇빛협동조합")
    if "--missing" in arguments:
        IndexEntry.objects.all().delete()

    @contextmanager
    def after_an_editor() -> Iterator[None]:
        member.name = "달빛협동조합"
        member.save()
        with index_to_itself():
            yield

    monkeypatch.setattr(update_index, "indexed_models", lambda: [Member])
    monkeypatch.setattr(update_index, "index_to_itself", after_an_editor)
    run(*arguments)
    assert found("달빛협동조합") == [member]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer anyway.")
def test_nobody_else_writes_to_the_index_meanwhile_and_all_can_read() -> None:
    other = connection.copy()
    table = IndexEntry._meta.db_table
    try:
        with index_to_itself(), other.cursor() as cursor:
            cursor.execute(f"BEGIN; SELECT COUNT(*) FROM {table}")
            with pytest.raises(OperationalError):
                cursor.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE NOWAIT")
    finally:
        other.close()


@pytest.mark.parametrize("arguments", [(), ("--missing",)])
def test_others_may_write_after_each_few_objects(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    for number in range(5):
        MemberFactory.create(name=f"햇빛협동조합 {number}")
    IndexEntry.objects.all().delete()
    depth, pauses = len(connection.savepoint_ids), []

    def pause(seconds: float) -> None:
        pauses.append((seconds > 0, len(connection.savepoint_ids)))

    monkeypatch.setattr(update_index, "indexed_models", lambda: [Member])
    monkeypatch.setattr(update_index, "time", SimpleNamespace(monotonic=monotonic, sleep=pause))
    run("--chunk-size", "2", *arguments)
    assert pauses == [(True, depth)] * 3


def test_two_commands_at_once_do_each_other_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    members = [MemberFactory.create(name=f"햇빛협동조합 {number}") for number in range(5)]
    IndexEntry.objects.all().delete()
    backend = type(get_search_backend())
    add, others = backend.add_bulk, ["--missing", "--restart", ""]

    def run_another(self: Any, model: type, objects: list[Any]) -> None:
        if model is Member and others:
            run(*filter(None, [others.pop()]))
        add(self, model, objects)

    monkeypatch.setattr(backend, "add_bulk", run_another)
    run("--chunk-size", "2")
    assert not others
    assert index_health().is_good
    assert set(found("햇빛협동조합")) == set(members)
    assert IndexBuild.objects.count() == 1


def test_progress_is_shown_and_a_senseless_size_refused() -> None:
    MemberFactory.create()
    output = run()
    assert "directory.member" in output
    assert "100 %" in output
    assert "objects are in the index." in output
    with pytest.raises(CommandError):
        run("--chunk-size", "0")
