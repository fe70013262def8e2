"""What visitors looked for and did not find, so that staff can write it or add a synonym."""

from __future__ import annotations

import datetime
import re

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from content.dates import today
from hangul.normalise import normalise

LONGEST_QUERY = 50
MOST_A_DAY = 1_000
DAYS_KEPT = 90

# Addresses, and numbers long enough for a telephone, a resident registration or an account.
PERSONAL = re.compile(r"@|(?:\d[\W_]{0,3}){7,}")


class UnansweredQueryQuerySet(models.QuerySet["UnansweredQuery"]):
    def record(self, query: str) -> None:
        """Count one search for `query` that found nothing; nobody's data is kept."""
        words = " ".join(normalise(query).split())
        if not words or len(words) > LONGEST_QUERY or PERSONAL.search(words):
            return
        same = Q(query=words)
        of_today = self.filter(day=today())
        known = of_today.aggregate(same=Count("pk", filter=same), all=Count("pk"))
        if known["same"]:
            of_today.filter(same).update(count=F("count") + 1)
        elif known["all"] < MOST_A_DAY:
            row = UnansweredQuery(day=today(), query=words)
            UnansweredQuery.objects.bulk_create([row], ignore_conflicts=True)

    def outdated(self) -> UnansweredQueryQuerySet:
        """Those that are no longer kept."""
        return self.filter(day__lt=today() - datetime.timedelta(days=DAYS_KEPT))


class UnansweredQuery(models.Model):
    """How often something was looked for in vain on one day. It says nothing of who asked."""

    day = models.DateField(_("day"))
    query = models.CharField(_("searched for"), max_length=LONGEST_QUERY)
    count = models.PositiveIntegerField(_("how often"), default=1)

    objects = UnansweredQueryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        ordering = ["-day", "-count", "query"]
        constraints = [
            models.UniqueConstraint(fields=["day", "query"], name="content_unanswered_once_a_day")
        ]

    def __str__(self) -> str:
        return self.query


def forget_outdated_queries() -> None:
    """Delete what is older than 90 days."""
    UnansweredQuery.objects.outdated().delete()
