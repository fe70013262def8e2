"""Objects' texts in the database: written with each change, and made up for after a sweeping one.

A list of objects that nobody has asked for yet is made of these texts, by any process, also by one
that has just started. They are written in the transaction that makes them true. Where one is
missing, the object is made when it is asked for.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Site

from headless.caching.stored_fragments import are_stored, state_of
from headless.changes.audiences import Audience, State, states_of
from headless.models import Change, ContentVersion, ObjectText
from headless.models.changes import THE_ONLY_ROW
from headless.tiers import Tier

AT_ONCE = 50
# The minute's work is not to last longer; what is left waits for the next.
MOST_SECONDS = 20

# The latest change of an object with how it reads now; None for one that is hidden.
Read = tuple[Change, State | None]


def store_texts(read: Iterable[Read], state: str) -> None:
    """Keep how the public reads each object now.

    What was kept of the objects before goes in any case: nothing stays of what was withdrawn.
    """
    public = (pair for pair in read if pair[0].tier == Tier.PUBLIC)
    for (site_id, family), pairs in groupby(public, key=lambda pair: place_of(pair[0])):
        while portion := list(islice(pairs, AT_ONCE)):
            keys = [change.object_id for change, _state in portion]
            ObjectText.objects.filter(site_id=site_id, family=family, object_id__in=keys).delete()
            ObjectText.objects.bulk_create(rows(portion, state))


def place_of(change: Change) -> tuple[int, str]:
    return change.site_id, change.family


def rows(read: Iterable[Read], state: str) -> Iterator[ObjectText]:
    """What is kept of the objects, in each language that they are read in."""
    for change, shown in read:
        if shown is not None and are_stored():
            yield from (
                ObjectText(
                    site_id=change.site_id,
                    family=change.family,
                    object_id=change.object_id,
                    language=language,
                    schema=shown.schema,
                    sequence=change.sequence,
                    state=state,
                    text=text,
                )
                for language, text in shown.texts.items()
                if text
            )


def make_up_texts(most_seconds: float = MOST_SECONDS) -> int:
    """Write the texts that are missing or do not hold any more; tells of how many objects.

    The latest changes are read before the objects are: what changes meanwhile leaves only texts
    behind that nobody asks for.
    """
    forget_hidden()
    version = ContentVersion.objects.filter(pk=THE_ONLY_ROW).first()
    if version is None or not are_stored():
        return 0
    state = state_of(version.epoch, version.swept)
    end = time.monotonic() + most_seconds
    made = 0
    for site in Site.objects.order_by("pk"):
        waiting = iter(list(without_text(site, state)))
        while (portion := list(islice(waiting, AT_ONCE))) and time.monotonic() < end:
            with transaction.atomic():
                store_texts(as_read_now(site, portion), state)
            made += len(portion)
    return made


def public_changes(site: Site) -> QuerySet[Change]:
    return Change.objects.told_to(site.pk, Tier.PUBLIC).filter(is_visible=True)


def without_text(site: Site, state: str) -> QuerySet[Change]:
    """The objects' latest changes, one type after the other."""
    held = ObjectText.objects.filter(
        site_id=site.pk,
        family=OuterRef("family"),
        object_id=OuterRef("object_id"),
        sequence=OuterRef("sequence"),
        state=state,
    )
    return public_changes(site).exclude(Exists(held)).order_by("family", "-sequence")


def as_read_now(site: Site, changes: list[Change]) -> Iterator[Read]:
    for family, told in groupby(changes, key=lambda change: change.family):
        by_key = {change.key: change for change in told}
        states = states_of(Audience(site, Tier.PUBLIC), apps.get_model(family), list(by_key))
        yield from ((change, states.get(key)) for key, change in by_key.items())


def forget_hidden() -> None:
    """Delete what is kept of objects that the public does not see any more."""
    told = Change.objects.filter(
        site_id=OuterRef("site_id"),
        tier=Tier.PUBLIC,
        family=OuterRef("family"),
        object_id=OuterRef("object_id"),
        is_visible=True,
    )
    ObjectText.objects.exclude(Exists(told)).delete()


def forget_texts(using: str, **_kwargs: Any) -> None:
    """Receiver: the site has been installed anew, maybe with other code or other settings."""
    connection = connections[using]
    if ObjectText._meta.db_table in connection.introspection.table_names():
        ObjectText.objects.using(using).all().delete()
