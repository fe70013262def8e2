"""What a reader hands over: lines of JSON in a file, so that what was read outlives the reader."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from publications.extraction.text import cleaned, pieces

# The statuses in which reading ends, as ExtractionStatus stores them.
READ: Final = "read"
EMPTY: Final = "empty"
SCANNED: Final = "scanned"
LOCKED: Final = "password"
DISTRIBUTION: Final = "distribution"
RIGHTS_MANAGED: Final = "rights-managed"
DAMAGED: Final = "damaged"
TOO_LARGE: Final = "too-large"
UNREADABLE_TYPE: Final = "unreadable-type"

EVENTS: Final = "events.jsonl"
MOST_PAGE_CHARACTERS: Final = 32_000
MOST_SECTION_CHARACTERS: Final = 8_000
MOST_CHARACTERS: Final = 10_000_000
MOST_PEOPLE: Final = 20
MOST_OF_A_NAME: Final = 200


class UnreadableError(Exception):
    """Reading ended early; `status` says why."""

    def __init__(self, status: str) -> None:
        self.status = status
        super().__init__(status)


class Output:
    """Takes what is read out of one file, within bounds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.characters = 0
        self.events = (folder / EVENTS).open("w", encoding="utf-8", buffering=1)

    def page(self, text: str) -> None:
        """One page as one section, even an empty one, so that numbers stay those of the pages.

        Raises UnreadableError when all pages together hold too much.
        """
        self.section(text[:MOST_PAGE_CHARACTERS])

    def text(self, text: str) -> None:
        """A text without pages, in sections. Raises UnreadableError when it is too much."""
        for piece in pieces(cleaned(text), MOST_SECTION_CHARACTERS):
            self.section(piece)

    def section(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise UnreadableError(TOO_LARGE)
        self.write("section", text)

    def people(self, names: Iterable[str]) -> None:
        """Names of persons or accounts that stand in the file's metadata."""
        kept = dict.fromkeys(cleaned(name)[:MOST_OF_A_NAME] for name in names)
        self.write("people", [name for name in kept if name][:MOST_PEOPLE])

    def write(self, name: str, value: Any) -> None:
        self.events.write(json.dumps([name, value]) + "\n")

    @property
    def outcome(self) -> str:
        """`read` or `empty`, by whether there was any text."""
        return READ if self.characters else EMPTY
