"""EPUB (OCF and OPF): the chapters in the order in which they are read."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from publications.extraction.archives import (
    ArchiveError,
    PartTooLargeError,
    is_encrypted,
    open_archive,
    part,
)
from publications.extraction.markup import MarkupError, attributes_of, text_of_page
from publications.extraction.output import (
    DAMAGED,
    LOCKED,
    RIGHTS_MANAGED,
    TOO_LARGE,
    Output,
    UnreadableError,
)

CONTAINER: Final = "META-INF/container.xml"
RIGHTS: Final = "META-INF/rights.xml"


def read_epub(path: Path, output: Output) -> str:
    """The text of every chapter. Raises UnreadableError."""
    try:
        with path.open("rb") as file, open_archive(file) as archive:
            check_locks(archive)
            for name in chapters(archive):
                output.text(text_of_page(part(archive, name)))
    except PartTooLargeError as error:
        raise UnreadableError(TOO_LARGE) from error
    except (ArchiveError, MarkupError) as error:
        raise UnreadableError(DAMAGED) from error
    return output.outcome


def check_locks(archive: zipfile.ZipFile) -> None:
    if is_encrypted(archive):
        raise UnreadableError(LOCKED)
    if RIGHTS in archive.namelist():
        raise UnreadableError(RIGHTS_MANAGED)


def chapters(archive: zipfile.ZipFile) -> list[str]:
    """The parts that the spine names and that are there. Raises ArchiveError, MarkupError."""
    roots = attributes_of(part(archive, CONTAINER), "rootfile")
    if not roots:
        raise ArchiveError("no rootfile")
    root = roots[0].get("full-path", "")
    package = part(archive, root)
    folder = posixpath.dirname(root)
    places = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in attributes_of(package, "item")
    }
    present = set(archive.namelist())
    spine = (places.get(item.get("idref"), "") for item in attributes_of(package, "itemref"))
    return [name for name in spine if name in present]
