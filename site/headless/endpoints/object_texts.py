"""Objects as JSON, each taken as it was written before where it would be written the same."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Cast
from wagtail.models import Site

from headless.caching.fragments import Fragment, fragments_for
from headless.caching.stored_fragments import Shelf, are_stored, state_of
from headless.endpoints.objects import full_objects
from headless.models import Change, ContentVersion
from headless.models.changes import THE_ONLY_ROW, ChangeQuerySet
from headless.output.context import Context
from headless.output.loading import written
from headless.output.rich_text import RichTextFormat
from headless.output.serialising import serialised
from headless.registry import family_of
from headless.resources import Resource
from headless.site_requests import root_of
from headless.tiers import Tier

Texts = dict[Any, bytes]
Find = Callable[[Collection[Any]], Iterable[Any]]
STATE = ("epoch", "swept", "due")


@dataclass(frozen=True)
class Wanted:
    """Objects by their primary keys, in their order, with what their texts hang on.

    `state` are epoch, latest sweeping change and next due moment; a key without a sequence is an
    object of which no change is on record. Both are read before the objects are, so that what
    changes meanwhile leaves only names behind that nobody asks for again.
    """

    state: tuple[Any, ...]
    sequences: dict[Any, int | None]

    @property
    def until(self) -> float:
        """When time alone alters something next; passed where that has to be found out."""
        due = self.state[-1] if self.state else None
        return due.timestamp() if due else math.inf

    def names(
        self, resource: Resource, context: Context, only: Iterable[str]
    ) -> dict[Any, Hashable]:
        """The names that the objects' texts have now."""
        site = Site.find_for_request(context.request)
        if not self.state or site is None:
            return {}
        form = (
            *self.state, site.pk, context.links.root, context.language,
            context.rich_text_format.value, tuple(sorted(only)), resource.name,
        )  # fmt: skip
        known = self.sequences.items()
        return {key: (*form, key, sequence) for key, sequence in known if sequence is not None}

    def stored_texts(self, resource: Resource, context: Context, keys: Collection[Any]) -> Texts:
        """Those of the objects' texts that lie in the database and may be given to this caller."""
        site = Site.find_for_request(context.request)
        if not keys or site is None or not is_usual(context, site):
            return {}
        epoch, swept, _due = self.state
        shelf = Shelf(
            site.pk,
            family_of(resource.model)._meta.label,
            tuple(schema.__name__ for schema in resource.schemas),
            context.language,
            state_of(epoch, swept),
        )
        known = {key: sequence for key in keys if (sequence := self.sequences[key]) is not None}
        return shelf.texts(known)


def is_usual(context: Context, site: Site) -> bool:
    """Whether the caller reads what is stored: the site at its own address, as HTML."""
    is_plain = context.rich_text_format == RichTextFormat.HTML and not context.scopes
    return is_plain and are_stored() and context.links.root == root_of(site)


def object_texts(
    resource: Resource, wanted: Wanted, find: Find, context: Context, only: Iterable[str] = ()
) -> Texts:
    """Those objects, which the caller may see, as JSON in UTF-8 by their primary keys.

    `find` fetches the objects with some of the keys, `only` names the fields that are asked for.
    """
    fragments = fragments_for(context.request.META)
    now = time.time()
    if fragments is None or not may_be_kept(context) or wanted.until <= now:
        return made_texts(resource, find(list(wanted.sequences)), context, only)
    names = wanted.names(resource, context, only)
    known = fragments.get_many(list(names.values()))
    texts = {
        key: known[name].text
        for key, name in names.items()
        if name in known and known[name].until > now
    }
    found = wanted.stored_texts(resource, context, names.keys() - texts) if not only else {}
    missing = [key for key in wanted.sequences if key not in texts and key not in found]
    if missing:
        found |= made_texts(resource, find(missing), context, only)
    fragments.put_many(
        {names[key]: Fragment(wanted.until, text) for key, text in found.items() if key in names}
    )
    return texts | found


def may_be_kept(context: Context) -> bool:
    """Whether what this request is answered with is for anybody, and kept."""
    return fragments_for(context.request.META) is not None and context.tier == Tier.PUBLIC


def made_texts(
    resource: Resource, objects: Iterable[Any], context: Context, only: Iterable[str] = ()
) -> Texts:
    """Each of `objects` as JSON, made anew."""
    wanted = frozenset(only)
    found = [
        (obj.pk, serialised(obj, resource.schema_of(type(obj), context.scopes), context, wanted))
        for obj in full_objects(objects, resource, context)
    ]
    return {key: written(data) for key, data in found}


def wanted_by_key(resource: Resource, keys: Iterable[Any], context: Context) -> Wanted:
    """Objects whose keys are known; in two queries."""
    keys = list(keys)
    if not may_be_kept(context):
        return Wanted((), dict.fromkeys(keys))
    state = the_version().values_list(*STATE).first() or ()
    told = told_of(resource, context).filter(object_id__in=[str(key) for key in keys])
    found = dict(told.values_list("object_id", "sequence"))
    return Wanted(state, {key: found.get(str(key)) for key in keys})


def wanted_page(
    resource: Resource, objects: QuerySet[Any], span: tuple[int, int], context: Context
) -> tuple[int, Wanted]:
    """How many `objects` there are, and those between the two places; in one query.

    Only past their end it takes a second one to count them.
    """
    start, end = span
    told = told_of(resource, context).filter(object_id=Cast(OuterRef("pk"), CharField()))
    extra = {
        "headless_count": Window(Count("*")),
        "headless_sequence": Subquery(told.values("sequence")[:1]),
        **{f"headless_{name}": Subquery(the_version().values(name)[:1]) for name in STATE},
    }
    rows = list(objects.annotate(**extra).values_list("pk", *extra)[start:end])
    if not rows:
        return (objects.count() if start else 0), Wanted((), {})
    _key, count, _sequence, *state = rows[0]
    # Where there is no version yet, nothing is kept.
    known = tuple(state) if state[0] is not None else ()
    return count, Wanted(known, {key: sequence for key, _count, sequence, *_state in rows})


def the_version() -> QuerySet[ContentVersion]:
    return ContentVersion.objects.filter(pk=THE_ONLY_ROW)


def told_of(resource: Resource, context: Context) -> ChangeQuerySet:
    """The latest change of each of the resource's objects that the public sees."""
    site = Site.find_for_request(context.request)
    family = family_of(resource.model)._meta.label
    told = Change.objects.told_to(site.pk if site else 0, Tier.PUBLIC).order_by()
    return told.filter(family=family, is_visible=True)
