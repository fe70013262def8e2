"""Spreadsheets taken into the directory: who did it, when, what came of it, and the way back."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KEEP_FILES_WITH_PERSONS = datetime.timedelta(days=30)


class ImportStatus(models.TextChoices):
    """How far an import has come. Those that end in -ING are at work in the background."""

    UPLOADED = "uploaded", pgettext_lazy("import status", "Columns to be assigned")
    COMPARING = "comparing", pgettext_lazy("import status", "Being compared")
    COMPARED = "compared", pgettext_lazy("import status", "To be confirmed")
    WRITING = "writing", pgettext_lazy("import status", "Being written")
    DONE = "done", pgettext_lazy("import status", "Done")
    UNDOING = "undoing", pgettext_lazy("import status", "Being undone")
    UNDONE = "undone", pgettext_lazy("import status", "Undone")
    FAILED = "failed", pgettext_lazy("import status", "Not done")
    CANCELLED = "cancelled", pgettext_lazy("import status", "Cancelled")


AT_WORK = frozenset({ImportStatus.COMPARING, ImportStatus.WRITING, ImportStatus.UNDOING})


class RowOutcome(models.TextChoices):
    """What a row does, or did."""

    NEW = "new", pgettext_lazy("import row", "New")
    CHANGED = "changed", pgettext_lazy("import row", "Changed")
    UNCHANGED = "unchanged", pgettext_lazy("import row", "Unchanged")
    ERROR = "error", pgettext_lazy("import row", "Error")


class ImportQuerySet(models.QuerySet["MemberImport"]):
    def with_outdated_files(self) -> ImportQuerySet:
        """Those whose file held contact persons and has been kept for 30 days."""
        limit = timezone.now() - KEEP_FILES_WITH_PERSONS
        return self.naming_persons().filter(file__isnull=False, created_at__lte=limit)

    def naming_persons(self) -> ImportQuerySet:
        """Those that take persons in, or whose file has columns of persons that were left out."""
        return self.filter(Q(holds_contacts=True) | Q(file_names_persons=True))


class MemberImport(models.Model):
    """One spreadsheet, from the moment it was chosen to the end."""

    file_name = models.CharField(_("file"), max_length=255)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("chosen at"), auto_now_add=True)
    language = models.CharField(max_length=10, default="ko")
    status = models.CharField(
        _("status"), max_length=20, choices=ImportStatus, default=ImportStatus.UPLOADED
    )
    header_row = models.PositiveIntegerField(default=1)
    mapping = models.JSONField(default=dict)
    clear_with_empty_cells = models.BooleanField(default=False)
    publish = models.BooleanField(default=False)
    good_rows_only = models.BooleanField(default=False)
    holds_contacts = models.BooleanField(default=False)
    # Whether persons stand in the file, taken in or not.
    file_names_persons = models.BooleanField(default=False)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    message = models.TextField(blank=True)

    objects = ImportQuerySet.as_manager()

    # No reference of its rows to a member shall count as a use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("member import")
        verbose_name_plural = _("member imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    @property
    def is_over(self) -> bool:
        return not self.is_at_work and self.status not in (
            ImportStatus.UPLOADED,
            ImportStatus.COMPARED,
        )

    @property
    def percent(self) -> int:
        return min(100, self.progress * 100 // self.total) if self.total else 0

    def counts(self) -> dict[str, int]:
        """How many rows there are of each outcome."""
        found = dict(self.rows.order_by().values_list("outcome").annotate(models.Count("pk")))
        return {outcome.value: found.get(outcome.value, 0) for outcome in RowOutcome}

    def move_on(self, status: ImportStatus, **fields: Any) -> None:
        """Save the new status, and other fields with it."""
        values = {"status": status, **fields}
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=[*values, "touched_at"])


class MemberImportFile(models.Model):
    """The spreadsheet itself: in the database, where no web server can hand it out."""

    of_import = models.OneToOneField(MemberImport, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class MemberImportRow(models.Model):
    """What one row of the spreadsheet does to the directory.

    What it says of a person stands in the `contact_…` fields alone, so that erasing knows where to
    look.
    """

    of_import = models.ForeignKey(MemberImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=RowOutcome)
    name = models.CharField(_("name"), max_length=200, blank=True)
    member = models.ForeignKey(
        "directory.Member",
        verbose_name=_("member"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cells = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    changes = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    note = models.TextField(blank=True)
    is_written = models.BooleanField(default=False)
    is_undone = models.BooleanField(default=False)
    revision_before = models.BigIntegerField(null=True, blank=True)
    revision_after = models.BigIntegerField(null=True, blank=True)

    contact_id = models.BigIntegerField(null=True, blank=True)
    contact_outcome = models.CharField(max_length=20, choices=RowOutcome, blank=True)
    contact_cells = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    contact_changes = models.JSONField(default=list)
    contact_errors = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["of_import", "number"], name="unique_import_row")
        ]
        indexes = [models.Index(fields=["of_import", "outcome"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.number}"
