"""The front page, and plain pages such as the founding purpose."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from content.blocks import RICH_TEXT_FEATURES, BodyBlock
from content.models import BasePage, OrganisationSettings
from content.privacy import open_to_everybody
from home.figures import figures_of
from home.models.programs import ProgramPage
from publications.models import PublicationIndexPage, PublicationPage

NEWEST_PUBLICATIONS = 4


class HomePage(BasePage):
    """The front page: who speaks here, and the ways into the site."""

    headline = models.CharField(
        _("headline"),
        max_length=200,
        blank=True,
        help_text=_("Leave empty to show the organisation's slogan."),
    )
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("What the organisation is, in one or two paragraphs."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "home.HistoryPage",
        "home.ProgramIndexPage",
        "directory.DirectoryPage",
        "publications.PublicationIndexPage",
    ]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("headline", boost=3),
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("headline"),
        APIField("introduction"),
        APIField("body"),
    ]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        publications = PublicationPage.objects.descendant_of(self).published()
        publication_list = self.open_children(PublicationIndexPage).first()
        return {
            **super().get_context(request, *args, **kwargs),
            "programs": ProgramPage.objects.descendant_of(self).published().in_order(),
            "publications": publications.newest_first().with_covers()[:NEWEST_PUBLICATIONS],
            "figures": figures_of(publications, request),
            "publication_list": publication_list,
            "feeds": publication_list and publication_list.feeds(request),
            "about": self.open_children(StandardPage).in_menu().first(),
        }

    def open_children(self, model: type[Page]) -> PageQuerySet:
        """The pages of one type just below this one that any visitor may read."""
        pages: PageQuerySet = model.objects.child_of(self).live().filter(open_to_everybody())
        return pages

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """The organisation itself stands for its front page."""
        return OrganisationSettings.for_request(request).structured_data()


class StandardPage(BasePage):
    """A page of text, such as the founding purpose or the articles of association."""

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    api_fields = [*BasePage.api_fields, APIField("body")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        subpages = self.get_children().live().filter(open_to_everybody()).in_menu()
        return {**super().get_context(request, *args, **kwargs), "subpages": subpages}
