"""How staff keep the directory in the admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from directory.admin_filters import MemberFilterSet
from directory.contact_views import MemberContactViewSet
from directory.deletion import MemberDeleteView
from directory.filters import names_with
from directory.imports.views import address, may_import
from directory.imports.viewset import MemberImportViewSet
from directory.member_sheets import members_response
from directory.models import Member, MemberCategory, Sector
from directory.querysets import MemberQuerySet


class MemberIndexView(IndexView):
    """The members as keepers look through them."""

    def search_queryset(self, queryset: MemberQuerySet) -> MemberQuerySet:
        """By any part of a name, or its initial consonants, as on the public page."""
        return queryset.filter(names_with(self.search_query)) if self.is_searching else queryset

    def as_spreadsheet(self, queryset: MemberQuerySet, spreadsheet_format: str) -> HttpResponse:
        """What the list shows, with every column, as the import reads it back."""
        return members_response(queryset, spreadsheet_format, gettext("Members"))

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)
        if may_import(self.request.user):
            url = address("new")
            buttons.append(Button(_("Import a file"), url=url, icon_name="upload", priority=95))
        return buttons


class MemberViewSet(SnippetViewSet):
    model = Member
    icon = "group"
    menu_label = _("Members")
    list_display = ["name", "category", "legal_form", "district", "status", UpdatedAtColumn()]
    filterset_class = MemberFilterSet
    list_per_page = 50
    # Offers the export; its columns are those of the import.
    list_export = ["name"]
    export_filename = "members"
    index_view_class = MemberIndexView
    delete_view_class = MemberDeleteView
    delete_template_name = MemberDeleteView.template_name
    ordering = ["sort_key"]
    copy_view_enabled = False
    inspect_view_enabled = True

    def get_queryset(self, request: HttpRequest) -> MemberQuerySet:
        """All members, with the category that each row of the list shows."""
        return Member.objects.select_related("category")


class MemberCategoryViewSet(SnippetViewSet):
    model = MemberCategory
    icon = "folder-open-inverse"
    menu_label = _("Categories")
    list_display = ["name", "standing", "sort_order"]
    ordering = ["sort_order", "name"]
    sort_order_field = "sort_order"


class SectorViewSet(SnippetViewSet):
    model = Sector
    icon = "tag"
    menu_label = _("Sectors")
    list_display = ["name", "name_en", "slug"]


class DirectoryViewSetGroup(SnippetViewSetGroup):
    items = (
        MemberViewSet,
        MemberCategoryViewSet,
        SectorViewSet,
        MemberContactViewSet,
        MemberImportViewSet,
    )
    menu_label = _("Member directory")
    menu_icon = "group"
    menu_order = 210
