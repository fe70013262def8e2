"""Make the search index anew, piece by piece, while it goes on answering."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import BaseSearchBackend

from content.indexing import (
    chunks,
    index_health,
    index_objects,
    index_to_itself,
    indexed_models,
    missing_objects,
    orphaned_entries,
    remove_lost_entries,
    signature,
)
from content.models.indexing import IndexBuild, PendingIndexing

CHUNK_SIZE = 50
# SQLite keeps no queue: who waits to write looks every tenth of a second whether it may.
LONGEST_PAUSE_SECONDS = 0.12
SHARE_OF_PAUSES = 0.25


class Command(BaseCommand):
    """Each object is replaced in its place, so searches find all there is at any time."""

    help = (
        "Brings the search index up to date. May be stopped at any time and goes on where it "
        "was; the site keeps answering searches meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Only say what is wrong; exit 1 where anything is."
        )
        parser.add_argument(
            "--missing", action="store_true", help="Only add what is missing and remove leftovers."
        )
        parser.add_argument(
            "--restart", action="store_true", help="Begin anew instead of going on."
        )
        parser.add_argument("--chunk-size", "--chunk_size", type=int, default=CHUNK_SIZE)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["chunk_size"] < 1:
            raise CommandError("--chunk-size must be 1 or more.")
        if options["check"]:
            self.check_health()
        elif options["missing"]:
            added, removed = self.mend(get_search_backend(), size=options["chunk_size"])
            self.stdout.write(f"{added} added, {removed} removed")
        else:
            self.build(get_search_backend(), restart=options["restart"], size=options["chunk_size"])

    def check_health(self) -> None:
        health = index_health()
        self.stdout.write(
            f"missing {health.missing}, left over {health.orphaned}, failing {health.failing}, "
            f"analysis {'changed' if health.is_outdated else 'as built'}"
        )
        if not health.is_good:
            raise CommandError("The search index needs: manage.py update_index")

    def mend(self, backend: BaseSearchBackend, *, size: int) -> tuple[int, int]:
        """Add and remove what differs, without touching the rest; how many of each."""
        added = removed = 0
        remove_lost_entries()
        for model in indexed_models():
            for keys in chunks(missing_objects(model), "", size):
                began = time.monotonic()
                with index_to_itself():
                    added += len(keys) - index_objects(backend, model, keys)
                self.let_others_write(time.monotonic() - began)
            leftover = orphaned_entries(model)
            removed += leftover.count()
            leftover.delete()
        return added, removed

    def build(self, backend: BaseSearchBackend, *, restart: bool, size: int) -> None:
        """Index every object of every type, and remove what is left over.

        What was lost of the part that an interrupted build had done is mended at the end.
        """
        remove_lost_entries()
        build = self.begin(signature(backend), restart=restart)
        for model in indexed_models():
            label = model._meta.label_lower
            if label >= build.model:
                self.build_model(backend, model, build, size)
        PendingIndexing.objects.filter(changed_at__lt=build.started_at).delete()
        self.mend(backend, size=size)
        build.finished_at = timezone.now()
        build.save()
        IndexBuild.objects.exclude(pk=build.pk).delete()
        self.stdout.write(self.style.SUCCESS(f"{build.objects_done:,} objects are in the index."))
        self.tell_of_failures()

    def tell_of_failures(self) -> None:
        """End with an error where something could not be indexed."""
        failing = PendingIndexing.objects.failing().count()
        if failing:
            raise CommandError(
                f"{failing} objects could not be indexed; they are tried again by themselves. "
                "The admin lists them with their errors."
            )

    def begin(self, signed: str, *, restart: bool) -> IndexBuild:
        """The build that was interrupted, else a new one."""
        unfinished = IndexBuild.objects.filter(finished_at__isnull=True)
        build = None if restart else unfinished.filter(signature=signed).first()
        if build:
            self.stdout.write(f"Going on after {build.objects_done:,} objects.")
            return build
        unfinished.delete()
        return IndexBuild.objects.create(signature=signed)

    def build_model(
        self, backend: BaseSearchBackend, model: Any, build: IndexBuild, size: int
    ) -> None:
        label = model._meta.label_lower
        after = build.last_key if label == build.model else ""
        total = model.get_indexed_objects().count()
        done = model.get_indexed_objects().filter(pk__lte=after).count() if after else 0
        for keys in chunks(model.get_indexed_objects(), after, size):
            began = time.monotonic()
            with index_to_itself():
                failed = index_objects(backend, model, keys)
                build.model, build.last_key = label, str(keys[-1])
                build.objects_done += len(keys) - failed
                build.save()
            self.let_others_write(time.monotonic() - began)
            done += len(keys)
            self.show(label, done, total)
        if done:
            self.stdout.write("")

    def let_others_write(self, seconds: float) -> None:
        """Pause after having kept others from writing for so long."""
        time.sleep(min(seconds * SHARE_OF_PAUSES, LONGEST_PAUSE_SECONDS))

    def show(self, label: str, done: int, total: int) -> None:
        """A line that is written over where it is a terminal."""
        share = min(100, done * 100 // max(total, 1))
        line = f"{label:40} {share:3} %  {done:,} / {total:,}"
        self.stdout.write(f"\r{line}", ending="")
        self.stdout.flush()
