"""Which publications the public sees, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q
from taggit.models import Tag
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.query import PageQuerySet

from content.privacy import open_to_everybody

if TYPE_CHECKING:
    from publications.models import PublicationFile  # noqa: F401


class PublicationQuerySet(PageQuerySet):
    """Publications of every type."""

    def published(self) -> PublicationQuerySet:
        """What any visitor may read."""
        return self.live().filter(open_to_everybody())

    def newest_first(self) -> PublicationQuerySet:
        """By the date on the cover; those without one last, in the order they were put up."""
        return self.order_by(
            F("published_on").desc(nulls_last=True), "-first_published_at", "title", "pk"
        )

    def nearest_first(self, tags: Iterable[Tag]) -> PublicationQuerySet:
        """Those that share most of `tags` first, then the newest."""
        shared = Count("tagged_items", filter=Q(tagged_items__tag__in=[tag.pk for tag in tags]))
        return self.annotate(shared_tags=shared).order_by(
            "-shared_tags", F("published_on").desc(nulls_last=True), "-first_published_at", "pk"
        )

    def count_by(self, *lookups: str) -> list[tuple[Any, ...]]:
        """The values of `lookups` that occur, each row with the number of publications last."""
        rows = self.order_by().values_list(*lookups).annotate(Count("pk", distinct=True))
        return [row for row in rows if row[0] is not None]

    def with_covers(self) -> PublicationQuerySet:
        """With what a card shows, in a fixed number of queries."""
        return self.select_related("cover", "listing_image").prefetch_related("cover__renditions")

    def with_relations(self) -> PublicationQuerySet:
        """With everything that a full record shows, in a fixed number of queries."""
        files = apps.get_model("publications", "PublicationFile").objects.with_open_documents()
        return self.select_related("listing_image", "cover", "locale").prefetch_related(
            Prefetch("files", queryset=files.select_related("document__extracted_text")),
            "contributors__member",
            "tagged_items__tag",
        )


def private_collections() -> models.QuerySet[Collection]:
    """Collections that not everybody may look into, with all that lie below them."""
    asked = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = CollectionViewRestriction.objects.alias(asked=asked)
    return Collection.objects.filter(Exists(above.filter(asked__startswith=F("collection__path"))))


class FileQuerySet(models.QuerySet["PublicationFile"]):
    """The one place that decides which files anybody may download."""

    def with_open_documents(self) -> FileQuerySet:
        """Files whose document lies in no private collection."""
        return self.exclude(document__collection__in=private_collections())

    def public(self) -> FileQuerySet:
        """Files of public publications, with open documents."""
        publications = apps.get_model("publications", "PublicationPage").objects.published()
        return self.with_open_documents().filter(publication__in=publications)
