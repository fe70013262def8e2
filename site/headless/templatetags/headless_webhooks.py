"""What the screens about webhooks say of kinds, events, answers and addresses."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from headless.webhooks import events
from headless.webhooks.viewsets import answer_text as text_of_answer

register = template.Library()


@register.filter
def type_name(label: str) -> str:
    return events.type_name(label)


@register.filter
def event_name(event: str) -> str:
    return events.event_name(event)


@register.simple_tag
def answer_text(status: int | None, failure: str | None) -> str:
    return text_of_answer(status, failure)


@register.simple_tag
def endpoint_url(endpoint: Any) -> str:
    return reverse("headless_webhookendpoint_modeladmin_inspect", args=[endpoint.pk])


@register.simple_tag
def delivery_url(delivery: Any) -> str:
    return reverse("headless_webhookdelivery_modeladmin_inspect", args=[delivery.pk])


@register.simple_tag
def deliveries_url(endpoint: Any) -> str:
    """The list of deliveries, narrowed down to those of the endpoint."""
    return f"{reverse('headless_webhookdelivery_modeladmin_index')}?endpoint={endpoint.pk}"
