"""The page that lists all publications, and the feeds of what it lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail.url_routing import RouteResult

from content.blocks import RICH_TEXT_FEATURES
from content.models import BasePage
from publications.conditional import revalidated
from publications.feed_links import FeedLink, feed_links
from publications.feeds import AtomPublicationFeed, JsonPublicationFeed, RssPublicationFeed
from publications.filters import PublicationFilters
from publications.models.downloads import DownloadCount
from publications.models.pages import PublicationPage
from publications.models.policy_reports import PolicyReportPage
from publications.models.social_value_reports import SocialValueReportPage
from publications.querysets import PublicationQuerySet

# The types by the names that Django gives them on what they build on.
TYPES: dict[str, type[PublicationPage]] = {
    "policyreportpage": PolicyReportPage,
    "socialvaluereportpage": SocialValueReportPage,
}


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
        """The publication of that name, with what its page shows, in one query."""
        page = self.publication_named(path_components[0]) if len(path_components) == 1 else None
        if page is not None:
            page.page_above = self
            return page.route(request, [])
        found: RouteResult = super().route(request, path_components)
        return found

    def publication_named(self, slug: str) -> PublicationPage | None:
        """The publication below this page as its own type; not asked whether it is public."""
        shown = [f"{name}__{each}" for name, model in TYPES.items() for each in model.SHOWN_WITH]
        named = PublicationPage.objects.child_of(self).filter(slug=slug)
        downloads = DownloadCount.objects.total_of(OuterRef("pk"))
        page = named.select_related(*shown).annotate(downloads=downloads).first()
        types = (getattr(page, name, None) for name in TYPES)
        found = next((each for each in types if each is not None), None)
        if found is not None:
            found.download_total = page.downloads or 0
        return found

    def canonical_url(self, request: HttpRequest) -> str | None:
        """Each page of the whole list counts for itself, filtered lists for the whole."""
        url = super().canonical_url(request)
        number = request.GET.get("p", "")
        is_later_page = number.isdecimal() and int(number[:6]) > 1 and set(request.GET) == {"p"}
        return f"{url}?p={int(number[:6])}" if url and is_later_page else url

    def feeds(self, request: HttpRequest) -> list[FeedLink]:
        """The feeds of what this page lists for `request`."""
        return self.feed_links(request, self.filters(request).links.given)

    def feed_links(
        self, request: HttpRequest, given: dict[str, str], title: str = ""
    ) -> list[FeedLink]:
        """The feeds of this list, narrowed down as `given` says, under the list's own title."""
        return feed_links(self.get_url(request) or "", title or self.title, given)

    @path("feeds/rss/", name="rss")
    def rss(self, request: HttpRequest) -> HttpResponse:
        """What the filters find, newest first, as RSS 2.0."""
        return revalidated(request, RssPublicationFeed(self.title, self.filters(request))(request))

    @path("feeds/atom/", name="atom")
    def atom(self, request: HttpRequest) -> HttpResponse:
        """What the filters find, newest first, as Atom (RFC 4287)."""
        return revalidated(request, AtomPublicationFeed(self.title, self.filters(request))(request))

    @path("feeds/json/", name="json-feed")
    def json_feed(self, request: HttpRequest) -> HttpResponse:
        """What the filters find, newest first, as JSON Feed 1.1."""
        return revalidated(request, JsonPublicationFeed(self.title, self.filters(request))(request))
