"""The process in which files are read: it forks for each, so that none can harm the next.

    python -m publications.extraction.server

Takes requests and gives answers as lines of JSON. A request names the file, its type, the folder
for what is read and the limits; an answer says how the child ended and what it took.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from PIL import Image

from publications.extraction.books import read_epub
from publications.extraction.covers import save_cover
from publications.extraction.hwp import hwp_cover, hwpx_cover, read_hwp, read_hwpx
from publications.extraction.limits import Limits
from publications.extraction.office import read_docx, read_pptx, read_xlsx
from publications.extraction.output import (
    DAMAGED,
    TOO_LARGE,
    UNREADABLE_TYPE,
    Output,
    UnreadableError,
)
from publications.extraction.pdf import pdf_cover, read_pdf
from publications.extraction.tables import read_csv

READERS: Final[dict[str, Callable[[Path, Output], str]]] = {
    "csv": read_csv,
    "docx": read_docx,
    "epub": read_epub,
    "hwp": read_hwp,
    "hwpx": read_hwpx,
    "pdf": read_pdf,
    "pptx": read_pptx,
    "xlsx": read_xlsx,
}
COVERS: Final[dict[str, Callable[[Path], Image.Image | None]]] = {
    "hwp": hwp_cover,
    "hwpx": hwpx_cover,
    "pdf": pdf_cover,
}
STANDARD_STREAMS: Final = (0, 1, 2)


def serve() -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        answer = in_a_child(json.loads(line))
        print(json.dumps(answer), flush=True)


def in_a_child(request: dict[str, Any]) -> dict[str, Any]:
    """Read one file in a child, and say how that ended."""
    child = os.fork()
    if not child:
        read_and_leave(request)
    _child, ended, usage = os.wait4(child, 0)
    return {
        "exit_code": os.waitstatus_to_exitcode(ended),
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


def read_and_leave(request: dict[str, Any]) -> None:
    """The child's whole life; it never returns to the server's loop."""
    exit_code = 1
    try:
        silence()
        folder = Path(request["folder"])
        os.chdir(folder)
        Limits(**request["limits"]).impose()
        read(Path(request["path"]), request["type"], Output(folder))
        exit_code = 0
    finally:
        os._exit(exit_code)


def silence() -> None:
    """Let neither a library nor its file speak on the streams that carry answers."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in STANDARD_STREAMS:
        os.dup2(nowhere, stream)


def read(path: Path, file_type: str, output: Output) -> None:
    """Text first, then the cover: what goes wrong with a picture leaves the text alone."""
    output.write("status", status_after_reading(path, file_type, output))
    if file_type in COVERS:
        picture = COVERS[file_type](path)
        size = save_cover(picture, output.folder) if picture else None
        if size:
            output.write("cover", size)


def status_after_reading(path: Path, file_type: str, output: Output) -> str:
    reader = READERS.get(file_type)
    if reader is None:
        return UNREADABLE_TYPE
    # A file that surprises a library is a damaged one.
    status = DAMAGED
    with suppress(Exception):
        status = status_told_by(reader, path, output)
    return status


def status_told_by(reader: Callable[[Path, Output], str], path: Path, output: Output) -> str:
    try:
        return reader(path, output)
    except UnreadableError as error:
        return error.status
    except MemoryError:
        return TOO_LARGE


if __name__ == "__main__":
    serve()
