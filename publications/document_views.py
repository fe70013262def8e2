"""The admin's list of documents with what has come of reading them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.documents import get_document_model
from wagtail.documents.views.documents import IndexView

from publications.models import ExtractedText
from publications.reading_queue import ask_again


class ReadingColumn(Column):
    """The status of reading, with a way forward where there is something to do."""

    cell_template_name = "publications/admin/status_cell.html"

    def get_value(self, instance: Any) -> ExtractedText | None:
        return getattr(instance, "extracted_text", None)


class DocumentIndexView(IndexView):
    """Wagtail's list of documents with one more column."""

    def get_base_queryset(self) -> QuerySet[Any]:
        documents: QuerySet[Any] = super().get_base_queryset()
        return documents.select_related("extracted_text")

    @property
    def columns(self) -> list[Column]:
        columns: list[Column] = list(super().columns)
        columns.insert(
            3, ReadingColumn("extracted_text", label=_("Search in the text"), width="22%")
        )
        return columns


@require_POST
def read_again(request: HttpRequest, document_id: str) -> HttpResponse:
    """Have a document read once more, such as after a fault of the server."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    if not document.is_editable_by_user(request.user):
        raise PermissionDenied
    ask_again(document)
    messages.success(request, _("The document will be read again in a moment."))
    return redirect("wagtaildocs:edit", document.pk)
