"""Connections that lead outside and end in time, however slowly the other side answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any

from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from headless.webhooks.addresses import may_receive
from headless.webhooks.limits import allows_loopback, connect_seconds, whole_seconds

USER_AGENT = "headless-webhooks/1"


class Deadline:
    """Cuts the connections that are made under it when the time is up."""

    def __init__(self) -> None:
        self.sockets: list[socket.socket] = []
        self.has_passed = False

    def add(self, connected: socket.socket) -> None:
        """Mind a connection; a duplicate stays good when TLS takes over the original."""
        self.sockets.append(connected.dup())

    def pass_(self) -> None:
        self.has_passed = True
        for connected in self.sockets:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for connected in self.sockets:
            connected.close()


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """Have every connection of the block cut after so many seconds.

    The library's own limits begin anew with every byte that comes in.
    """
    limit = Deadline()
    timer = threading.Timer(seconds, limit.pass_)
    timer.daemon = True
    token = _deadline.set(limit)
    timer.start()
    try:
        yield limit
    finally:
        timer.cancel()
        timer.join()
        _deadline.reset(token)
        limit.close()


class MindedConnection(HTTPConnection):
    """A connection that is known to the deadline."""

    def _new_conn(self) -> socket.socket:
        return minded(super()._new_conn())


class MindedSecureConnection(HTTPSConnection):
    """The same, minded from before the TLS handshake."""

    def _new_conn(self) -> socket.socket:
        return minded(super()._new_conn())


def minded(connected: socket.socket) -> socket.socket:
    limit = _deadline.get()
    if limit is not None:
        limit.add(connected)
    return connected


class MindedPool(HTTPConnectionPool):
    ConnectionCls = MindedConnection


class MindedSecurePool(HTTPSConnectionPool):
    ConnectionCls = MindedSecureConnection


class OutsideAdapter(IPFilterAdapter):
    """Connects to the address that it has looked at, and to none that is not outside."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools = {"http": MindedPool, "https": MindedSecurePool}
        self.poolmanager.pool_classes_by_scheme = pools

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        address = ip_address(str(host["host"]).strip("[]"))
        if not may_receive(address):
            raise InvalidIPAddress(address)
        return host, pool


def outside_session() -> HTTPSession:
    """A session that follows no redirect, uses no proxy or stored password, and stays outside.

    It speaks https alone, but in development.
    """
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=allows_loopback(),
        never_redirect=True,
        default_timeout=(connect_seconds(), whole_seconds()),
        user_agent_override=USER_AGENT,
    )
    session = HTTPSession(config)
    session.trust_env = False
    session.adapters.clear()
    for scheme in ("https", "http") if allows_loopback() else ("https",):
        adapter = OutsideAdapter(scheme == "https", allow_loopback=allows_loopback())
        session.mount(f"{scheme}://", adapter)
    return session
