"""What the staff see of webhooks when they log in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.context import BaseContext
from django.urls import reverse
from wagtail.admin.ui.components import Component

from headless.models import WebhookEndpoint

MAY_RESUME = "headless.change_webhookendpoint"
INSPECT = "headless_webhookendpoint_modeladmin_inspect"


class PausedEndpointsPanel(Component):
    """Names the endpoints to which nothing is sent, and why; nothing where all are at work."""

    name = "paused_endpoints"
    template_name = "headless/webhooks/paused_panel.html"
    order = 60

    def get_context_data(self, parent_context: BaseContext | Mapping[str, Any]) -> dict[str, Any]:
        paused = WebhookEndpoint.objects.paused().with_counts()
        return {"endpoints": [(each, reverse(INSPECT, args=[each.pk])) for each in paused]}
