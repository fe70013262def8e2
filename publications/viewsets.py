"""How staff keep series and policy areas, and read the download counts."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from publications.models import DownloadCount, PolicyArea, PublicationSeries


class SeriesViewSet(SnippetViewSet):
    model = PublicationSeries
    icon = "list-ul"
    menu_label = _("Series")
    list_display = ["name", "name_en", "issn"]


class PolicyAreaViewSet(SnippetViewSet):
    model = PolicyArea
    icon = "tag"
    menu_label = _("Policy areas")
    list_display = ["name", "name_en", "slug"]


class PublicationsViewSetGroup(SnippetViewSetGroup):
    items = (SeriesViewSet, PolicyAreaViewSet)
    menu_label = _("Publications")
    menu_icon = "doc-full"
    menu_order = 220


class ReadOnlyPermissionHelper(PermissionHelper):
    """Operational records are read by staff and written by the system alone."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class DownloadCountAdmin(ModelAdmin):
    """The downloads of each file, day by day."""

    model = DownloadCount
    menu_label = _("Downloads")
    menu_icon = "download"
    menu_order = 900
    add_to_settings_menu = False
    add_to_admin_menu = True
    permission_helper_class = ReadOnlyPermissionHelper
    list_display = ("day", "publication", "file", "count")
    list_filter = ("day", "file__kind")
    search_fields = ("file__label", "file__publication__title")
    list_select_related = ("file__publication",)
    ordering = ("-day",)

    def publication(self, obj: DownloadCount) -> str:
        return str(obj.file.publication)

    publication.short_description = _("publication")  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("file__publication")
