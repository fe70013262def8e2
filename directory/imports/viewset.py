"""Where the import stands in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from directory.imports import views


class ImportMenuItem(MenuItem):
    """Shown to those alone who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        return views.may_import(request.user)


class MemberImportViewSet(ViewSet):
    """Import of members, with its log."""

    name = views.NAMESPACE
    icon = "upload"
    menu_label = _("Import")
    menu_item_class = ImportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.ImportLogView.as_view(), name="index"),
            path("new/", views.NewImportView.as_view(), name="new"),
            path("<int:pk>/", views.ImportDetailView.as_view(), name="detail"),
            path("<int:pk>/columns/", views.ColumnsView.as_view(), name="columns"),
            path("<int:pk>/progress/", views.ProgressView.as_view(), name="progress"),
            path("<int:pk>/confirm/", views.ConfirmView.as_view(), name="confirm"),
            path("<int:pk>/cancel/", views.CancelView.as_view(), name="cancel"),
            path("<int:pk>/restart/", views.RestartView.as_view(), name="restart"),
            path("<int:pk>/undo/", views.UndoView.as_view(), name="undo"),
            path("<int:pk>/file/", views.FileView.as_view(), name="file"),
        ]
