"""What may be uploaded: a file is what its content says, and its name has to agree."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.permissions import policy_registry

from publications.extraction.file_types import (
    ARCHIVES,
    EMPTY,
    LOCKED_OFFICE,
    MACROS,
    MARKUP,
    MEDIA_TYPES,
    OLD_HWP,
    OLD_OFFICE,
    TEXT,
    UNKNOWN,
    type_of,
)

REFUSALS: dict[str, Any] = {
    EMPTY: _("The file is empty (0 bytes). Choose the file again."),
    OLD_HWP: _(
        "This is a document of Hangul 3.0 or older, which most people can no longer open. Save "
        "it as HWPX or PDF, and upload that."
    ),
    OLD_OFFICE: _(
        "This is a document of an old Office version (DOC, XLS or PPT). Save it as DOCX, XLSX, "
        "PPTX or PDF, and upload that."
    ),
    LOCKED_OFFICE: _(
        "This document is locked by a password. Remove the password in the program that made "
        "it, save it, and upload it again."
    ),
    MACROS: _("This document holds macros. Save it without them, and upload that."),
    MARKUP: _(
        "This is a web page or a drawing (HTML, SVG or XML), whatever its name. Save it as PDF, "
        "and upload that."
    ),
    UNKNOWN: _(
        "The content is not that of a %(extension)s file. It may be damaged: open it on your "
        "computer, save it anew, and upload it again."
    ),
}
WRONG_NAME = _(
    "The name ends in %(extension)s, but the content is that of a %(found)s file. Check that it "
    "is the right file, and give it the ending .%(ending)s."
)


def nfc(text: str) -> str:
    """The text with whole Hangul syllables; macOS hands out names taken apart into letters."""
    return unicodedata.normalize("NFC", text)


def extension_of(name: str) -> str:
    return Path(name).suffix.lower().removeprefix(".")


def check_content(file: BinaryIO, name: str) -> None:
    """Raises ValidationError where the content is not what the name says, and says what to do.

    Types that this module does not know are let through, as the project allows them, unless a
    browser would run them.
    """
    extension = extension_of(name)
    found = type_of(file)
    file.seek(0)
    if found in {EMPTY, MARKUP}:
        raise ValidationError(REFUSALS[found], code="content")
    if extension not in MEDIA_TYPES or agrees(extension, found):
        return
    raise refusal(extension, found)


def agrees(extension: str, found: str) -> bool:
    """Whether the content may bear that extension; every container may be called a ZIP."""
    if extension == "zip":
        return found in ARCHIVES
    return found == extension or (extension, found) == ("csv", TEXT)


def refusal(extension: str, found: str) -> ValidationError:
    if found in MEDIA_TYPES or found == TEXT:
        ending = "csv" if found == TEXT else found
        names = {"extension": extension.upper(), "found": ending.upper(), "ending": ending}
        message = REFUSALS[UNKNOWN] if found == TEXT else WRONG_NAME
        return ValidationError(message, code="content", params=names)
    params = {"extension": extension.upper()}
    return ValidationError(REFUSALS[found], code="content", params=params)


def same_file(sha256: str, user: Any, besides: Any = None) -> Any:
    """A document with the same content that `user` may choose; None where there is none."""
    policy = policy_registry.get_by_type(get_document_model())
    documents = policy.instances_user_has_any_permission_for(user, ["choose", "change"])
    found = documents.filter(extracted_text__sha256=sha256).order_by("pk")
    return found.exclude(pk=besides).first() if besides else found.first()
