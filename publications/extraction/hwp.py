"""HWP 5 and HWPX, the formats of Hancom Office."""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import olefile
from extract_hwp import (
    HwpReadLimitError,
    extract_text_from_hwp5,
    extract_text_from_hwpx,
    is_hwpx_password_protected,
)
from PIL import Image

from publications.extraction.archives import ArchiveError, is_encrypted, open_archive, part
from publications.extraction.covers import open_picture
from publications.extraction.markup import MarkupError, parse
from publications.extraction.output import (
    DAMAGED,
    DISTRIBUTION,
    LOCKED,
    RIGHTS_MANAGED,
    TOO_LARGE,
    Output,
    UnreadableError,
)

# Bits of the properties in the stream FileHeader (한글 문서 파일 형식 5.0, 3.2.1).
HEADER: Final = "FileHeader"
HEADER_BYTES: Final = 256
PROPERTIES_AT: Final = 36
LOCKS: Final = (
    (1 << 1, LOCKED),
    (1 << 2, DISTRIBUTION),
    (1 << 4 | 1 << 8 | 1 << 10, RIGHTS_MANAGED),
)
SUMMARY: Final = "\x05HwpSummaryInformation"
AUTHOR: Final = 4
LAST_SAVED_BY: Final = 8
PICTURE: Final = "PrvImage"
PACKAGE: Final = "Contents/content.hpf"
PEOPLE: Final = frozenset({"creator", "lastsaveby"})
MOST_PICTURE_BYTES: Final = 16 * 1024 * 1024
MOST_SUMMARY_BYTES: Final = 1024 * 1024


class Complaints(logging.Handler):
    """Hears of errors that extract-hwp tells only to the log, answering an empty text."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.any = False

    def emit(self, record: logging.LogRecord) -> None:
        self.any = True


@contextmanager
def listening() -> Iterator[Complaints]:
    complaints = Complaints()
    root = logging.getLogger()
    root.addHandler(complaints)
    try:
        yield complaints
    finally:
        root.removeHandler(complaints)


def text_by(extract: Callable[[str], str], path: Path) -> str:
    """The text that extract-hwp finds. Raises UnreadableError."""
    with listening() as complaints:
        try:
            text: str = extract(str(path))
        except HwpReadLimitError as error:
            raise UnreadableError(TOO_LARGE) from error
    if complaints.any:
        raise UnreadableError(DAMAGED)
    return text


def read_hwp(path: Path, output: Output) -> str:
    """The body of an HWP 5 document. Raises UnreadableError."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            check_locks(ole)
            output.people(people_in_summary(ole))
    except (OSError, ValueError, IndexError, TypeError, struct.error) as error:
        raise UnreadableError(DAMAGED) from error
    output.text(text_by(extract_text_from_hwp5, path))
    return output.outcome


def check_locks(ole: olefile.OleFileIO) -> None:
    """Raises UnreadableError for a document that is locked in one way or another."""
    header = stream(ole, HEADER, HEADER_BYTES)
    (properties,) = struct.unpack_from("<I", header, PROPERTIES_AT)
    for bits, status in LOCKS:
        if properties & bits:
            raise UnreadableError(status)


def stream(ole: olefile.OleFileIO, name: str, most: int) -> bytes:
    """The beginning of a stream; nothing where it is missing or past all measure."""
    if not ole.exists(name) or ole.get_size(name) > most:
        return b""
    content: bytes = ole.openstream(name).read(most)
    return content


def people_in_summary(ole: olefile.OleFileIO) -> list[str]:
    """Who wrote and who last saved the document, by the names of their accounts."""
    if not ole.exists(SUMMARY) or ole.get_size(SUMMARY) > MOST_SUMMARY_BYTES:
        return []
    found = ole.getproperties(SUMMARY, no_conversion=[AUTHOR, LAST_SAVED_BY])
    # olefile does not stop at the end of a string in UTF-16.
    return [str(found.get(key, "")).split("\0")[0] for key in (AUTHOR, LAST_SAVED_BY)]


def hwp_cover(path: Path) -> Image.Image | None:
    """The preview that Hancom Office keeps inside."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            return open_picture(stream(ole, PICTURE, MOST_PICTURE_BYTES))
    except (OSError, ValueError, IndexError, TypeError, struct.error):
        return None


def read_hwpx(path: Path, output: Output) -> str:
    """The body of an HWPX document (OWPML, KS X 6101). Raises UnreadableError."""
    try:
        with path.open("rb") as file, open_archive(file) as archive:
            locked = is_encrypted(archive)
            if PACKAGE in archive.namelist():
                output.people(people_in_package(part(archive, PACKAGE)))
    except (ArchiveError, MarkupError) as error:
        raise UnreadableError(DAMAGED) from error
    if locked or is_hwpx_password_protected(str(path)):
        raise UnreadableError(LOCKED)
    output.text(text_by(extract_text_from_hwpx, path))
    return output.outcome


def people_in_package(package: bytes) -> list[str]:
    """Who wrote and who last saved the document, as the package's metadata name them.

    Hancom Office writes `<opf:meta name="creator" content="text">name</opf:meta>`.
    """
    names: list[str] = []
    wanted = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal wanted
        wanted = name in {"meta", "creator"} and attributes.get("name", name).lower() in PEOPLE
        if wanted:
            names.append(attributes.get("content", "").removesuffix("text"))

    def add(text: str) -> None:
        if wanted:
            names[-1] += text

    def end(name: str) -> None:
        nonlocal wanted
        wanted = False

    parse(package, start, end, add)
    return names


def hwpx_cover(path: Path) -> Image.Image | None:
    """The preview among the container's parts."""
    try:
        with path.open("rb") as file, open_archive(file) as archive:
            names = [name for name in archive.namelist() if name.startswith(f"Preview/{PICTURE}")]
            return open_picture(part(archive, names[0], MOST_PICTURE_BYTES)) if names else None
    except (ArchiveError, OSError):
        return None
