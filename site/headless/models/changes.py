"""The counter of all changes, and for every public object the latest one."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headless.leases import refuse_leases
from headless.tiers import Tier

THE_ONLY_ROW = 1
# A moment that has passed: when something is due next has to be found out.
NEVER_LOOKED = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def new_epoch() -> str:
    """A name for one uninterrupted life of the counter."""
    return secrets.token_hex(4)


class ContentVersion(models.Model):
    """One row: how many changes there have been to anything that an answer may show.

    It is locked last in a transaction and until its end, so that the order of the numbers is the
    order of the commits. `epoch` is renewed when the counter may have gone back, such as after an
    older database was restored: neither a cursor nor a cached answer lives longer.
    """

    sequence = models.BigIntegerField(default=0)
    horizon = models.BigIntegerField(
        default=0, help_text="Traces of deleted objects are gone up to this sequence."
    )
    epoch = models.CharField(max_length=8, default=new_epoch)
    swept = models.BigIntegerField(
        default=0, help_text="The sequence of the latest change that may alter any object."
    )
    due = models.DateTimeField(
        null=True,
        default=NEVER_LOOKED,
        help_text="When time alone alters something next, as it was known with the latest change.",
    )

    class Meta:
        verbose_name = _("content version")
        verbose_name_plural = _("content versions")

    def __str__(self) -> str:
        return f"{self.epoch}.{self.sequence}"

    @classmethod
    def locked(cls) -> ContentVersion:
        """The row, which no other transaction changes before this one ends.

        Nor does anybody go by what it was before for longer than until the commit.
        """
        row, _created = cls.objects.select_for_update().get_or_create(pk=THE_ONLY_ROW)
        refuse_leases(connections[DEFAULT_DB_ALIAS], cls._meta.db_table, THE_ONLY_ROW)
        return row

    def advance(
        self, steps: int, due: datetime.datetime | None, *, is_sweeping: bool = False
    ) -> range:
        """The next `steps` numbers, which are from now on taken."""
        first = self.sequence + 1
        self.sequence += steps
        if is_sweeping:
            self.swept = self.sequence
        self.due = due
        self.save(update_fields=["sequence", "swept", "due"])
        return range(first, first + steps)


class ChangeQuerySet(models.QuerySet["Change"]):
    def told_to(self, site_id: int, tier: Tier) -> ChangeQuerySet:
        """What callers of that tier may hear of on that site, in the order of the commits."""
        return self.filter(site_id=site_id, tier=tier).order_by("sequence")

    def after(self, sequence: int) -> ChangeQuerySet:
        return self.filter(sequence__gt=sequence)

    def traces(self) -> ChangeQuerySet:
        """What is left of objects that are not public any more."""
        return self.filter(is_visible=False)


class Change(models.Model):
    """The latest change of one object, as callers of one tier see it on one site.

    There is a row from the moment the object is public there, and none before. `family` names the
    model that gives the object its primary key, `type` the object's own model.
    """

    family = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    tier = models.CharField(max_length=10, choices=[(tier.value, tier.value) for tier in Tier])
    type = models.CharField(max_length=100)
    sequence = models.BigIntegerField()
    published_sequence = models.BigIntegerField(
        help_text="The sequence with which the object became visible last."
    )
    changed_at = models.DateTimeField(default=timezone.now)
    is_visible = models.BooleanField(default=True)
    is_gone = models.BooleanField(default=False, help_text="There is no such object any more.")
    digest = models.CharField(
        max_length=64, blank=True, help_text="Of the object as the tier reads it."
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.UniqueConstraint(
                fields=["family", "object_id", "site", "tier"], name="unique_change_of_an_object"
            ),
            models.UniqueConstraint(
                fields=["site", "tier", "sequence"], name="unique_sequence_of_a_change"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.type} {self.object_id}"

    @property
    def key(self) -> Any:
        """The object's primary key as its own model knows it."""
        return apps.get_model(self.family)._meta.pk.to_python(self.object_id)

    def action_since(self, sequence: int) -> str:
        """What happened, for somebody who knows everything up to `sequence`."""
        if not self.is_visible:
            return "deleted" if self.is_gone else "unpublished"
        return "published" if self.published_sequence > sequence else "changed"
