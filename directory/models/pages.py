"""The page that shows the members to the public."""

from __future__ import annotations

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.fields import RichTextField
from wagtail.search import index

from content.blocks import RICH_TEXT_FEATURES
from content.facets import FilterLinks
from content.models import BasePage
from directory.addresses import remember_directory_url
from directory.district_map import district_tiles
from directory.filters import MemberFilters
from directory.geojson import MEDIA_TYPE as GEOJSON_TYPE
from directory.geojson import feature_collection
from directory.member_groups import MemberOrder, grouped
from directory.models.members import Member
from directory.public_csv import members_as_csv

NEIGHBOURS = 6


class DirectoryPage(RoutablePageMixin, BasePage):
    """The member list with its filters, and below it one address per member."""

    introduction = RichTextField(_("introduction"), blank=True, features=RICH_TEXT_FEATURES)

    max_count_per_parent = 1
    subpage_types: list[str] = []
    template = "directory/directory_page.html"

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    api_fields = [*BasePage.api_fields, APIField("introduction")]

    class Meta:
        verbose_name = _("member directory")
        verbose_name_plural = _("member directories")

    @re_path(r"^$", name="members")
    def list_members(self, request: HttpRequest) -> TemplateResponse:
        """The members that fit the filters, in groups."""
        filters = self.filters(request)
        members = filters.members().select_related("category").prefetch_related("sectors")
        found = grouped(members, filters.links.given.get("order", ""))
        context: dict[str, Any] = {
            "filters": filters,
            "tiles": district_tiles(filters.districts),
            "found": found,
            "members": [member for group in found.groups for member in group.members],
            "orders": self.order_links(filters),
            "csv_url": self.download_url(filters, "download/csv/"),
            "geojson_url": self.download_url(filters, "download/geojson/"),
        }
        return self.render(request, context_overrides=context)

    @re_path(r"^download/csv/$", name="csv")
    def download_csv(self, request: HttpRequest) -> HttpResponse:
        """The members that fit the filters, as a spreadsheet."""
        members = self.filters(request).members().with_relations().in_listing_order()
        name = f"{gettext('Members')}.csv"
        response = HttpResponse(members_as_csv(members), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, name)
        response["X-Robots-Tag"] = "noindex"
        return response

    @re_path(r"^download/geojson/$", name="geojson")
    def download_geojson(self, request: HttpRequest) -> JsonResponse:
        """The members that fit the filters, as points on a map."""
        members = self.filters(request).members().select_related("category").in_listing_order()
        response = JsonResponse(
            feature_collection(members, request), json_dumps_params={"ensure_ascii": False}
        )
        response["Content-Type"] = GEOJSON_TYPE
        response["X-Robots-Tag"] = "noindex"
        return response

    @re_path(r"^(?P<slug>[-\w]+)/$", name="member")
    def show_member(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One member with all that is public of it."""
        everybody = Member.objects.public()
        member = everybody.with_relations().filter(slug=slug).first()
        if member is None:
            return self.show_no_member(request, slug)
        previous, following = everybody.around(member)
        context: dict[str, Any] = {
            "member": member,
            "subject": member,
            "previous": previous,
            "next": following,
            "neighbours": self.neighbours(member, request),
        }
        return self.render(request, context_overrides=context, template="directory/member.html")

    def show_no_member(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Say that a member has left, or send on whoever comes by a former name or address."""
        gone = Member.objects.gone_from_public().at_address(slug)
        now = Member.objects.now_called(slug)
        if gone is not None and (now is None or gone.slug == slug):
            return self.show_gone(request, gone)
        if now is None:
            raise Http404
        return HttpResponsePermanentRedirect(iri_to_uri(f"{self.get_url(request)}{now.slug}/"))

    def show_gone(self, request: HttpRequest, member: Member) -> TemplateResponse:
        """410 Gone (RFC 9110): the name and the day, and no way to reach anybody."""
        context: dict[str, Any] = {"gone": member, "subject": self}
        response = self.render(
            request, context_overrides=context, template="directory/member_gone.html"
        )
        response.status_code = 410
        response["X-Robots-Tag"] = "noindex"
        return response

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        remember_directory_url(request, self.get_url(request))
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def filters(self, request: HttpRequest) -> MemberFilters:
        return MemberFilters.of(request.GET, Member.objects.public(), self.get_url(request))

    def download_url(self, filters: MemberFilters, name: str) -> str:
        """Where the list as it is filtered can be had in another form."""
        return FilterLinks(f"{filters.links.path}{name}", {}).address(filters.links.given)

    def order_links(self, filters: MemberFilters) -> list[dict[str, Any]]:
        """The list in each of its orders."""
        links = filters.links
        named = links.with_choice("order", MemberOrder.NAME)
        return [
            {"order": MemberOrder.CATEGORY, "url": links.without("order")},
            {"order": MemberOrder.NAME, "url": named},
        ]

    def neighbours(self, member: Member, request: HttpRequest) -> list[dict[str, Any]]:
        """Other members of the same district and category, with the way to all of them."""
        links = FilterLinks(self.get_url(request), {})
        found = list(Member.objects.public().neighbours_of(member, NEIGHBOURS))
        near = [other for other in found if member.district and other.district == member.district]
        alike = [other for other in found if other.category_id == member.category_id]
        groups = [
            {
                "name": member.get_district_display(),
                "members": near[:NEIGHBOURS],
                "url": links.with_choice("district", member.district),
            },
            {
                "name": member.category.display_name,
                "members": alike[:NEIGHBOURS],
                "url": links.with_choice("category", member.category.slug),
            },
        ]
        return [group for group in groups if group["members"]]

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The list itself and every member's page."""
        base = self.get_full_url(request)
        members = Member.objects.public().in_name_order().only("slug", "last_published_at")
        addresses = [
            {
                "location": iri_to_uri(f"{base}{member.slug}/"),
                "lastmod": member.last_published_at,
            }
            for member in members
        ]
        return [*super().get_sitemap_urls(request), *addresses]
