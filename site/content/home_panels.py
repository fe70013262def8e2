"""What the staff see of the search index when they log in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.context import BaseContext
from django.urls import reverse
from wagtail.admin.ui.components import Component

from content.models import PendingIndexing


class IndexingPanel(Component):
    """Says how much was saved and cannot be found; nothing where all is well."""

    name = "indexing"
    template_name = "content/admin/indexing_panel.html"
    order = 50

    def get_context_data(self, parent_context: BaseContext | Mapping[str, Any]) -> dict[str, Any]:
        return {
            "failing": PendingIndexing.objects.failing().count(),
            "url": reverse("content_pendingindexing_modeladmin_index"),
        }
