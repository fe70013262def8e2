"""What the delivery API keeps: what has changed, objects' texts, clients, and webhooks."""

from headless.models.changes import Change, ContentVersion
from headless.models.clients import ApiClient, ApiKey, ClientUsage
from headless.models.object_texts import ObjectText
from headless.models.request_counts import RequestCount
from headless.models.webhooks import (
    DeliveryState,
    Failure,
    PauseReason,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
)

__all__ = [
    "ApiClient",
    "ApiKey",
    "Change",
    "ClientUsage",
    "ContentVersion",
    "DeliveryState",
    "Failure",
    "ObjectText",
    "PauseReason",
    "RequestCount",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookSecret",
]
