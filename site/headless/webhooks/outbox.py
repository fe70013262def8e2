"""What endpoints are to be told, written in the transaction that makes it true."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.db import transaction

from headless.changes.cursors import Cursor
from headless.changes.feed import Reading
from headless.endpoints.delivery import NAMESPACE
from headless.languages import default_language
from headless.models import WebhookDelivery, WebhookEndpoint
from headless.registry import registered_resources
from headless.resources import Links
from headless.site_requests import SiteRequest
from headless.tiers import Tier
from headless.webhooks.tasks import wake

AT_ONCE = 200


def write_outbox(sequences: range, **_kwargs: Any) -> None:
    """Receiver: a transaction has made the changes with the numbers `sequences`.

    Where nobody listens this is one query.
    """
    listening = WebhookEndpoint.objects.listening().select_related("site").order_by("site_id")
    for _site_id, listeners in groupby(listening, key=lambda endpoint: endpoint.site_id):
        tell(list(listeners), sequences)


def tell(listeners: list[WebhookEndpoint], sequences: range) -> None:
    """Write what each of `listeners`, all of one site, is to hear of the changes."""
    messages = (
        message(endpoint, change, text)
        for change, text in stated(listeners[0].site, sequences)
        for endpoint in listeners
        if endpoint.wants(change["type"], change["action"])
    )
    told: set[int] = set()
    for portion in portions(messages):
        WebhookDelivery.objects.bulk_create(portion)
        told.update(delivery.endpoint_id for delivery in portion)
    for endpoint_id in told:
        wake_after_commit(endpoint_id)


def stated(site: Any, sequences: range) -> Iterator[tuple[dict[str, Any], str]]:
    """The changes as the feed states them to the public of the site, read and as text."""
    request = SiteRequest(site)
    language = default_language()
    reading = Reading(
        request=request,
        site=site,
        tier=Tier.PUBLIC,
        language=language,
        with_objects=False,
        links=Links(request, NAMESPACE, registered_resources(), language),
        start=Cursor("", sequences.start - 1),
        end=sequences.stop - 1,
    )
    for item in reading.items():
        yield json.loads(item), item.decode()


def message(endpoint: WebhookEndpoint, change: dict[str, Any], text: str) -> WebhookDelivery:
    event = f"content.{change['action']}"
    return WebhookDelivery(
        endpoint=endpoint,
        sequence=change["sequence"],
        event=event,
        type=change["type"],
        object_id=str(change["id"]),
        payload=payload(event, change["changed_at"], text),
    )


def payload(event: str, moment: str, data: str) -> str:
    """The body of a message; `data` is JSON already."""
    return f'{{"type":{json.dumps(event)},"timestamp":{json.dumps(moment)},"data":{data}}}'


def portions(messages: Iterable[WebhookDelivery]) -> Iterator[list[WebhookDelivery]]:
    rest = iter(messages)
    while portion := list(islice(rest, AT_ONCE)):
        yield portion


def wake_after_commit(endpoint_id: int) -> None:
    """Have a worker look; should that get lost, the minute job finds what waits."""
    transaction.on_commit(lambda: wake(endpoint_id), robust=True)
