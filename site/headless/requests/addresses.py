"""From where a request comes, through as many proxies as are trusted."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# One household or office has a whole network of IPv6 addresses.
IPV6_PREFIX = 64


def address_of(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The caller's address. Of what callers say themselves, only what a proxy added counts."""
    told = request.META.get("REMOTE_ADDR", "")
    proxies = getattr(settings, "NINJA_NUM_PROXIES", None) or 0
    if proxies:
        passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        told = passed[-proxies] if len(passed) >= proxies and passed[-proxies] else told
    try:
        return ip_address(told)
    except ValueError:
        return None


def name_of_network(address: IPv4Address | IPv6Address | None) -> str:
    """A name for the caller's network that tells nobody which it is."""
    if isinstance(address, IPv6Address):
        network = str(ip_network((address, IPV6_PREFIX), strict=False))
    else:
        network = str(address)
    return salted_hmac("headless.addresses", network, algorithm="sha256").hexdigest()[:32]
