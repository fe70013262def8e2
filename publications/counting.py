"""Counting downloads (COUNTER's rules): in memory first, then in the database, every few seconds.

A request writes nothing. Its process keeps in memory which file was asked for, when and by whom,
for at most DOWNLOADS_FLUSH_SECONDS; then all of it is written down in one transaction, without
the "by whom". That needs no folder that all processes share, and a process that is killed loses
no more than those seconds.
"""

from __future__ import annotations

import atexit
import datetime
import hashlib
import hmac
import logging
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from counter_robots import is_robot
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from publications.conf import flush_seconds, trusted_proxies
from publications.models import DownloadCount
from publications.models.downloads import CountedFile, DownloadSalt, RecentClick

DOUBLE_CLICK = datetime.timedelta(seconds=30)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Click:
    """One request for a file from its beginning. `visitor` never leaves this process's memory."""

    file: CountedFile
    at: datetime.datetime
    visitor: str

    def digest(self, salt: str) -> str:
        """What tells this visitor's clicks on this file from others', as long as the salt lives."""
        told = f"{self.file.key}\n{self.visitor}".encode()
        return hmac.new(salt.encode(), told, hashlib.sha256).hexdigest()


def visitor_of(request: HttpRequest) -> str:
    """Who asks, as far as a double click goes: the address with the browser's name."""
    return f"{address_of(request)}\n{request.headers.get('User-Agent', '')}"


def address_of(request: HttpRequest) -> str:
    """The client's address; behind proxies of ours, what the outermost of them saw."""
    addresses = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = trusted_proxies()
    if proxies and len(addresses) >= proxies:
        return addresses[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


class ClickBuffer:
    """The clicks of this process that are not written down yet."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clicks: list[Click] = []
        self.timer: threading.Timer | None = None
        self.due = 0.0

    def add(self, click: Click) -> None:
        """Take one more; it is written down soon, without anybody waiting for it."""
        with self.lock:
            self.clicks.append(click)
        if flush_seconds() > 0:
            self.set_timer(flush_seconds())
        else:
            self.write()

    def set_timer(self, seconds: float) -> None:
        """See to it that somebody looks after the buffer, at the latest after `seconds`."""
        due = time.monotonic() + seconds
        with self.lock:
            if self.timer and self.due <= due:
                return
            if self.timer:
                self.timer.cancel()
            self.due = due
            self.timer = threading.Timer(seconds, self.look_after)
            self.timer.daemon = True
            self.timer.start()

    def look_after(self) -> None:
        """Write, in a thread of its own; come back while there is anything left to do."""
        with self.lock:
            self.timer = None
        try:
            remembered = self.write()
        except DatabaseError:
            logger.warning("Downloads could not be counted yet.", exc_info=True)
            self.set_timer(flush_seconds())
        else:
            if remembered:
                self.set_timer(DOUBLE_CLICK.total_seconds())
        finally:
            connection.close()

    def write(self) -> bool:
        """Write everything down; whether clicks are remembered for the rule of the double click.

        Raises DatabaseError, and then keeps everything.
        """
        with self.lock:
            clicks, self.clicks = self.clicks, []
        try:
            return count(clicks, timezone.now())
        except DatabaseError:
            with self.lock:
                self.clicks = [*clicks, *self.clicks]
            raise

    def write_at_exit(self) -> None:
        """The last seconds of a process that ends in good order."""
        try:
            if self.clicks:
                self.write()
        except DatabaseError:
            logger.warning("The last downloads could not be counted.", exc_info=True)


buffer = ClickBuffer()
atexit.register(buffer.write_at_exit)


def note_download(request: HttpRequest, file: CountedFile) -> None:
    """Count a request for a file from its beginning, unless a robot makes it."""
    if not is_robot(request.headers.get("User-Agent", "")):
        buffer.add(Click(file, timezone.now(), visitor_of(request)))


def count(clicks: Sequence[Click], now: datetime.datetime) -> bool:
    """Add the clicks to the counts, double clicks once; whether any click is still remembered."""
    with transaction.atomic():
        salt = DownloadSalt.locked()
        counted = without_double_clicks(sorted(clicks, key=lambda click: click.at), salt.value)
        add_up(counted)
        RecentClick.objects.filter(seen_at__lt=now - DOUBLE_CLICK).delete()
        remembers = RecentClick.objects.exists()
        salt.rotate_if_old(now, unused=not remembers)
    return remembers


def without_double_clicks(clicks: Sequence[Click], salt: str) -> list[Click]:
    """Those that no click of the same visitor on the same file is near to; all are remembered."""
    digests = {click: click.digest(salt) for click in clicks}
    seen = RecentClick.objects.last_seen(digests.values())
    counted = []
    for click in clicks:
        before = seen.get(digests[click])
        if before is None or abs(click.at - before) >= DOUBLE_CLICK:
            counted.append(click)
        seen[digests[click]] = max(click.at, before or click.at)
    RecentClick.objects.bulk_create(
        [RecentClick(digest=digest, seen_at=at) for digest, at in seen.items()],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["seen_at"],
    )
    return counted


def add_up(clicks: Sequence[Click]) -> None:
    """One write for each file and day, in the same order everywhere."""
    newest = {click.file.key: click.file for click in clicks}
    numbers = Counter((click.file.key, timezone.localdate(click.at)) for click in clicks)
    for (key, day), number in sorted(numbers.items()):
        DownloadCount.objects.add(newest[key], day, number)
    for file in newest.values():
        DownloadCount.objects.describe(file)


def forget_clicks() -> None:
    """Remove what a process that was killed left behind; nobody's click outlives the minute."""
    if RecentClick.objects.exists():
        count([], timezone.now())
