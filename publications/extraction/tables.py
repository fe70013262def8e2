"""CSV: text in one of the encodings that Korean offices use."""

from __future__ import annotations

from pathlib import Path

from publications.extraction.file_types import encoding_of
from publications.extraction.output import DAMAGED, Output, UnreadableError


def read_csv(path: Path, output: Output) -> str:
    """The table as it stands. Raises UnreadableError."""
    with path.open("rb") as file:
        encoding = encoding_of(file)
    if not encoding:
        raise UnreadableError(DAMAGED)
    output.text(path.read_text(encoding))
    return output.outcome
