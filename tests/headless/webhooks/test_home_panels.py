"""The first page of the admin tells of paused webhooks."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from headless.models import PauseReason
from tests.factories import UserFactory
from tests.headless.webhooks.endpoints import change, new_endpoint

pytestmark = pytest.mark.django_db


def panel(client: Client) -> Any:
    page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    return page.select_one("#paused-webhooks-section, #paused-webhooks")


def member_of(client: Client, group: str) -> Client:
    call_command("setup_groups", verbosity=0)
    user = UserFactory.create()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


def test_paused_endpoint_is_named_with_the_reason_and_what_waits(client: Client) -> None:
    endpoint = new_endpoint(name="구청 포털")
    new_endpoint(name="잘 되는 포털")
    change(2)
    endpoint.pause(PauseReason.DEAD)
    found = panel(member_of(client, "외부 연계 담당"))
    text = " ".join(found.get_text(" ").split())
    assert "구청 포털" in text
    assert "며칠 동안 전송에 실패함" in text
    assert "메시지 2건" in text
    assert "잘 되는 포털" not in text
    address = found.select_one("ul a")["href"]
    assert "구청 포털" in client.get(address).content.decode()


def test_nothing_is_said_while_all_endpoints_work(client: Client) -> None:
    endpoint = new_endpoint()
    member_of(client, "외부 연계 담당")
    assert panel(client) is None
    endpoint.pause(PauseReason.GONE)
    assert panel(client) is not None
    endpoint.resume()
    assert panel(client) is None


@pytest.mark.parametrize("group", ["편집자", "검토자", "회원명부 담당"])
def test_nobody_else_is_told(client: Client, group: str) -> None:
    new_endpoint().pause(PauseReason.DEAD)
    assert panel(member_of(client, group)) is None


def test_panel_costs_one_query_however_many_there_are(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        new_endpoint(name=f"포털 {number}").pause(PauseReason.SECRET)
    member_of(client, "외부 연계 담당")
    panel(client)
    with django_assert_max_num_queries(60) as counted:
        panel(client)
    asked = [query for query in counted if "headless_webhookendpoint" in query["sql"]]
    assert len(asked) == 1
