"""Public objects as the API writes them, stored with the change that made them so."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObjectText(models.Model):
    """One object as JSON in UTF-8, in full, as the public of a site reads it in one language.

    It may be given for as long as `sequence` is that of the object's latest change and `state` is
    still so: the installed release, the life of the counter, and the latest sweeping change.
    `schema` names its form in the OpenAPI document.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    family = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    language = models.CharField(max_length=20)
    schema = models.CharField(max_length=150)
    sequence = models.BigIntegerField()
    state = models.CharField(max_length=150)
    text = models.BinaryField()

    class Meta:
        verbose_name = _("text of an object")
        verbose_name_plural = _("texts of objects")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "family", "object_id", "language"], name="unique_text_of_an_object"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.family} {self.object_id} {self.language}"
