"""Read every document that waits for it, or all of them again."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from publications.extraction.reader import DocumentReader, ReaderError
from publications.models import ExtractedText
from publications.reading import read_document
from publications.reading_queue import enter_all_again, enter_unknown, waiting

BAR_WIDTH = 30
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    help = (
        "Reads the text and the covers of documents. Stop it at any time with Ctrl+C; started "
        "again, it goes on where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="Read all documents anew. To go on after a stop, start without this.",
        )

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        enter_unknown()
        if again:
            enter_all_again()
        todo = list(waiting())
        done = self.read_all(todo)
        self.stdout.write("")
        rest = len(todo) - done
        summary = f"{done} of {len(todo)} documents read."
        self.stdout.write(f"{summary} {rest} left: start again to go on." if rest else summary)

    def read_all(self, todo: list[ExtractedText]) -> int:
        """How many came to an end before this was asked to stop."""
        with stop_on_interrupt() as stop, DocumentReader() as reader:
            for done, row in enumerate(todo):
                self.show(done, len(todo), str(row.document))
                if stop.is_set():
                    return done
                self.read(row, reader)
        self.show(len(todo), len(todo), "")
        return len(todo)

    def read(self, row: ExtractedText, reader: DocumentReader) -> None:
        try:
            read_document(row.document_id, reader)
        except (ReaderError, OSError) as error:
            self.stderr.write(f"\n{row.document}: {error}")

    def show(self, done: int, total: int, name: str) -> None:
        """A bar on a terminal; in a file or a pipe, a line now and then."""
        filled = BAR_WIDTH * done // total if total else BAR_WIDTH
        bar = "█" * filled + "░" * (BAR_WIDTH - filled)
        if self.stdout.isatty():
            self.stdout.write(f"\r\x1b[K{bar} {done}/{total} {name[:40]}", ending="")
            self.stdout.flush()
        elif done == total or done % max(1, total // 10) == 0:
            self.stdout.write(f"{bar} {done}/{total}")


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """Set when a person or the system asks to stop; the document at hand is finished first."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    former = {number: signal.signal(number, lambda *_: stop.set()) for number in STOP_SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
