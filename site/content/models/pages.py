"""What every page of every content app has."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from content.revisions import RestorableChildrenMixin
from headless.previews import FrontEndPreviewMixin

SCHEMA_CONTEXT = "https://schema.org"


def has_expired(page: Page) -> bool:
    return page.expire_at is not None and page.expire_at <= timezone.now()


class BasePage(RestorableChildrenMixin, FrontEndPreviewMixin, Page):
    """A page with what listings, feeds, search engines and social media say of it."""

    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_(
            "One or two plain sentences for lists, feeds, search engines and the page's "
            "first lines. At most 300 characters."
        ),
    )
    listing_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("listing image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown in lists and when somebody shares the page."),
    )

    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("listing_image")], heading=_("In lists")
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2)]
    api_fields = [APIField("summary"), APIField("listing_image")]

    # What the page is in the words of Open Graph (ogp.me).
    sharing_type = "website"

    class Meta:
        abstract = True

    @property
    def meta_description(self) -> str:
        """What search engines show under the title."""
        return self.search_description or self.summary

    @property
    def sharing_image(self) -> AbstractImage | None:
        """The picture that stands for this page elsewhere."""
        return self.listing_image

    @cached_property
    def page_above(self) -> Page | None:
        """Its parent; at hand where the request came through it."""
        parent: Page | None = self.get_parent()
        return parent

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Wagtail's way down the tree; each page remembers which page it was found below.

        A page whose time has run out is not there, whether or not a job has withdrawn it yet.
        """
        found: RouteResult = super().route(request, path_components)
        if has_expired(found[0]):
            raise Http404
        if isinstance(found[0], BasePage) and found[0].depth == self.depth + 1:
            found[0].page_above = self
        return found

    def canonical_url(self, request: HttpRequest) -> str | None:
        """The one address under which search engines should know what `request` shows."""
        url: str | None = self.get_full_url(request)
        return url

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """What this page is in the words of schema.org, for a JSON-LD script."""
        data: dict[str, Any] = {
            "@context": SCHEMA_CONTEXT,
            "@type": "WebPage",
            "name": self.title,
            "url": self.get_full_url(request),
            "inLanguage": translation.get_language(),
        }
        if self.meta_description:
            data["description"] = self.meta_description
        return data
