"""The page that shows the members to the public."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.fields import RichTextField
from wagtail.search import index

from content.blocks import RICH_TEXT_FEATURES
from content.models import BasePage
from directory.filters import MemberFilterForm
from directory.models.members import Member


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
        """The members that fit the filters, category by category."""
        form = MemberFilterForm(request.GET)
        members = form.narrowed(Member.objects.public().select_related("category", "logo"))
        context: dict[str, Any] = {
            "filter_form": form,
            "members": list(members.in_listing_order()),
            "member_base_url": self.get_url(request),
        }
        return self.render(request, context_overrides=context)

    @re_path(r"^(?P<slug>[-\w]+)/$", name="member")
    def show_member(self, request: HttpRequest, slug: str) -> TemplateResponse:
        """One member with all that is public of it."""
        member = Member.objects.public().with_relations().filter(slug=slug).first()
        if member is None:
            raise Http404
        context: dict[str, Any] = {"member": member}
        return self.render(request, context_overrides=context, template="directory/member.html")
