"""Who looked at possible personal data in a publication and found it fit to be public."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FINGERPRINT_LENGTH = 32


class PersonalDataClearance(models.Model):
    """One finding, in one publication, that somebody has checked.

    The fingerprint is that of what was found and of the file that it was found in: when the file
    changes it no longer fits, and the question is asked anew.
    """

    publication = models.ForeignKey(
        "publications.PublicationPage",
        verbose_name=_("publication"),
        on_delete=models.CASCADE,
        related_name="personal_data_clearances",
    )
    fingerprint = models.CharField(max_length=FINGERPRINT_LENGTH, editable=False)
    finding = models.CharField(_("finding"), max_length=255)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    checked_at = models.DateTimeField(_("checked at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("clearance of personal data")
        verbose_name_plural = _("clearances of personal data")
        ordering = ["-checked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "fingerprint"], name="unique_clearance_of_finding"
            )
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {self.checked_by}"
