"""Which type a file is of, by what it holds and not by what it is called."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from typing import BinaryIO, Final

from publications.extraction.archives import ArchiveError, open_archive, part

# By the extensions that visitors know them by.
MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "hwp": "application/x-hwp",
    "hwpx": "application/hwp+zip",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
ARCHIVES: Final = frozenset({"docx", "epub", "hwpx", "pptx", "xlsx", "zip"})

# What else is told apart, because an editor can then be told what to do.
UNKNOWN: Final = ""
EMPTY: Final = "empty"
TEXT: Final = "text"
MARKUP: Final = "markup"
OLD_HWP: Final = "hwp3"
OLD_OFFICE: Final = "old-office"
LOCKED_OFFICE: Final = "locked-office"
MACROS: Final = "macros"

OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
HWP_SIGNATURE: Final = b"HWP Document File"
HWP_HEADER_NAME: Final = "FileHeader".encode("utf-16-le")
ENCRYPTED_PACKAGE_NAME: Final = "EncryptedPackage".encode("utf-16-le")
MARKUP_STARTS: Final = (b"<", b"&lt;")
CONTENT_TYPES: Final = "[Content_Types].xml"
OPC_TYPES: Final = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
OPC_MACROS: Final = b".macroEnabled."
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
KOREAN_ENCODINGS: Final = ("utf-8", "cp949")

CHUNK: Final = 1024 * 1024
FIRST_BYTES: Final = 4096
MOST_OF_A_MIMETYPE: Final = 100
MOST_OF_CONTENT_TYPES: Final = 4 * 1024 * 1024


def type_of(file: BinaryIO) -> str:
    """The file's type: a key of MEDIA_TYPES or one of the names above; reads in bounded memory."""
    file.seek(0)
    start = file.read(FIRST_BYTES)
    if not start:
        return EMPTY
    if is_pdf(start):
        return "pdf"
    if start.startswith(OLE):
        return type_in_ole(file)
    if start.startswith(HWP_SIGNATURE):
        return OLD_HWP
    if start.startswith(b"PK"):
        return type_in_archive(file)
    return type_of_text(file, start)


def is_pdf(start: bytes) -> bool:
    """Whether a PDF begins here; only white space and a byte order mark may stand before it."""
    return start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"%PDF-")


def type_in_ole(file: BinaryIO) -> str:
    """Which program's compound file it is, by the names and the signature inside."""
    found = contained(file, (HWP_HEADER_NAME, HWP_SIGNATURE, ENCRYPTED_PACKAGE_NAME))
    if {HWP_HEADER_NAME, HWP_SIGNATURE} <= found:
        return "hwp"
    return LOCKED_OFFICE if ENCRYPTED_PACKAGE_NAME in found else OLD_OFFICE


def contained(file: BinaryIO, wanted: tuple[bytes, ...]) -> set[bytes]:
    """Which of the byte strings occur in the file."""
    overlap = max(map(len, wanted)) - 1
    found: set[bytes] = set()
    rest = b""
    for chunk in chunks(file):
        window = rest + chunk
        found.update(each for each in wanted if each in window)
        rest = window[-overlap:]
    return found


def chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def type_in_archive(file: BinaryIO) -> str:
    """What a ZIP container is made for; `zip` where it is for nothing in particular."""
    try:
        with open_archive(file) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                return type_by_mimetype(part(archive, "mimetype", MOST_OF_A_MIMETYPE))
            if CONTENT_TYPES in names:
                return type_by_parts(part(archive, CONTENT_TYPES, MOST_OF_CONTENT_TYPES))
    except ArchiveError:
        return UNKNOWN
    return "zip"


def type_by_mimetype(declared: bytes) -> str:
    """The type that an OCF container names in its entry `mimetype`."""
    name = declared.decode("ascii", "replace").strip()
    return {MEDIA_TYPES["hwpx"]: "hwpx", MEDIA_TYPES["epub"]: "epub"}.get(name, "zip")


def type_by_parts(content_types: bytes) -> str:
    """The type of an Office Open XML package (ECMA-376 part 2), by its main part."""
    if OPC_MACROS in content_types:
        return MACROS
    for name, main in OPC_TYPES.items():
        if main in content_types:
            return name
    return "zip"


def type_of_text(file: BinaryIO, start: bytes) -> str:
    """`text` for what a person could read in an editor and no browser would run."""
    if start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(MARKUP_STARTS):
        return MARKUP
    return TEXT if encoding_of(file) else UNKNOWN


def encoding_of(file: BinaryIO) -> str:
    """In which of the encodings that Korean offices use the whole file can be read, if any."""
    file.seek(0)
    start = file.read(4)
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding if is_readable(file, encoding) else ""
    return next((each for each in KOREAN_ENCODINGS if is_readable(file, each)), "")


def is_readable(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        texts = (decoder.decode(chunk) for chunk in chunks(file))
        return not any("\0" in text for text in texts) and not decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False


def size_of(file: BinaryIO) -> int:
    """How many bytes the file has."""
    return file.seek(0, os.SEEK_END)
