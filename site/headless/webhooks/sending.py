"""One sending of one message: signed, posted, and what came back."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

import requests
from django.utils import timezone
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError, ProtocolError

from headless.models.webhooks import Failure
from headless.webhooks.connections import USER_AGENT, Deadline, deadline, outside_session
from headless.webhooks.limits import whole_seconds
from headless.webhooks.signing import signature_header

MOST_BYTES = 4096
EXCERPT_LENGTH = 1000
TROUBLE = (requests.RequestException, HTTPError, OSError, ValueError)


@dataclass(frozen=True)
class Answer:
    """What came back: a status, or none where no answer came; `failure` is empty on success."""

    began_at: datetime.datetime
    milliseconds: int
    status: int | None
    failure: str
    excerpt: str = ""
    retry_after: str = ""

    @property
    def has_arrived(self) -> bool:
        return not self.failure

    @property
    def is_gone(self) -> bool:
        return self.status == HTTPStatus.GONE


def message_headers(message_id: str, moment: datetime.datetime, signature: str) -> dict[str, str]:
    """All headers of ours."""
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "identity",
        "Connection": "close",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signature,
    }


def send(url: str, message_id: str, payload: str, secrets: Iterable[str]) -> Answer:
    """Post a message, signed with each of `secrets`. Whatever goes wrong is in the answer."""
    moment, begun = timezone.now(), time.monotonic()
    signature = signature_header(secrets, message_id, moment, payload)
    headers = message_headers(message_id, moment, signature)
    status, failure, excerpt, retry_after = None, "", "", ""
    with deadline(whole_seconds()) as limit:
        try:
            with outside_session() as session:
                response = session.post(url, payload.encode(), headers=headers, stream=True)
                if limit.has_passed:
                    # What is cut off within the headers looks like their end.
                    raise requests.Timeout
                status = response.status_code
                retry_after = response.headers.get("Retry-After", "")
                failure = failure_of(status)
                excerpt = beginning(response)
        except TROUBLE as error:
            failure = failure if status else reason(error, limit)
    milliseconds = round((time.monotonic() - begun) * 1000)
    return Answer(moment, milliseconds, status, failure, excerpt, retry_after)


def failure_of(status: int) -> str:
    """Why the status is no success; empty where it is one."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return ""
    is_redirect = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    return Failure.REDIRECT if is_redirect else Failure.STATUS


def beginning(response: requests.Response) -> str:
    """A few lines of the answer; the rest is not even read."""
    text = response.raw.read(MOST_BYTES, decode_content=False).decode("utf-8", "replace")
    return "".join(char for char in text if char.isprintable() or char in "\n\t")[:EXCERPT_LENGTH]


def reason(error: Exception, limit: Deadline) -> str:
    """Why no answer came."""
    if isinstance(error, InvalidIPAddress):
        return Failure.INSIDE
    if limit.has_passed or isinstance(error, requests.Timeout | TimeoutError):
        return Failure.TIMEOUT
    if isinstance(error, requests.exceptions.SSLError):
        return Failure.TLS
    if isinstance(error, requests.exceptions.InvalidSchema | requests.exceptions.InvalidURL):
        return Failure.ADDRESS
    if any(isinstance(cause, ProtocolError) for cause in error.args):
        return Failure.ANSWER
    is_unreachable = isinstance(error, requests.ConnectionError)
    return Failure.UNREACHABLE if is_unreachable else Failure.ANSWER
