"""The federation's history, entry by entry."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.search import index

from content.blocks import RICH_TEXT_FEATURES
from content.dates import DatePrecision, known_part, today
from content.fields import WebAddressField
from content.models import BasePage
from content.ordering import InOrder


class HistoryOrder(models.TextChoices):
    OLDEST_FIRST = "oldest-first", _("Oldest first")
    NEWEST_FIRST = "newest-first", _("Newest first")


@dataclass(frozen=True)
class HistoryYear:
    """The entries of one year, in the page's order."""

    year: int
    entries: list[HistoryEntry]


class HistoryPage(BasePage):
    """The timeline (연혁), grouped by year."""

    introduction = RichTextField(_("introduction"), blank=True, features=RICH_TEXT_FEATURES)
    order = models.CharField(
        _("order"), max_length=20, choices=HistoryOrder, default=HistoryOrder.OLDEST_FIRST
    )

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("order"),
        MultiFieldPanel([InlinePanel("entries", label=_("Entry"))], heading=_("Entries")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.RelatedFields(
            "entries", [index.SearchField("title"), index.SearchField("description")]
        ),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("introduction"),
        APIField("order"),
        APIField("entries"),
    ]

    class Meta:
        verbose_name = _("history page")
        verbose_name_plural = _("history pages")

    def entries_in_order(self) -> list[HistoryEntry]:
        """All entries by date; those of one date stay as the editor put them."""
        rows = self.entries.select_related("link_page", "image")
        entries = self.sorted_entries(rows.prefetch_related("image__renditions"))
        public = self.public_page_ids(entry.link_page_id for entry in entries)
        for entry in entries:
            entry.link_page_is_public = entry.link_page_id in public
        return entries

    def sorted_entries(self, rows: Iterable[HistoryEntry] | None = None) -> list[HistoryEntry]:
        """`rows`, else all entries, by date in the page's order; equal dates stay as they are."""
        is_reversed = self.order == HistoryOrder.NEWEST_FIRST
        rows = self.entries.all() if rows is None else rows
        return sorted(rows, key=lambda entry: entry.date, reverse=is_reversed)

    def public_page_ids(self, page_ids: Iterable[int | None]) -> set[int]:
        """Those of the pages that any visitor may open."""
        wanted = {page_id for page_id in page_ids if page_id}
        pages = self.base_page_model.objects.filter(pk__in=wanted).live().public()
        return set(pages.values_list("pk", flat=True)) if wanted else set()

    def years(self) -> list[HistoryYear]:
        """The entries grouped by year."""
        groups = groupby(self.entries_in_order(), key=lambda entry: entry.date.year)
        return [HistoryYear(year, list(entries)) for year, entries in groups]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "years": self.years()}


class HistoryEntry(InOrder):
    """Something that happened, dated as exactly as it is known."""

    # Known to the page, which asks for all its entries at once.
    link_page_is_public = False

    page = ParentalKey(HistoryPage, on_delete=models.CASCADE, related_name="entries")
    date = models.DateField(
        _("date"),
        help_text=_("Where only the year or the month is known, any day in it."),
    )
    precision = models.CharField(
        _("known to the"), max_length=10, choices=DatePrecision, default=DatePrecision.MONTH
    )
    title = models.CharField(_("title"), max_length=255)
    description = RichTextField(_("description"), blank=True, features=RICH_TEXT_FEATURES)
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    link_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("link to a page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    link_url = WebAddressField(_("link to another site"), blank=True)

    panels = [
        FieldRowPanel([FieldPanel("date"), FieldPanel("precision")]),
        FieldPanel("title"),
        FieldPanel("description"),
        FieldPanel("image"),
        FieldRowPanel([PageChooserPanel("link_page"), FieldPanel("link_url")]),
    ]
    api_fields = [
        APIField("date"),
        APIField("precision"),
        APIField("title"),
        APIField("description"),
        APIField("image"),
        APIField("link_page"),
        APIField("link_url"),
    ]

    class Meta(InOrder.Meta):
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if isinstance(self.date, datetime.date):
            self.date = known_part(self.date, self.precision)
            if self.date > today():
                raise ValidationError(
                    {"date": _("History has not happened yet on this date. Check the year.")}
                )
        if self.link_page_id and self.link_url:
            raise ValidationError(
                {"link_url": _("Link to a page or to another site, not to both.")}
            )

    @property
    def link(self) -> str:
        """Where the entry leads on to; empty where nowhere, or to a page that is not public."""
        if self.link_page and self.link_page_is_public:
            return self.link_page.url or ""
        return self.link_url
