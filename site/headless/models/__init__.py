"""What the delivery API keeps: the content version, latest changes, clients, and webhooks."""

from headless.models.changes import Change, ContentVersion
from headless.models.clients import ApiClient, ApiKey, ClientUsage
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
    "PauseReason",
    "RequestCount",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookSecret",
]
