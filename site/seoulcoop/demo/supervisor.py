"""The demo's processes: started together, restarted when they fall, ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

RESTARTS_PER_MINUTE = 5
GRACE_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.5


class ChildFailedError(RuntimeError):
    """A process that falls again as soon as it is started."""

    def __init__(self, name: str, code: int) -> None:
        self.name = name
        self.code = code
        super().__init__(f"{name} ended again and again, last with code {code}")


@dataclass
class Child:
    """A process that runs as long as the supervisor does: a module, started on a leash."""

    name: str
    arguments: Sequence[str]
    settings_module: str
    starts: deque[float] = field(default_factory=deque)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that the terminal's Ctrl+C reaches us alone."""
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(
            [sys.executable, "-m", "seoulcoop.demo.leash", *self.arguments],
            stdin=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": self.settings_module},
        )

    def restart_if_fallen(self) -> None:
        """Start it again. Raises ChildFailedError when that has helped too often."""
        if self.process is None or self.process.poll() is None:
            return
        while self.starts and self.starts[0] < time.monotonic() - 60:
            self.starts.popleft()
        if len(self.starts) >= RESTARTS_PER_MINUTE:
            raise ChildFailedError(self.name, self.process.returncode)
        self.start()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end; past `until` (monotonic seconds) it is killed with all it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Keeps the children running until this process is told to stop.

    `is_ready` is asked again and again until it says yes; then `on_ready` is called, once.
    """

    def __init__(
        self, children: Sequence[Child], is_ready: Callable[[], bool], on_ready: Callable[[], None]
    ) -> None:
        self.children = children
        self.is_ready = is_ready
        self.on_ready = on_ready
        self.ready = False
        self.stopping = False

    def run(self) -> None:
        """Return after SIGINT or SIGTERM. Raises ChildFailedError."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        try:
            for child in self.children:
                child.start()
            while not self.stopping:
                self.look()
                time.sleep(LOOK_EVERY_SECONDS)
        finally:
            self.stop()

    def look(self) -> None:
        """Restart what has fallen, and notice when everything is ready."""
        for child in self.children:
            child.restart_if_fallen()
        if not self.ready and self.is_ready():
            self.ready = True
            self.on_ready()

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def stop(self) -> None:
        """End all children, patiently at first."""
        until = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            child.stop()
        for child in self.children:
            child.wait(until)
