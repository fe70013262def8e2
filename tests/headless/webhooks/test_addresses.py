"""Messages never go inside, whatever the address looks like."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from headless.models import WebhookAttempt, WebhookEndpoint
from headless.webhooks.addresses import is_outside, validate_receiver
from tests.headless.webhooks.endpoints import change, send_all
from tests.headless.webhooks.receiver import Receiver

INSIDE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.192", "::1", "::",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fc00::1", "fd00:ec2::254",
    "fec0::1", "ff02::1", "2002:7f00:1::", "64:ff9b:1::1", "2001:db8::1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "::ffff:0:7f00:1", "2001:0:4136:e378::1", "::a00:1",
]  # fmt: skip
# What a browser and the system's resolver take for 127.0.0.1, or for names of this machine.
SPELLINGS = [
    "2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "0", "127.0.0.1.", "10.0.0.1.",
    "１２７.0.0.1", "127。0。0。1",
    "localhost", "LOCALHOST.",
    "portal.localhost", "db", "printer.local", "metadata.google.internal",
]  # fmt: skip


@pytest.fixture
def no_loopback(settings: Any) -> None:
    settings.HEADLESS_WEBHOOK_LOOPBACK = False


@pytest.mark.parametrize("address", INSIDE)
def test_inside_address_is_no_outside_one(address: str) -> None:
    assert not is_outside(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "223.130.195.95", "2606:4700::1111"])
def test_public_address_is_an_outside_one(address: str) -> None:
    assert is_outside(ip_address(address))


@pytest.mark.parametrize("host", [*INSIDE, *SPELLINGS])
def test_form_refuses_an_inside_address(no_loopback: None, host: str) -> None:
    host = f"[{host}]" if ":" in host else host
    for url in (f"https://{host}/", f"https://{host}:8443/hooks/"):
        with pytest.raises(ValidationError):
            validate_receiver(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://portal.example.org/", "ftp://portal.example.org/", "https://", "https:///a",
        "https://user:secret@portal.example.org/", "https://portal.example.org/#part",
        "https://[::1", "https://portal.example.org:99999/", "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_form_refuses_what_is_no_receiver(no_loopback: None, url: str) -> None:
    with pytest.raises(ValidationError):
        validate_receiver(url)


@pytest.mark.parametrize(
    "url", ["https://portal.example.org/hooks/?a=b", "https://포털.한국/", "https://1.1.1.1:8443/"]
)
def test_form_takes_an_outside_address(no_loopback: None, url: str) -> None:
    validate_receiver(url)


@pytest.mark.django_db
@pytest.mark.parametrize("host", [*INSIDE, "localhost", "127.1", "2130706433", "rebinding.example"])
def test_nothing_is_sent_inside(
    no_loopback: None,
    receiver: Receiver,
    endpoint: WebhookEndpoint,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
) -> None:
    """Also where the form was passed, and where a name of the outside leads inside."""
    monkeypatch.setattr(socket, "getaddrinfo", resolver(socket.getaddrinfo))
    port = receiver.url.split(":")[2].split("/")[0]
    host = f"[{host}]" if ":" in host else host
    url = f"https://{host}:{port}/hooks/"
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(url=url)
    change()
    send_all(endpoint)
    assert WebhookAttempt.objects.get().failure == "inside"
    assert receiver.asked == receiver.unsigned == []


@pytest.mark.django_db
def test_connection_goes_to_the_address_that_was_looked_at(
    no_loopback: None, endpoint: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers with an inside address the second time changes nothing."""
    looked_up: list[Any] = []
    reached: list[Any] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebinding.example":
            return real(host, *args, **kwargs)
        looked_up.append(host)
        return real("1.1.1.1" if len(looked_up) == 1 else "127.0.0.1", *args, **kwargs)

    def connect(address: Any, *_args: Any, **_kwargs: Any) -> Any:
        reached.append(address[0])
        raise OSError("nothing leaves this machine")

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(url="https://rebinding.example/hooks/")
    change()
    send_all(endpoint)
    assert reached == ["1.1.1.1"]
    assert looked_up == ["rebinding.example"]


def resolver(real: Any) -> Any:
    """A name server whose owner has pointed a name of the outside to this machine."""

    def answer(host: Any, *args: Any, **kwargs: Any) -> Any:
        return real("127.0.0.1" if host == "rebinding.example" else host, *args, **kwargs)

    return answer


@pytest.mark.django_db
def test_plain_http_is_for_development_alone(
    no_loopback: None, receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    change()
    send_all(endpoint)
    assert WebhookAttempt.objects.get().failure == "address"
    assert receiver.asked == []


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "169.254.169.254", "10.0.0.1"])
def test_development_lets_this_machine_through_and_nothing_else(
    receiver: Receiver, endpoint: WebhookEndpoint, host: str
) -> None:
    url = receiver.url.replace("127.0.0.1", host)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(url=url)
    change()
    send_all(endpoint)
    assert WebhookAttempt.objects.get().failure == "inside"
    assert receiver.asked == []


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["localhost", "[::ffff:127.0.0.1]"])
def test_development_takes_this_machine_by_other_names(
    receiver: Receiver, endpoint: WebhookEndpoint, host: str
) -> None:
    url = receiver.url.replace("127.0.0.1", host)
    validate_receiver(url)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(url=url)
    change()
    send_all(endpoint)
    assert len(receiver.accepted) == 1
