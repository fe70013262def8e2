"""What the processes of the test with real workers do; run as `main(command, …)` after set-up.

`fill URL` registers a receiver and prints its secret, `publish COUNT` publishes members,
`work` is a task worker until it is stopped, `minute` the minute job, `pass` lets leases end.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction

from directory.models import MemberCategory
from headless.models import WebhookDelivery, WebhookEndpoint
from headless.webhooks.upkeep import wake_due
from tests.factories import MemberCategoryFactory, MemberFactory
from tests.headless.webhooks.endpoints import let_pass, new_endpoint


def fill(url: str) -> None:
    MemberCategoryFactory.create()
    print(new_endpoint(url).new_secret())


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


def tell(file: str) -> None:
    """Write down the ids of all messages and whether they have arrived."""
    rows = WebhookDelivery.objects.order_by("sequence").values_list("message_id", "state")
    Path(file).write_text("\n".join(" ".join(row) for row in rows), encoding="utf-8")


COMMANDS: dict[str, Any] = {
    "fill": fill,
    "publish": publish,
    "work": work,
    "work-once": work_once,
    "minute": minute,
    "pass": pass_time,
    "tell": tell,
}


def main(command: str, *arguments: str) -> None:
    COMMANDS[command](*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
