"""What the search index has still to take in, and how far its last full making has come."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import Model

FIRST_WAIT = datetime.timedelta(minutes=1)
LONGEST_WAIT = datetime.timedelta(hours=6)
# Where nothing has come by then, neither the worker nor `run_due` is running.
TOO_LONG = datetime.timedelta(hours=1)
LONGEST_ERROR = 500


class PendingIndexingQuerySet(models.QuerySet["PendingIndexing"]):
    def note(self, instance: Model) -> None:
        """Remember, in the transaction that saves `instance`, that the index must take it in."""
        self.note_all([instance])

    def note_all(self, instances: Sequence[Model]) -> None:
        """As `note`, for many that are saved in one transaction."""
        now = timezone.now()
        PendingIndexing.objects.bulk_create(
            [
                PendingIndexing(
                    model=instance._meta.label_lower,
                    object_key=str(instance.pk),
                    changed_at=now,
                    next_try_at=now + FIRST_WAIT,
                )
                for instance in instances
            ],
            update_conflicts=True,
            unique_fields=["model", "object_key"],
            update_fields=["changed_at", "next_try_at", "tries", "error"],
        )

    def of(self, model: str, key: str) -> PendingIndexingQuerySet:
        return self.filter(model=model.lower(), object_key=key)

    def due(self) -> PendingIndexingQuerySet:
        """Those whose task has not come, or failed, and whose next try is due."""
        return self.filter(next_try_at__lte=timezone.now()).order_by("next_try_at", "pk")

    def failing(self) -> PendingIndexingQuerySet:
        """Those that failed, and those that nothing has taken in for too long."""
        overdue = models.Q(changed_at__lt=timezone.now() - TOO_LONG)
        return self.filter(~models.Q(error="") | overdue)


class PendingIndexing(models.Model):
    """An object that was saved and is not yet in the index as it is now.

    This row is the truth; the background task only comes sooner. So nothing is lost where a worker
    is killed, and what fails is tried again, later each time.
    """

    model = models.CharField(_("type"), max_length=100)
    object_key = models.CharField(_("key"), max_length=50)
    changed_at = models.DateTimeField(_("saved at"))
    next_try_at = models.DateTimeField(_("next try"), db_index=True)
    tries = models.PositiveIntegerField(_("failed tries"), default=0)
    error = models.CharField(_("last error"), max_length=LONGEST_ERROR, blank=True)

    objects = PendingIndexingQuerySet.as_manager()

    class Meta:
        verbose_name = _("object waiting for the search index")
        verbose_name_plural = _("objects waiting for the search index")
        ordering = ["-tries", "changed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_key"], name="content_pending_indexing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type_name} {self.object_key}"

    @property
    def type_name(self) -> str | Promise:
        try:
            return apps.get_model(self.model)._meta.verbose_name or self.model
        except LookupError:
            return self.model

    def note_failure(self, error: BaseException | str) -> None:
        """Keep what went wrong, and wait twice as long as the last time."""
        self.tries += 1
        self.error = str(error)[:LONGEST_ERROR] or type(error).__name__
        wait = min(FIRST_WAIT * 2 ** min(self.tries, 16), LONGEST_WAIT)
        self.next_try_at = timezone.now() + wait
        self.save(update_fields=["tries", "error", "next_try_at"])


class IndexBuild(models.Model):
    """One making of the whole index: by which analysis, and up to where."""

    signature = models.CharField(max_length=200)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    model = models.CharField(max_length=100, blank=True)
    last_key = models.CharField(max_length=50, blank=True)
    objects_done = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("making of the search index")
        verbose_name_plural = _("makings of the search index")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.signature} {self.started_at:%Y-%m-%d %H:%M}"
