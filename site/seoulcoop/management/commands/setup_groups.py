"""Create the staff's groups, their rights and the moderation workflows."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from seoulcoop.groups import MODEL_PERMISSIONS, set_up_groups


class Command(BaseCommand):
    help = "Creates the groups, their rights and the workflows. Can be run again at any time."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        set_up_groups()
        if options["verbosity"] > 0:
            self.stdout.write(self.style.SUCCESS(f"{', '.join(MODEL_PERMISSIONS)}: OK"))
