"""Erasing a person: no file, no preview and no undo of an import keeps what a contact said.

Articles 21 and 36 of the Personal Information Protection Act (개인정보 보호법). The record itself
is a row of its own, no revision and no index holds it, and the log names nobody; what is left are
spreadsheets that brought the person in.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.db.models import Q

from directory.imports.spreadsheets import SpreadsheetError, rows
from directory.models import MemberContact, MemberImport, MemberImportFile, MemberImportRow

WIPED: dict[str, Any] = {"contact_cells": {}, "contact_changes": [], "contact_errors": []}


def erase_traces(instance: MemberContact, **_kwargs: Any) -> None:
    """Take a person who was just deleted out of the files and rows of imports.

    A receiver of `post_delete`. A file that names the person goes as a whole, whether its persons
    were taken in or not; in one of members alone a telephone number is the member's.
    """
    with transaction.atomic():
        known = words_of(instance)
        for file in MemberImportFile.objects.select_related("of_import").iterator():
            words = known if file.of_import.file_names_persons else {instance.name}
            if mentions(bytes(file.content), words):
                file.delete()
        wipe_rows(instance, known)


def words_of(contact: MemberContact) -> set[str]:
    """What the person can be recognised by."""
    digits = "".join(filter(str.isdigit, contact.phone))
    return {word for word in (contact.name, contact.email, contact.phone, digits) if word}


def mentions(content: bytes, words: set[str]) -> bool:
    """Whether a spreadsheet says any of the words; one that cannot be read might."""
    try:
        return any(
            word in str(cell)
            for row in rows(content)
            for cell in row.cells
            if cell
            for word in words
        )
    except SpreadsheetError:
        return True


def wipe_rows(contact: MemberContact, words: set[str]) -> None:
    """Empty what rows of imports keep of the person."""
    imports = MemberImport.objects.filter(holds_contacts=True).values("pk")
    candidates = MemberImportRow.objects.filter(of_import__in=imports)
    MemberImportRow.objects.filter(contact_id=contact.pk).update(contact_id=None, **WIPED)
    for row in candidates.exclude(**WIPED).iterator():
        kept = json.dumps([getattr(row, name) for name in WIPED], ensure_ascii=False)
        if any(word in kept for word in words):
            MemberImportRow.objects.filter(pk=row.pk).update(**WIPED)


def forget_old_files() -> None:
    """Delete files and previews that held persons for 30 days; every minute's work."""
    for of_import in MemberImport.objects.with_outdated_files():
        with transaction.atomic():
            of_import.file.delete()
            of_import.rows.filter(~Q(**WIPED)).update(**WIPED)
