"""Two workers that index one object at the same time, where a database lets both write at once.

By itself, because a test that commits leaves an empty database to the rest of its module.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django_tasks import task
from django_tasks_db.management.commands import db_worker
from wagtail.search.backends import get_search_backend

from content import indexing
from content.models import PendingIndexing
from directory.models import Member
from tests.factories import MemberFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="A database in memory has one."),
]

WORKERS = "workers"
SECONDS = 60
# More than a worker needs that nobody keeps waiting.
BRIEFLY = 2


@pytest.fixture(autouse=True)
def tasks_wait_for_workers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the index; of which kind a task is depends on the backend it is declared for."""
    workers = {WORKERS: {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.TASKS = {**settings.TASKS, **workers}
    declared = task(backend=WORKERS)(indexing.index_saved.func)
    monkeypatch.setattr(indexing, "index_saved", declared)


def work() -> None:
    """A worker, with a connection of its own, until nothing is left to do."""
    try:
        options = {"batch": True, "interval": 0, "reload": False, "verbosity": 0}
        call_command("db_worker", "--backend", WORKERS, **options)
    finally:
        connection.close()


def test_later_text_wins_though_the_worker_that_read_the_earlier_one_is_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda _self: None)
    backend = type(get_search_backend())
    add, has_read, may_write = backend.add, Event(), Event()

    def add_slowly(self: Any, found: Any) -> None:
        if isinstance(found, Member) and not has_read.is_set():
            has_read.set()
            assert may_write.wait(SECONDS)
        add(self, found)

    monkeypatch.setattr(backend, "add", add_slowly)
    member = MemberFactory.create(name="햇빛협동조합")
    with ThreadPoolExecutor(2) as workers:
        slow = workers.submit(work)
        assert has_read.wait(SECONDS)
        member.name = "달빛협동조합"
        member.save()
        quick = workers.submit(work)
        wait([quick], timeout=BRIEFLY)
        may_write.set()
        slow.result(SECONDS)
        quick.result(SECONDS)
    assert list(Member.objects.all().search("달빛협동조합")) == [member]
    assert not list(Member.objects.all().search("햇빛협동조합"))
    assert not PendingIndexing.objects.filter(model="directory.member").exists()
