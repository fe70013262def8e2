"""What the processes of the test with real workers do.

`main()`, run after set-up, forks one for each line that it reads: `fill URL` registers a receiver
and tells its secret, `publish COUNT` publishes members, `work` is a task worker until it is
stopped, `minute` the minute job, `pass` lets leases end, `tell` lists the messages. `begin` and a
command answers the process at once, `end` and a process how that ended, `run` and a command what
it told.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Any

from django.core.management import call_command
from django.db import transaction

from directory.models import MemberCategory
from headless.models import WebhookDelivery, WebhookEndpoint
from headless.webhooks.upkeep import wake_due
from tests.factories import MemberCategoryFactory, MemberFactory
from tests.headless.webhooks.endpoints import let_pass, new_endpoint

FORK = multiprocessing.get_context("fork")


def fill(url: str) -> str:
    MemberCategoryFactory.create()
    return new_endpoint(url).new_secret()


def publish(count: str) -> None:
    """Each in a transaction of its own, whose commit wakes a worker."""
    category = MemberCategory.objects.get()
    for _number in range(int(count)):
        with transaction.atomic():
            MemberFactory.create(category=category)


def work() -> None:
    call_command("db_worker", interval=0.5, startup_delay=False, reload=False, verbosity=0)


def work_once() -> None:
    call_command("db_worker", batch=True, interval=0, reload=False, verbosity=0)


def minute() -> None:
    wake_due()


def pass_time() -> None:
    let_pass(WebhookEndpoint.objects.get(), minutes=2)


def tell() -> list[tuple[str, str]]:
    """The ids of all messages, in the order of the changes, and how far each is."""
    rows = WebhookDelivery.objects.order_by("sequence")
    return list(rows.values_list("message_id", "state"))


COMMANDS: dict[str, Callable[..., Any]] = {
    "fill": fill,
    "publish": publish,
    "work": work,
    "work-once": work_once,
    "minute": minute,
    "pass": pass_time,
    "tell": tell,
}


def do(told: Connection, command: str, *arguments: str) -> None:
    told.send(COMMANDS[command](*arguments))


class Office:
    """Forks a process for each command; it has no connection to the database that they could share.

    It is told what to do in lines of words, and answers in lines of JSON.
    """

    def __init__(self) -> None:
        self.workers: dict[int, ForkProcess] = {}

    def begin(self, *words: str) -> int | None:
        """The number of a process that has begun."""
        worker, _told = begun(*words)
        assert worker.pid is not None
        self.workers[worker.pid] = worker
        return worker.pid

    def end(self, process: str) -> int | None:
        """The exit code, negative for a signal, once it has ended."""
        worker = self.workers.pop(int(process))
        worker.join()
        return worker.exitcode

    def run(self, *words: str) -> Any:
        """What a process told that has ended."""
        process, told = begun(*words)
        answer = told.recv()
        process.join()
        return answer


def begun(*words: str) -> tuple[ForkProcess, Connection]:
    """A new process, and where it will tell something."""
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=do, args=(there, *words))
    process.start()
    there.close()
    return process, here


def main() -> None:
    office = Office()
    for line in sys.stdin:
        request, *words = line.split()
        print(json.dumps(getattr(office, request)(*words)), flush=True)
