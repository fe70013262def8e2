"""Wagtail's form for documents, which leaves a replaced file in the store."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm


class KeepingDocumentForm(BaseDocumentForm):
    """Name it, or a form that extends it, in WAGTAILDOCS_DOCUMENT_FORM_BASE.

    Wagtail's own deletes the file before; here it stays reachable for as long as a setting says.
    """

    def save(self, commit: bool = True) -> Any:
        self.original_file = None
        return super().save(commit=commit)
