"""A partner's receiver: a real HTTP server that verifies each message, and behaves as told."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

HOST = "127.0.0.1"


@dataclass
class Message:
    """One message as it came in, after its signature was found to be good."""

    id: str
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def sequence(self) -> int:
        return int(self.body["data"]["sequence"])


Behaviour = Callable[["Handler"], None]


@dataclass
class Receiver:
    """What a receiver got, whether or not it said so, and what it does next.

    `behaviours` are used up one by one; after the last one every message is accepted.
    """

    url: str = ""
    secret: str = ""
    asked: list[Message] = field(default_factory=list)
    accepted: list[Message] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    behaviours: deque[Behaviour] = field(default_factory=deque)
    always: Behaviour | None = None

    def will(self, *behaviours: Behaviour) -> None:
        self.behaviours.extend(behaviours)

    def next_behaviour(self) -> Behaviour:
        return self.behaviours.popleft() if self.behaviours else self.always or accept


class Handler(BaseHTTPRequestHandler):
    """Verifies what is posted, as a partner would by the documentation."""

    protocol_version = "HTTP/1.1"
    receiver: Receiver
    message: Message

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            found = Webhook(self.receiver.secret).verify(body, headers)
        except WebhookVerificationError as error:
            self.receiver.unsigned.append(repr(error))
            self.answer(401)
            return
        self.message = Message(headers["webhook-id"], found, headers)
        self.receiver.asked.append(self.message)
        self.receiver.next_behaviour()(self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Keep the terminal for the tests."""


def accept(handler: Handler) -> None:
    handler.receiver.accepted.append(handler.message)
    handler.answer(204)


def refuse(status: int, **headers: str) -> Behaviour:
    return lambda handler: handler.answer(status, b"no", **headers)


def stall(seconds: float) -> Behaviour:
    """Say nothing for so long."""

    def behave(handler: Handler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return behave


def drip(handler: Handler) -> None:
    """Answer one byte at a time, for ever."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _number in range(200):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        handler.close_connection = True


def flood(handler: Handler) -> None:
    """Accept, and answer with far more than anybody would read."""
    handler.receiver.accepted.append(handler.message)
    handler.send_response(200)
    handler.send_header("Content-Length", str(10**9))
    handler.end_headers()
    try:
        for _number in range(2000):
            handler.wfile.write(b"a" * 100_000)
    except OSError:
        handler.close_connection = True


def babble(handler: Handler) -> None:
    """Answer with what is no HTTP."""
    handler.wfile.write(b"\x00\xff nothing of the kind\r\n\r\n")
    handler.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that hangs up is nothing to speak of."""


@contextmanager
def serving(port: int = 0) -> Iterator[Receiver]:
    """A receiver on this machine, until the block ends."""
    receiver = Receiver()
    handler = type("BoundHandler", (Handler,), {"receiver": receiver})
    with Server((HOST, port), handler) as server:
        receiver.url = f"http://{HOST}:{server.server_port}/hooks/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
