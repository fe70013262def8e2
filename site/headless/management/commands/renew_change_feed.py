"""Let every reader of the change feed start over, and forget every cached answer.

To be run after an older state of the database was restored: its counter has gone back, and numbers
that were given out already would be given to other changes.
"""

from typing import Any

from django.core.management.base import BaseCommand

from headless.changes.upkeep import renew


class Command(BaseCommand):
    help = (
        "Lets every reader of the change feed start over. "
        "Run it after you have restored an older state of the database."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        renew()
