"""What keeps the record of changes true and small: done every minute, or after a restoration."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone

from headless.changes.audiences import audiences, visible_keys
from headless.changes.collecting import record_collected
from headless.changes.passing_time import just_passed
from headless.changes.recording import record
from headless.due import next_due
from headless.models import Change, ContentVersion
from headless.models.changes import new_epoch
from headless.registry import covered_models, family_of

USUAL_TRACE_DAYS = 365


def notice_time() -> None:
    """Record what has become visible or hidden, or reads differently, without a write.

    Such as by its time of expiry, or the end of an embargo. Also finds what another program has
    published or hidden past this site.
    """
    record_collected()
    found: dict[type[Model], set[Any]] = defaultdict(set)
    for family in {family_of(model) for model in covered_models()}:
        found[family] |= mismatches(family)
    for model, keys in just_passed():
        found[family_of(model)] |= keys
    if any(found.values()):
        record(found, is_write=False)
    look_ahead()


def look_ahead() -> None:
    """Note what is due next, where the moment that was known has passed."""
    if ContentVersion.objects.filter(due__lte=timezone.now()).exists():
        with transaction.atomic():
            version = ContentVersion.locked()
            version.due = next_due()
            version.save(update_fields=["due"])


def mismatches(family: type[Model]) -> set[Any]:
    """The keys of objects that somebody may see and that are not on record so, or the reverse."""
    primary_key = family._meta.pk
    found: set[Any] = set()
    for audience in audiences():
        told = Change.objects.told_to(audience.site.pk, audience.tier).filter(
            family=family._meta.label,
            is_visible=True,
        )
        recorded = {primary_key.to_python(key) for key in told.values_list("object_id", flat=True)}
        found |= recorded ^ visible_keys(audience, family)
    return found


def forget_old_traces() -> None:
    """Delete what is left of objects that were hidden long ago.

    How long a reader may be away is set by HEADLESS_TRACE_DAYS, in days.
    """
    days = getattr(settings, "HEADLESS_TRACE_DAYS", USUAL_TRACE_DAYS)
    before = timezone.now() - datetime.timedelta(days=days)
    if not Change.objects.traces().filter(changed_at__lt=before).exists():
        return
    with transaction.atomic():
        version = ContentVersion.locked()
        old = Change.objects.traces().filter(changed_at__lt=before)
        version.horizon = old.aggregate(last=Max("sequence"))["last"] or version.horizon
        old.delete()
        version.save(update_fields=["horizon"])


def renew() -> None:
    """Begin a new life of the counter, with which all cursors and cached answers end."""
    with transaction.atomic():
        version = ContentVersion.locked()
        version.epoch = new_epoch()
        version.save(update_fields=["epoch"])
    notice_time()
