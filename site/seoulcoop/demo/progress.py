"""What the demo command says while it works: a line a step, counting where there is much to do."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.core.management.base import OutputWrapper


class Progress:
    """Writes to a terminal in place, and to a file or pipe one line at the end of each step."""

    def __init__(self, output: TextIO | OutputWrapper) -> None:
        self.output = output
        self.is_terminal = output.isatty()
        self.label = ""

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """Announce a step, and say when it is done and how long it took."""
        started = time.monotonic()
        self.label = label
        self.show("…")
        yield
        self.finish(f"✓ {time.monotonic() - started:.1f} s")

    def count(self, name: str, done: int, total: int) -> None:
        """Say how far the step has come."""
        self.show(f"{name} {done}/{total}")

    def show(self, state: str) -> None:
        if self.is_terminal:
            self.write(f"\r\x1b[K{self.label} {state}")

    def finish(self, state: str) -> None:
        start = "\r\x1b[K" if self.is_terminal else ""
        self.write(f"{start}{self.label} {state}\n")

    def write(self, text: str) -> None:
        if isinstance(self.output, OutputWrapper):
            self.output.write(text, ending="")
        else:
            self.output.write(text)
        self.output.flush()


class MigrationCounter(io.TextIOBase):
    """Takes what `migrate` prints, and counts the migrations that are done."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress = progress
        self.total = total
        self.done = 0

    def write(self, text: str) -> int:
        if "OK" in text:
            self.done += 1
            self.progress.count("", self.done, self.total)
        return len(text)
