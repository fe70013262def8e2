"""An import from the file to its end, step by step, each step safe to be done in the background."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.imports.columns import CONTACT, header_of, sheet_columns
from directory.imports.comparison import BATCH, Comparison, in_batches
from directory.imports.spreadsheets import SpreadsheetError, check, first_rows, rows
from directory.imports.writing import OutdatedError, write
from directory.models import (
    ImportStatus,
    MemberImport,
    MemberImportFile,
    MemberImportRow,
    RowOutcome,
)

logger = logging.getLogger(__name__)
ROWS_LOOKED_AT = 30


@transaction.atomic
def begin(content: bytes, file_name: str, user: Any) -> MemberImport:
    """Keep the file and guess its columns. Raises SpreadsheetError where it cannot be read."""
    check(content)
    head = first_rows(content, ROWS_LOOKED_AT)
    header = header_of(head)
    columns = sheet_columns(head, header)
    mapping = {str(each.position): each.field for each in columns if each.field}
    of_import = MemberImport.objects.create(
        file_name=file_name[:255],
        user=user,
        language=translation.get_language() or "ko",
        header_row=header.number,
        mapping=mapping,
        file_names_persons=takes_persons(mapping),
    )
    MemberImportFile.objects.create(of_import=of_import, content=content)
    return of_import


def takes_persons(mapping: Mapping[str, str]) -> bool:
    """Whether any column is one of contact persons."""
    return any(field.startswith(CONTACT) for field in mapping.values())


def content_of(of_import: MemberImport) -> bytes:
    return bytes(of_import.file.content)


def compare(of_import: MemberImport) -> None:
    """Compare the file with the directory and keep the result for the preview."""
    with translation.override(of_import.language):
        try:
            keep_comparison(of_import)
        except SpreadsheetError as error:
            of_import.rows.all().delete()
            of_import.move_on(ImportStatus.FAILED, message=str(error.message))


def keep_comparison(of_import: MemberImport) -> None:
    of_import.rows.all().delete()
    table = list(rows(content_of(of_import)))
    comparison = Comparison(of_import, table)
    holds_contacts = takes_persons(of_import.mapping)
    of_import.move_on(
        ImportStatus.COMPARING,
        total=len(comparison.data),
        progress=0,
        holds_contacts=holds_contacts,
        file_names_persons=of_import.file_names_persons or holds_contacts,
    )
    for batch in in_batches(comparison.rows(), BATCH):
        MemberImportRow.objects.bulk_create(batch)
        of_import.move_on(ImportStatus.COMPARING, progress=of_import.progress + len(batch))
    of_import.move_on(ImportStatus.COMPARED)


def confirm(of_import: MemberImport) -> None:
    """Write what was confirmed; where the directory has changed meanwhile, compare again."""
    with translation.override(of_import.language):
        try:
            write(of_import)
        except OutdatedError as error:
            compare(of_import)
            of_import.move_on(
                ImportStatus(of_import.status),
                message=_("%(reason)s Nothing was written; this is a new comparison.")
                % {"reason": error},
            )
        except Exception:
            logger.exception("Import %s could not be written", of_import.pk)
            of_import.move_on(
                ImportStatus.FAILED,
                finished_at=timezone.now(),
                message=_("An unexpected error stopped the import. Nothing was written."),
            )


def has_errors(of_import: MemberImport) -> bool:
    return of_import.rows.filter(outcome=RowOutcome.ERROR).exists()
