"""Which publications the public sees, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from taggit.models import Tag
from wagtail.query import PageQuerySet

from content.privacy import open_to_everybody, private_collections, unexpired

if TYPE_CHECKING:
    from publications.models import PublicationFile


class PublicationQuerySet(PageQuerySet):
    """Publications of every type."""

    def published(self) -> PublicationQuerySet:
        """What any visitor may read."""
        return self.live().filter(open_to_everybody(), unexpired())

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
        return self.with_cover_sources().prefetch_related("cover__renditions")

    def with_cover_sources(self) -> PublicationQuerySet:
        """With what a cover is made of, but not with the sizes it was made in."""
        files = apps.get_model("publications", "PublicationFile").objects.with_covers()
        return self.select_related("cover", "listing_image").prefetch_related(
            Prefetch("files", queryset=files, to_attr="covered_files")
        )

    def with_relations(self) -> PublicationQuerySet:
        """With everything that a full record shows, in a fixed number of queries."""
        files = apps.get_model("publications", "PublicationFile").objects.with_open_documents()
        return self.select_related("listing_image", "cover", "locale").prefetch_related(
            Prefetch("files", queryset=files.select_related("document__extracted_text")),
            "contributors__member",
            "tagged_items__tag",
        )


class FileQuerySet(models.QuerySet["PublicationFile"]):
    """The one place that decides which files anybody may download."""

    def under_embargo(self) -> FileQuerySet:
        """Files of pages on the site that nobody may have yet."""
        return self.filter(publication__live=True, embargo_until__gt=timezone.now())

    def with_free_documents(self) -> FileQuerySet:
        """Files with no embargo, neither their own nor another file's on the same document."""
        others = self.model.objects.under_embargo().filter(document=OuterRef("document"))
        return self.exclude(embargo_until__gt=timezone.now()).exclude(Exists(others))

    def with_open_documents(self) -> FileQuerySet:
        """Files whose document lies in no private collection and under no embargo."""
        free = self.with_free_documents()
        return free.exclude(document__collection__in=private_collections())

    def with_covers(self) -> FileQuerySet:
        """Open files out of which a cover was read, with it."""
        files = self.with_open_documents().exclude(document__extracted_text__cover="")
        return files.filter(document__extracted_text__isnull=False).select_related(
            "document__extracted_text"
        )

    def of_live_pages(self) -> FileQuerySet:
        """Files of pages on the site, private ones among them, with no embargo."""
        live = self.with_free_documents().filter(publication__live=True)
        return live.exclude(publication__expire_at__lte=timezone.now())

    def with_its_page(self) -> FileQuerySet:
        """With what handing a file out needs, in the same query."""
        return self.select_related("document__collection", "publication")

    def public(self) -> FileQuerySet:
        """Files of public publications, with open documents."""
        publications = apps.get_model("publications", "PublicationPage").objects.published()
        return self.with_open_documents().filter(publication__in=publications)
