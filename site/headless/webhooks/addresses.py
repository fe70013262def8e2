"""Where messages may go: to the outside alone, and by https."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES

from headless.webhooks.limits import allows_loopback

Address = IPv4Address | IPv6Address
LOCAL = ("localhost", "local", "internal", "localdomain")


def is_outside(address: Address) -> bool:
    """Whether `address` is one of the public internet, also where IPv6 wraps an IPv4 address.

    Besides what the library refuses: addresses that are reserved or were meant for one site.
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_outside(inner)
        if address.is_site_local:
            return False
    if any(address in network for network in EXTRA_BLOCKED_NET_RANGES):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def may_receive(address: Address) -> bool:
    """Whether a message may be sent to `address`."""
    plain = getattr(address, "ipv4_mapped", None) or address
    return is_outside(address) or (allows_loopback() and plain.is_loopback)


def validate_receiver(url: str) -> None:
    """Raise ValidationError for an address that can be seen to be no good without asking anybody.

    What a name stands for is looked at with each sending, because it may change.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValidationError(_("This is no address.")) from error
    if parts.scheme != "https" and not (parts.scheme == "http" and allows_loopback()):
        raise ValidationError(_("The address has to begin with https://."))
    if parts.username is not None or parts.password is not None:
        raise ValidationError(_("The address must hold no user name and no password."))
    if parts.fragment:
        raise ValidationError(_("The address must hold no part after “#”."))
    if is_inside(host):
        raise ValidationError(
            _("This address lies inside our own network. Messages go only to the outside.")
        )


def is_inside(host: str) -> bool:
    """Whether `host` is, in whatever spelling, an address that may not receive, or a local name."""
    name = host.lower().rstrip(".")
    address = literal(name)
    if address is not None:
        return not may_receive(address)
    labels = name.split(".")
    is_local = labels[-1] in LOCAL or len(labels) == 1
    return is_local and not (allows_loopback() and labels[-1] == "localhost")


def literal(host: str) -> Address | None:
    """The IP address that `host` spells, as the system's own resolver reads it; None for a name."""
    try:
        found = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
        return ip_address(str(found[0][4][0]).partition("%")[0])
    except (OSError, UnicodeError, ValueError):
        return None
