"""The receivers on the documentation page, run as a partner would run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from django.test import Client

import headless.examples
from headless.models import WebhookEndpoint
from headless.webhooks.views import send_test
from tests.headless.webhooks.endpoints import change, new_endpoint, send_all, states
from tests.serving import ended, free_port, wait_for

pytestmark = pytest.mark.django_db

EXAMPLES = Path(headless.examples.__file__).parent


def program(name: str) -> list[str]:
    """How to start the example; skips the test where that is not possible."""
    if name.endswith(".py"):
        return [sys.executable, str(EXAMPLES / name)]
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    return [node, str(EXAMPLES / name)]


@contextmanager
def running(name: str, secret: str, port: int, output: Path) -> Iterator[None]:
    environment = {**os.environ, "WEBHOOK_SECRET": secret}
    with output.open("w") as lines:
        command = [*program(name), str(port)]
        with ended(subprocess.Popen(command, env=environment, stdout=lines, stderr=lines)):
            wait_for(port)
            yield


@pytest.mark.parametrize("name", ["receive.py", "receive.mjs"])
def test_receiver_takes_each_genuine_message_once(name: str, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    endpoint = new_endpoint(url)
    members = change(2)
    output = tmp_path / "output"
    with running(name, endpoint.new_secret(), port, output):
        send_all(endpoint)
        for delivery in endpoint.deliveries.all():
            delivery.send_again()
        send_all(endpoint)
        assert states(endpoint) == ["delivered"] * 2
        delivery = endpoint.deliveries.first()
        forged = {
            "webhook-id": "msg_forged",
            "webhook-timestamp": "1",
            "webhook-signature": "v1,AAAA",
        }
        for headers in ({}, forged):
            body = delivery.payload.encode()
            assert requests.post(url, body, headers=headers, timeout=10).status_code == 401
        endpoint.new_secret()
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(resting_until=None)
        delivery.send_again()
        send_all(endpoint)
        assert delivery.attempts.latest("pk").status == 401
    taken = [line for line in output.read_text().splitlines() if "directory.Member" in line]
    assert [line.split()[1:] for line in taken] == [
        ["published", "directory.Member", str(member.pk)] for member in members
    ]


@pytest.mark.parametrize("name", ["receive.py", "receive.mjs"])
def test_receiver_says_that_a_test_came(name: str, tmp_path: Path) -> None:
    port = free_port()
    endpoint = new_endpoint(f"http://127.0.0.1:{port}/")
    output = tmp_path / "output"
    with running(name, endpoint.new_secret(), port, output):
        tried = send_test(endpoint, endpoint.valid_secrets())
    assert tried.answer.status == 204
    lines = output.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "test" in line] == ["a test came: 포털"]


@pytest.mark.parametrize(("locale", "text"), [("ko", "웹훅으로"), ("en", "Be told by webhook")])
def test_page_shows_the_receivers(client: Client, locale: str, text: str) -> None:
    page = client.get(f"/api/v1/docs/?locale={locale}").content.decode()
    assert text in page
    assert "timingSafeEqual" in page
    assert "WebhookVerificationError" in page
    assert "class Bell" in page
