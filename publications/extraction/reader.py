"""Having files read in a process of their own, and taking over what was found."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from publications.extraction.covers import FORMATS, WIDTHS, cover_name
from publications.extraction.file_types import MEDIA_TYPES, UNKNOWN, type_of
from publications.extraction.limits import Limits
from publications.extraction.output import (
    DAMAGED,
    EMPTY,
    EVENTS,
    MOST_CHARACTERS,
    TOO_LARGE,
)

GRACE_SECONDS: Final = 15
MOST_COVER_BYTES: Final = 2 * 1024 * 1024
PAST_LIMITS: Final = frozenset({-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL})
NEARLY: Final = 0.8
KEPT_ENVIRONMENT: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR")


class ReaderError(RuntimeError):
    """The reading process itself cannot be had, which says nothing of the file."""


@dataclass(frozen=True)
class Cover:
    """The picture of a first page: its size, and the content of each file of it by name."""

    width: int
    height: int
    files: dict[str, bytes]


@dataclass
class Reading:
    """What was read out of one file; `seconds` are of processor time, `peak_bytes` resident."""

    status: str = DAMAGED
    media_type: str = ""
    sections: list[str] = field(default_factory=list)
    page_count: int | None = None
    people: list[str] = field(default_factory=list)
    cover: Cover | None = None
    exit_code: int = 0
    seconds: float = 0.0
    peak_bytes: int = 0


def piped(stream: IO[bytes] | None) -> IO[bytes]:
    """A stream of the server process. Raises ReaderError where it has none."""
    if stream is None:
        raise ReaderError("The reading process has no streams.")
    return stream


class DocumentReader:
    """Has files read, one after the other, in children of one server process.

    Use it as a context manager. Raises ReaderError where the server is gone.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def read(self, path: Path) -> Reading:
        """Read the file at `path`, whatever it holds."""
        with path.open("rb") as file:
            file_type = type_of(file)
        if file_type not in MEDIA_TYPES and file_type != "text":
            return Reading(status=EMPTY if file_type == EMPTY else damaged_or_foreign(file_type))
        file_type = "csv" if file_type == "text" else file_type
        with scratch_folder() as folder:
            answer = self.ask(path, file_type, folder)
            reading = taken_over(folder, answer, self.limits)
        reading.media_type = MEDIA_TYPES[file_type]
        return reading

    def ask(self, path: Path, file_type: str, folder: Path) -> dict[str, Any]:
        """The server's answer to one request. Raises ReaderError."""
        server = self.running()
        request = {
            "path": str(path.resolve()),
            "type": file_type,
            "folder": str(folder),
            "limits": asdict(self.limits),
        }
        questions = piped(server.stdin)
        try:
            questions.write(json.dumps(request).encode() + b"\n")
            questions.flush()
            return dict(json.loads(self.answer_of(server)))
        except (OSError, ValueError) as error:
            self.stop()
            raise ReaderError("The reading process ended.") from error

    def answer_of(self, server: subprocess.Popen[bytes]) -> bytes:
        """The next line; its children end by their own limits, so one always comes in time."""
        answers = piped(server.stdout)
        patience = self.limits.seconds + GRACE_SECONDS
        ready, _, _ = select.select([answers], [], [], patience)
        return answers.readline() if ready else b""

    def running(self) -> subprocess.Popen[bytes]:
        """The server, started when first needed; it knows none of this process's secrets."""
        if self.server is None or self.server.poll() is not None:
            self.stop()
            environment = {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ}
            environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
            self.server = subprocess.Popen(
                [sys.executable, "-m", "publications.extraction.server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
        return self.server

    def stop(self) -> None:
        """End the server and what it may be reading."""
        server, self.server = self.server, None
        if server is None:
            return
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        for stream in (server.stdin, server.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        server.wait()


def damaged_or_foreign(file_type: str) -> str:
    return DAMAGED if file_type == UNKNOWN else "unreadable-type"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="reading-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def taken_over(folder: Path, answer: dict[str, Any], limits: Limits) -> Reading:
    """What the child left behind, judged by how it ended."""
    reading = Reading(
        exit_code=answer["exit_code"],
        seconds=answer["processor_seconds"],
        peak_bytes=answer["peak_bytes"],
    )
    ended_well = False
    characters = 0
    for name, value in events(folder / EVENTS):
        if name == "section":
            characters += len(value)
            if characters <= MOST_CHARACTERS:
                reading.sections.append(value)
        elif name == "status":
            reading.status, ended_well = value, True
        elif name == "cover":
            reading.cover = cover_in(folder, *value)
        elif name in {"page_count", "people"}:
            setattr(reading, name, value)
    if not ended_well:
        reading.status = status_by_end(reading, limits)
    return reading


def events(path: Path) -> Iterator[tuple[str, Any]]:
    """What the child wrote, up to where it stopped."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                name, value = json.loads(line)
            except ValueError:
                return
            yield name, value


def status_by_end(reading: Reading, limits: Limits) -> str:
    """Whether the child was stopped at a limit, or fell over the file."""
    at_limit = reading.exit_code in PAST_LIMITS or reading.peak_bytes > NEARLY * limits.memory
    return TOO_LARGE if at_limit else DAMAGED


def cover_in(folder: Path, width: int, height: int) -> Cover | None:
    """The cover's files, if all of them are there and of a sensible size."""
    names = [cover_name(each, extension) for each in WIDTHS for extension, *_rest in FORMATS]
    paths = [folder / name for name in names]
    if all(path.is_file() and path.stat().st_size <= MOST_COVER_BYTES for path in paths):
        return Cover(int(width), int(height), {path.name: path.read_bytes() for path in paths})
    return None
