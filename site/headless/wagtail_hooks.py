from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from headless.viewsets import ApiClientAdmin
from headless.webhooks.home_panels import MAY_RESUME, PausedEndpointsPanel
from headless.webhooks.viewsets import WebhookDeliveryAdmin, WebhookEndpointAdmin

modeladmin_register(ApiClientAdmin)
modeladmin_register(WebhookEndpointAdmin)
modeladmin_register(WebhookDeliveryAdmin)


@hooks.register("construct_homepage_panels")
def show_paused_endpoints(request: HttpRequest, panels: list[Any]) -> None:
    """Tell those who may resume them which webhooks are paused."""
    if request.user.has_perm(MAY_RESUME):
        panels.append(PausedEndpointsPanel())
