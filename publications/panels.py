"""Panels of the page editor: how far a file was read, what to look at before publishing."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from publications.content_checks import CHECKED, known_of


class FileStatusPanel(Panel):
    """Tells, beneath the document of a file, whether visitors can find it by its text."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "publications/admin/file_status.html"

        def is_shown(self) -> bool:
            return bool(self.instance.document_id)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "known": known_of(self.instance.document)}


class ContentChecksPanel(Panel):
    """What to look at before publishing, as it was when the form was opened or last sent."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "publications/admin/content_checks.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            notices = self.form.notices() if self.instance.pk or self.form.is_bound else []
            return {**context, "notices": notices, "field": CHECKED}
