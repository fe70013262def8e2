"""How staff keep the directory in the admin."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from directory.models import Member, MemberCategory, MemberContact, Sector
from directory.querysets import MemberQuerySet


class MemberViewSet(SnippetViewSet):
    model = Member
    icon = "group"
    menu_label = _("Members")
    list_display = ["name", "category", "legal_form", "district", "status", UpdatedAtColumn()]
    list_filter = ["category", "legal_form", "district", "status", "sectors"]
    list_per_page = 50
    list_export = [
        "name", "name_en", "short_name", "slug", "business_number", "category", "legal_form",
        "district", "founded_on", "address", "phone", "email", "website", "joined_on", "left_on",
        "status", "parent", "verified_on",
    ]  # fmt: skip
    export_filename = "members"
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


class MemberContactViewSet(ModelViewSet):
    """Contact persons are no snippets: nothing can choose, preview or index them."""

    model = MemberContact
    icon = "user"
    menu_label = _("Contact persons")
    list_display = ["__str__", "member", "role", "consent_until"]
    list_filter = ["member", "consent_until"]
    form_fields: list[str] = []
    copy_view_enabled = False


class DirectoryViewSetGroup(SnippetViewSetGroup):
    items = (MemberViewSet, MemberCategoryViewSet, SectorViewSet, MemberContactViewSet)
    menu_label = _("Member directory")
    menu_icon = "group"
    menu_order = 210
