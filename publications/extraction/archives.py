"""ZIP containers from strangers: how much they may hold is looked at before anything is opened."""

from __future__ import annotations

import lzma
import os
import struct
import zipfile
import zlib
from typing import BinaryIO, Final

END_RECORD: Final = struct.Struct("<4s4H2LH")
END_SIGNATURE: Final = b"PK\x05\x06"
ZIP64_LOCATOR: Final = b"PK\x06\x07"
LONGEST_COMMENT: Final = 65_535

MOST_ENTRIES: Final = 20_000
MOST_DIRECTORY_BYTES: Final = 8 * 1024 * 1024
MOST_PART_BYTES: Final = 64 * 1024 * 1024
ENCRYPTED: Final = 0x1

# What zipfile lets out over broken containers, parts and compressed streams.
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    ArithmeticError, EOFError, LookupError, OSError, RuntimeError, ValueError,
)  # fmt: skip


class ArchiveError(ValueError):
    """A container that is broken, or too elaborate to be honest."""


class PartTooLargeError(ArchiveError):
    """A part that would unpack to more than is allowed."""


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """The container in `file`, if its list of entries is of a sensible size.

    Raises ArchiveError. Nothing is unpacked.
    """
    check_directory(file)
    try:
        return zipfile.ZipFile(file)
    except BROKEN as error:
        raise ArchiveError(str(error)) from error


def check_directory(file: BinaryIO) -> None:
    """Refuse a list of entries that would itself be a burden to read. Raises ArchiveError."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - END_RECORD.size - LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    position = tail.rfind(END_SIGNATURE)
    if position < 0 or position + END_RECORD.size > len(tail):
        raise ArchiveError("no end of the central directory")
    if tail[max(0, position - 20) : position].startswith(ZIP64_LOCATOR):
        raise ArchiveError("ZIP64")
    record = END_RECORD.unpack_from(tail, position)
    if record[4] > MOST_ENTRIES or record[5] > MOST_DIRECTORY_BYTES:
        raise ArchiveError("too many entries")
    file.seek(0)


def part(archive: zipfile.ZipFile, name: str, most: int = MOST_PART_BYTES) -> bytes:
    """What the entry of that name unpacks to.

    Raises ArchiveError where it is missing or broken, PartTooLargeError past `most` bytes,
    whatever the entry's own header says of its size.
    """
    try:
        with archive.open(name) as stream:
            content = stream.read(most + 1)
    except BROKEN as error:
        raise ArchiveError(f"{name}: {error}") from error
    if len(content) > most:
        raise PartTooLargeError(name)
    return content


def is_encrypted(archive: zipfile.ZipFile) -> bool:
    """Whether any entry is locked by a password."""
    return any(entry.flag_bits & ENCRYPTED for entry in archive.infolist())
