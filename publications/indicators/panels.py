"""The indicator table in the page editor."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import FieldPanel, InlinePanel


class IndicatorTablePanel(FieldPanel):
    """A table that stands for all indicators of a report; revisions compare them one by one."""

    relation_name = "indicators"

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[Any]:
            """As the rows' own panels compare them."""
            inline = InlinePanel(self.panel.relation_name, heading=self.heading)
            bound = inline.bind_to_model(self.panel.model).get_bound_panel(
                instance=None, request=self.request, form=None
            )
            compared: list[Any] = bound.get_comparison()
            return compared
