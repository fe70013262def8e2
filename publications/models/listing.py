"""The page that lists all publications, and the feeds of what it lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail.url_routing import RouteResult

from content.blocks import RICH_TEXT_FEATURES
from content.facets import FilterLinks
from content.models import BasePage
from publications.feeds import AtomPublicationFeed, RssPublicationFeed
from publications.filters import PublicationFilters
from publications.models.pages import PublicationPage
from publications.models.policy_reports import PolicyReportPage
from publications.models.social_value_reports import SocialValueReportPage
from publications.querysets import PublicationQuerySet

FEEDS = (
    ("RSS", "application/rss+xml", "feeds/rss/"),
    ("Atom", "application/atom+xml", "feeds/atom/"),
)


@dataclass(frozen=True)
class FeedLink:
    """Where a feed is, for people and for their feed readers."""

    format: str
    media_type: str
    title: str
    url: str


class PublicationIndexPage(RoutablePageMixin, BasePage):
    """The list of all publications, newest first."""

    introduction = RichTextField(_("introduction"), blank=True, features=RICH_TEXT_FEATURES)

    PER_PAGE = 12

    max_count_per_parent = 1
    subpage_types = ["publications.PolicyReportPage", "publications.SocialValueReportPage"]

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    api_fields = [*BasePage.api_fields, APIField("introduction")]

    class Meta:
        verbose_name = _("list of publications")
        verbose_name_plural = _("lists of publications")

    def publications(self) -> PublicationQuerySet:
        """What visitors find below this page."""
        return PublicationPage.objects.child_of(self).published().newest_first()

    def filters(self, request: HttpRequest) -> PublicationFilters:
        return PublicationFilters.of(request.GET, self.publications(), self.get_url(request) or "")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        filters = self.filters(request)
        found = filters.publications().with_covers()
        return {
            **super().get_context(request, *args, **kwargs),
            "filters": filters,
            "feeds": self.feeds(request),
            "publications": Paginator(found, self.PER_PAGE).get_page(request.GET.get("p")),
        }

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The publication of that name, with what its page shows, in one query a type."""
        if len(path_components) == 1:
            for model in (SocialValueReportPage, PolicyReportPage):
                shown = model.objects.child_of(self).select_related(*model.SHOWN_WITH)
                page = shown.filter(slug=path_components[0]).first()
                if page is not None:
                    page.page_above = self
                    return page.route(request, [])
        found: RouteResult = super().route(request, path_components)
        return found

    def canonical_url(self, request: HttpRequest) -> str | None:
        """Each page of the whole list counts for itself, filtered lists for the whole."""
        url = super().canonical_url(request)
        number = request.GET.get("p", "")
        is_later_page = number.isdecimal() and int(number[:6]) > 1 and set(request.GET) == {"p"}
        return f"{url}?p={int(number[:6])}" if url and is_later_page else url

    def feeds(self, request: HttpRequest) -> list[FeedLink]:
        """The feeds of what this page lists for `request`."""
        given = self.filters(request).links.given
        base = self.get_url(request) or ""
        return [
            FeedLink(
                format=name,
                media_type=media_type,
                title=f"{self.title} ({name})",
                url=FilterLinks(f"{base}{place}", {}).address(given),
            )
            for name, media_type, place in FEEDS
        ]

    @path("feeds/rss/", name="rss")
    def rss(self, request: HttpRequest) -> HttpResponse:
        """What the filters find, newest first, as RSS 2.0."""
        return RssPublicationFeed(self.title, self.filters(request))(request)

    @path("feeds/atom/", name="atom")
    def atom(self, request: HttpRequest) -> HttpResponse:
        """What the filters find, newest first, as Atom (RFC 4287)."""
        return AtomPublicationFeed(self.title, self.filters(request))(request)
