"""How staff keep series and policy areas, and read the download counts."""

from django.contrib.admin import display
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup
from wagtail_modeladmin.options import ModelAdmin

from content.record_rights import ReadOnlyPermissionHelper
from headless.record_search import RecordSearchHandler
from publications.models import DownloadCount, PolicyArea, PublicationPage, PublicationSeries
from publications.publishing_views import ApprovalView
from publications.reports.forms import type_name
from publications.reports.views import DownloadReportView


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


class PublicationViewSet(PageViewSet):
    """The admin's own screens of publications, but for approvals outside of the editor."""

    model = PublicationPage
    workflow_action_view_class = ApprovalView


class DownloadCountAdmin(ModelAdmin):
    """The downloads of each file, day by day."""

    model = DownloadCount
    menu_label = _("Downloads")
    menu_icon = "download"
    menu_order = 900
    add_to_settings_menu = False
    add_to_admin_menu = True
    permission_helper_class = ReadOnlyPermissionHelper
    index_view_class = DownloadReportView
    index_view_extra_css = ["publications/download-report.css"]
    list_display = ("day", "publication_title", "label", "type_name", "count")
    list_export = ("day", "publication_title", "type_name", "label", "kind_name", "count", "key")
    search_fields = ("label", "publication_title")
    search_handler_class = RecordSearchHandler
    ordering = ("-day",)

    @display(description=_("type"))
    def type_name(self, obj: DownloadCount) -> str:
        return type_name(obj.publication_type)

    @display(description=_("kind"))
    def kind_name(self, obj: DownloadCount) -> str:
        return obj.get_kind_display()
