"""Who calls: anybody, or a partner with a key that is good here and now."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from headless.models import ApiClient, ApiKey, ClientUsage
from headless.requests.addresses import address_of, name_of_network
from headless.requests.throttling import Allowance, is_spent, rate_of, take
from headless.tiers import Tier

SCHEME = "bearer"
CALLER = "_headless_caller"
# The last use is a help for the staff, not worth a write for each request.
BETWEEN_NOTES = datetime.timedelta(minutes=1)


class BadKeyError(PermissionError):
    """A key that is wrong, expired, revoked, or used from somewhere else."""


class TooManyRequestsError(PermissionError):
    """A caller has nothing left of its allowance."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        super().__init__("Too many requests.")


@dataclass(frozen=True)
class Caller:
    """Who asks, and what that one may read besides what everybody may."""

    network: str = ""
    client: ApiClient | None = None

    @property
    def tier(self) -> Tier:
        """A partner that may read no more than everybody is told of no more either."""
        return Tier.PARTNER if self.scopes else Tier.PUBLIC

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.client.scopes if self.client else ())

    def allowance(self) -> Allowance | None:
        """What is left to the caller after this request."""
        if self.client is None:
            return take("anonymous", self.network, rate_of("anonymous"))
        rate = self.client.rate or rate_of("client")
        return take("client", str(self.client.pk), rate, self.count_usage)

    def count_usage(self, requests: int) -> None:
        """Add to what the staff read of the client's use, a portion at a time."""
        if self.client is not None:
            ClientUsage.add(self.client, requests)


def caller_of(request: HttpRequest) -> Caller:
    """Who makes the request; found out once. Anybody, where nobody has asked."""
    caller: Caller = request.__dict__.get(CALLER, Caller())
    return caller


def authenticate(request: HttpRequest) -> Caller:
    """Find out who calls. A session says nothing here, only the Authorization header.

    Raises BadKeyError, which counts against the caller's network, and TooManyRequestsError where
    that has sent too many bad keys.
    """
    address = address_of(request)
    network = name_of_network(address)
    given = request.headers.get("Authorization")
    if given is None:
        caller = Caller(network)
    else:
        refuse_guessing(network)
        caller = Caller(network, client_with(given, request))
        if caller.client is None:
            take("refused", network, rate_of("refused"))
            raise BadKeyError
    request.__dict__[CALLER] = caller
    return caller


def refuse_guessing(network: str) -> None:
    spent = is_spent("refused", network, rate_of("refused"))
    if spent:
        raise TooManyRequestsError(spent)


def client_with(given: str, request: HttpRequest) -> ApiClient | None:
    """The client whose key stands in the header, if it is a good one."""
    scheme, _space, text = given.partition(" ")
    if scheme.lower() != SCHEME:
        return None
    key = ApiKey.objects.find(text.strip())
    if key is None or not key.client.accepts(address_of(request)):
        return None
    note_use(key)
    return key.client


def note_use(key: ApiKey) -> None:
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > BETWEEN_NOTES:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
