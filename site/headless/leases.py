"""How long a process may go by a content version that it has read, without asking again.

On PostgreSQL a reader has the counter's row for `LEASE_SECONDS` from the moment before it asked.
It takes an advisory lock that many may share, and only then the snapshot in which it reads. Who
moves the counter on takes the same lock for itself, and commits `WAIT_SECONDS` after that at the
soonest. So where a reader got the lock, no writer was between its lock and its commit, and the
next one's commit comes when the lease is over; where it got none, there is no lease. Both locks
end with their transaction, whatever becomes of it, and a reader waits for nothing while it has
its own: neither can hold up the other for longer than a read takes.

This relies on one primary server, on every writer's going by `ContentVersion.locked`, and on
clocks of which none runs more than twice as fast as another; they need not show the same time.
The idea is that of C. G. Gray and D. R. Cheriton, Leases (SOSP 1989).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from weakref import WeakKeyDictionary

from django.db.backends.base.base import BaseDatabaseWrapper

LEASE_SECONDS = 0.002
WAIT_SECONDS = 0.005

# When each connection was granted the lock last, in seconds of the monotonic clock.
_granted: WeakKeyDictionary[BaseDatabaseWrapper, float] = WeakKeyDictionary()


def readers_clock() -> Callable[[], float]:
    """A clock in seconds that goes on while the machine sleeps, where there is one."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic if boottime is None else partial(time.clock_gettime, boottime)


def refuse_leases(connection: BaseDatabaseWrapper, table: str, key: int) -> None:
    """Let nobody have a lease of the row before this connection's transaction ends.

    The lock is named by the table's number in the database and by the row's primary key.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(table)
        cursor.execute("SELECT pg_advisory_xact_lock(%s::regclass::int, %s)", [name, key])
    _granted[connection] = time.monotonic()


def outlast_leases(connection: BaseDatabaseWrapper) -> None:
    """Return when all leases are over that were given before the connection refused them."""
    granted = _granted.pop(connection, None)
    if granted is not None:
        time.sleep(max(0.0, granted + WAIT_SECONDS - time.monotonic()))
