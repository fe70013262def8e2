"""Turn what time alone changes into writes: go-live, expiry, the apps' own; run it every minute."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from headless.due import do_due_work


class Command(BaseCommand):
    help = "Publishes and unpublishes what is due, and does the apps' due work; for every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="Go on until stopped, once in so many seconds.",
        )

    def handle(self, *args: Any, every: int | None = None, **options: Any) -> None:
        self.run_once()
        while every:
            time.sleep(every - time.time() % every)
            self.run_once()

    def run_once(self) -> None:
        call_command("publish_scheduled", stdout=self.stdout)
        do_due_work()
