"""How often a file was downloaded, and nothing of who did."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class DownloadCountManager(models.Manager["DownloadCount"]):
    def add(self, file_id: int, day: datetime.date) -> None:
        """Count one more download of a file on `day`."""
        with transaction.atomic():
            row, created = self.get_or_create(file_id=file_id, day=day, defaults={"count": 1})
            if not created:
                self.filter(pk=row.pk).update(count=F("count") + 1)


class DownloadCount(models.Model):
    """The downloads of one file on one day."""

    file = models.ForeignKey(
        "publications.PublicationFile",
        verbose_name=_("file"),
        on_delete=models.CASCADE,
        related_name="download_counts",
    )
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("downloads"), default=0)

    objects = DownloadCountManager()

    class Meta:
        verbose_name = _("download count")
        verbose_name_plural = _("download counts")
        ordering = ["-day", "file"]
        constraints = [
            models.UniqueConstraint(fields=["file", "day"], name="unique_download_count_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.file}: {self.count}"
