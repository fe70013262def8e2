"""What the owner of an endpoint is told by e-mail, in the site's first language."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from headless.languages import default_language
from headless.models import WebhookEndpoint

logger = logging.getLogger(__name__)


def tell_owner(endpoint_id: int) -> bool:
    """Tell the owner that the endpoint is paused, once; whether that was still to be done.

    Where the mail cannot be sent it raises, and the minute job tries again.
    """
    untold = WebhookEndpoint.objects.untold().select_related("site")
    endpoint = untold.filter(pk=endpoint_id).first()
    if endpoint is None:
        return False
    with translation.override(default_language()):
        send_mail(subject(endpoint), text(endpoint), None, [endpoint.owner_email])
    WebhookEndpoint.objects.filter(pk=endpoint_id).update(owner_told_at=timezone.now())
    return True


def subject(endpoint: WebhookEndpoint) -> str:
    name = _("[%(site)s] Webhook “%(name)s” is paused")
    return name % {"site": site_name(endpoint), "name": endpoint.name}


def text(endpoint: WebhookEndpoint) -> str:
    return render_to_string("headless/webhooks/paused.txt", context(endpoint))


def context(endpoint: WebhookEndpoint) -> dict[str, Any]:
    return {
        "endpoint": endpoint,
        "site_name": site_name(endpoint),
        "reason": endpoint.get_pause_reason_display(),
        "waiting": endpoint.deliveries.pending().count(),
    }


def site_name(endpoint: WebhookEndpoint) -> str:
    """What the site calls itself."""
    return endpoint.site.site_name or getattr(settings, "WAGTAIL_SITE_NAME", endpoint.site.hostname)
