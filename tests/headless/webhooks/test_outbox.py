"""What endpoints are told, and that it is written with the change or not at all."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from directory.models import Member
from headless.changes.collecting import record_collected
from headless.models import WebhookDelivery, WebhookEndpoint
from headless.webhooks.events import event_choices
from tests.factories import (
    DirectoryPageFactory,
    MemberContactFactory,
    MemberFactory,
    StandardPageFactory,
)
from tests.headless.test_matrix import SECRET, Hidden
from tests.headless.webhooks.endpoints import change, new_endpoint

pytestmark = pytest.mark.django_db


def told(endpoint: WebhookEndpoint) -> list[tuple[str, str, str]]:
    """Event, type and key of each message, in the order of the changes."""
    rows = endpoint.deliveries.order_by("sequence")
    return list(rows.values_list("event", "type", "object_id"))


def test_message_is_the_change_as_the_feed_states_it(client: Client) -> None:
    DirectoryPageFactory.create()
    endpoint = new_endpoint()
    change()
    member = Member.objects.get()
    body = json.loads(endpoint.deliveries.get(type="directory.Member").payload)
    (item,) = [
        each
        for each in client.get("/api/v1/changes/?limit=100").json()["items"]
        if each["type"] == "directory.Member"
    ]
    assert body["data"]["detail_url"].endswith(f"/api/v1/members/{member.pk}/")
    for url in ("detail_url", "html_url"):
        body["data"][url] = body["data"][url].replace("localhost", "testserver")
    assert body == {
        "type": "content.published",
        "timestamp": item["changed_at"],
        "data": item,
    }


def test_messages_are_as_the_openapi_document_says(client: Client) -> None:
    endpoint = new_endpoint()
    change()
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["webhooks"]) == {event for event, _name in event_choices()}
    deliveries = list(endpoint.deliveries.all())
    assert deliveries
    for delivery in deliveries:
        operation = document["webhooks"][delivery.event]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        message = json.loads(delivery.payload)
        jsonschema_rs.validate(whole, message)
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(whole, {**message, "type": "webhook.test"})


def test_each_step_of_an_object_is_told() -> None:
    page = StandardPageFactory.create()
    record_collected()
    endpoint = new_endpoint()
    page.title = "새 제목"
    page.save_revision().publish()
    record_collected()
    page.unpublish()
    record_collected()
    page.save_revision().publish()
    record_collected()
    page.delete()
    record_collected()
    steps = ["changed", "unpublished", "published", "deleted"]
    assert told(endpoint) == [
        (f"content.{step}", "home.StandardPage", str(endpoint.deliveries.first().object_id))
        for step in steps
    ]


def test_endpoint_hears_only_of_what_it_wants() -> None:
    everything = new_endpoint()
    pages = new_endpoint(name="쪽", types=["home.StandardPage"])
    gone = new_endpoint(name="없앤 것", actions=["unpublished", "deleted"])
    member = change()[0]
    StandardPageFactory.create()
    record_collected()
    member.delete()
    record_collected()
    assert [event for event, _type, _key in told(everything)] == [
        "content.published",
        "content.published",
        "content.deleted",
    ]
    assert [type_ for _event, type_, _key in told(pages)] == ["home.StandardPage"]
    assert [event for event, _type, _key in told(gone)] == ["content.deleted"]


def test_nothing_hidden_is_told() -> None:
    endpoint = new_endpoint()
    Hidden()
    record_collected()
    assert endpoint.deliveries.exists()
    for delivery in endpoint.deliveries.all():
        assert SECRET not in delivery.payload
    hidden = Member.objects.exclude(pk__in=Member.objects.public())
    keys = [str(key) for key in hidden.values_list("pk", flat=True)]
    assert not endpoint.deliveries.filter(type="directory.Member", object_id__in=keys).exists()


def test_what_only_partners_see_is_not_told() -> None:
    member = MemberFactory.create()
    record_collected()
    endpoint = new_endpoint()
    MemberContactFactory.create(member=member, shared_with_partners=True)
    record_collected()
    assert told(endpoint) == []


def test_endpoint_hears_of_its_own_site_alone() -> None:
    ours = new_endpoint()
    root = StandardPageFactory.create(title="다른 누리집")
    other = Site.objects.create(hostname="other.example", port=443, root_page=root)
    record_collected()
    ours.deliveries.all().delete()
    theirs = new_endpoint(name="다른", site=other)
    page = StandardPageFactory.create(parent=root)
    record_collected()
    assert ("content.published", "home.StandardPage", str(page.pk)) in told(theirs)
    assert ("content.published", "home.StandardPage", str(page.pk)) not in told(ours)
    body = json.loads(theirs.deliveries.get(object_id=page.pk).payload)
    assert body["data"]["html_url"].startswith("https://other.example/")


def test_inactive_endpoint_hears_of_nothing_and_a_paused_one_later() -> None:
    inactive = new_endpoint(is_active=False)
    paused = new_endpoint(name="쉬는 곳")
    paused.pause("staff")
    change()
    assert told(inactive) == []
    assert len(told(paused)) == 1


def test_outbox_is_rolled_back_with_the_transaction() -> None:
    endpoint = new_endpoint()
    with transaction.atomic():
        MemberFactory.create()
        record_collected()
        assert endpoint.deliveries.count() == 1
        transaction.set_rollback(True)
    assert endpoint.deliveries.count() == 0
    assert not Member.objects.exists()


def test_bulk_change_is_told_object_by_object(django_assert_max_num_queries: Any) -> None:
    endpoint = new_endpoint()
    MemberFactory.create_batch(250)
    record_collected()
    assert endpoint.deliveries.count() == 250
    Member.objects.update(phone="02-351-0000")
    record_collected()
    assert endpoint.deliveries.filter(event="content.changed").count() == 250


def queries_of_a_publish() -> list[str]:
    member = MemberFactory.create()
    record_collected()
    member.name = "새 이름"
    member.save()
    with CaptureQueriesContext(connection) as queries:
        record_collected()
    return [query["sql"] for query in queries]


def test_publish_costs_one_tiny_query_where_nobody_listens() -> None:
    change()
    queries = queries_of_a_publish()
    assert sum("headless_webhook" in sql for sql in queries) == 1


def test_payload_has_one_size_and_one_query_for_many_endpoints() -> None:
    new_endpoint()
    with_one = len(queries_of_a_publish())
    for number in range(5):
        new_endpoint(name=f"포털 {number}")
    assert len(queries_of_a_publish()) == with_one
    assert WebhookDelivery.objects.count() == 2 + 12
