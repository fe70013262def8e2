"""The address of a document; include it before Wagtail's own, below the same prefix."""

from django.urls import path

from content.views import serve_document

urlpatterns = [path("<int:document_id>/<path:document_filename>", serve_document)]
