"""Real task workers and a real receiver, on a database of their own; one worker is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.headless.webhooks.receiver import Handler, Receiver, accept, refuse
from tests.migrated import ROOT

RUN = "import django; django.setup(); from tests.headless.webhooks.working import main; main()"
PATIENCE_SECONDS = 120


@dataclass
class Site:
    """An installation whose processes are run one by one, all forked from `office`."""

    office: subprocess.Popen[str]

    def ask(self, *words: str) -> Any:
        assert self.office.stdin is not None
        assert self.office.stdout is not None
        print(*words, file=self.office.stdin, flush=True)
        answer = self.office.stdout.readline()
        assert answer, f"{words} failed"
        return json.loads(answer)

    def run(self, *command: str) -> Any:
        """What a process of its own told when it had done that."""
        return self.ask("run", *command)

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        worker = Worker(self, self.ask("begin", "work"))
        try:
            yield worker
        finally:
            worker.stop()

    def deliveries(self) -> dict[str, str]:
        """The state of each message, in the order of the changes."""
        return dict(self.run("tell"))


@dataclass
class Worker:
    """A task worker: its process, and how that ended."""

    site: Site
    process: int
    exit_code: int | None = None

    def wait(self) -> None:
        self.exit_code = self.site.ask("end", str(self.process))

    def stop(self) -> None:
        """End it, where it has not ended by itself."""
        if self.exit_code is None:
            os.kill(self.process, signal.SIGTERM)
            self.wait()


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "SEOULCOOP_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
    }
    with subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as office:
        yield Site(office)


@pytest.fixture
def told_site(site: Site, receiver: Receiver) -> Site:
    """With an endpoint of the receiver, to which nothing was sent yet."""
    receiver.secret = site.run("fill", receiver.url)
    return site


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


def ids(receiver: Receiver) -> list[str]:
    return [message.id for message in receiver.accepted]


def sequences(receiver: Receiver) -> list[int]:
    return [message.sequence for message in receiver.asked]


@pytest.mark.usefixtures("django_db_setup")
def test_two_workers_send_each_change_within_seconds_and_in_order(
    told_site: Site, receiver: Receiver
) -> None:
    at_once, most = [0], [0]
    lock = threading.Lock()

    def behave(handler: Handler) -> None:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.01)
        with lock:
            at_once[0] -= 1
        accept(handler)

    receiver.always = behave
    with told_site.worker(), told_site.worker():
        told_site.run("publish", "10")
        wait_until(lambda: len(receiver.accepted) >= 10)
    assert most[0] == 1
    assert receiver.unsigned == []
    assert sequences(receiver) == sorted(set(sequences(receiver)))
    assert ids(receiver) == list(told_site.deliveries())


@pytest.mark.usefixtures("django_db_setup")
def test_worker_killed_between_sending_and_noting_sends_the_same_id_again(
    told_site: Site, receiver: Receiver
) -> None:
    told_site.run("publish", "5")
    with told_site.worker() as worker:

        def kill(handler: Handler) -> None:
            handler.receiver.accepted.append(handler.message)
            os.kill(worker.process, signal.SIGKILL)
            handler.close_connection = True

        receiver.will(accept, accept, kill)
        worker.wait()
    assert worker.exit_code == -signal.SIGKILL
    assert len(receiver.accepted) == 3
    told_site.run("minute")
    told_site.run("work-once")
    assert len(receiver.accepted) == 3, "the dead worker's lease still lasts"
    told_site.run("pass")
    told_site.run("minute")
    told_site.run("work-once")
    known = list(told_site.deliveries())
    assert ids(receiver) == [*known[:3], *known[2:]]
    assert set(told_site.deliveries().values()) == {"delivered"}


@pytest.mark.usefixtures("django_db_setup")
def test_message_that_failed_is_tried_again_by_the_worker_alone(
    told_site: Site, receiver: Receiver
) -> None:
    receiver.will(refuse(500))
    told_site.run("publish", "3")
    with told_site.worker():
        wait_until(lambda: len(receiver.accepted) == 3)
    assert len(receiver.asked) == 4
    assert ids(receiver) == [message.id for message in receiver.asked[1:]]
