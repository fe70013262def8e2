"""Listings that an upper app hangs on a lower app's pages, without the lower one knowing it.

A program names its publications, and the publication's page lists the program: the fact is
stored once, on the program, and `home` registers the way back here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class RelatedListing:
    """A heading and the function that finds what the public may see below it.

    The objects have a `title` and a `get_url(request)`, as pages do.
    """

    heading: str | Promise
    objects: Callable[[Any], Iterable[Any]]


@dataclass(frozen=True)
class FoundListing:
    """One listing with the objects that were found, at least one."""

    heading: str | Promise
    objects: list[Any]


_listings: dict[type[models.Model], list[RelatedListing]] = defaultdict(list)


def register_related_listing(model: type[models.Model], listing: RelatedListing) -> None:
    """Show `listing` on the public page of every `model` object; called from `ready()`."""
    _listings[model].append(listing)


def related_listings(obj: models.Model) -> list[FoundListing]:
    """What other content names `obj`, listing by listing, without the empty ones.

    Nothing can name what is not saved yet, as in the preview of a new page.
    """
    if obj.pk is None:
        return []
    found = (
        FoundListing(listing.heading, list(listing.objects(obj)))
        for model in type(obj).__mro__
        for listing in _listings.get(model, ())
    )
    return [listing for listing in found if listing.objects]
