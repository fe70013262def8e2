"""When a message that did not arrive is tried again."""

from __future__ import annotations

import datetime
from email.utils import parsedate_to_datetime
from secrets import SystemRandom

from django.utils import timezone

FIRST_SECONDS = 5.0
FACTOR = 4
LONGEST_SECONDS = 12 * 3600.0
JITTER = 0.25
# How many messages may fail in a row before the endpoint is left alone for a while.
FAILURES_BEFORE_REST = 3
LONGEST_REST_SECONDS = 15 * 60.0
# What a receiver may ask for in Retry-After.
LONGEST_RETRY_AFTER = datetime.timedelta(hours=6)


def delay_after(attempts: int) -> datetime.timedelta:
    """How long to wait after so many attempts: 5 s, 20 s, 80 s … 12 h, each a little off."""
    return spread(min(FIRST_SECONDS * FACTOR ** min(attempts - 1, 10), LONGEST_SECONDS))


def rest_after(failures: int) -> datetime.timedelta | None:
    """How long an endpoint is left alone after so many failures in a row; None for not at all."""
    over = failures - FAILURES_BEFORE_REST
    if over < 0:
        return None
    return spread(min(FIRST_SECONDS * 2 ** min(over, 10), LONGEST_REST_SECONDS))


def spread(seconds: float) -> datetime.timedelta:
    """About so long, so that what failed together does not come back together."""
    return datetime.timedelta(seconds=seconds * SystemRandom().uniform(1 - JITTER, 1 + JITTER))


def asked_delay(retry_after: str) -> datetime.timedelta | None:
    """What the receiver asks for in Retry-After, in seconds or as a date; None for nothing."""
    try:
        if retry_after.isascii() and retry_after.isdigit():
            delay = datetime.timedelta(seconds=min(int(retry_after[:9]), 10**8))
        else:
            moment = parsedate_to_datetime(retry_after)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
            delay = aware - timezone.now()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(delay, datetime.timedelta(0)), LONGEST_RETRY_AFTER)
