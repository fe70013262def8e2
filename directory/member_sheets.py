"""The directory as a spreadsheet that Korean Excel opens right and the import reads back.

Every column of `MemberResource`, under headings that the import recognises. No cell is ever a
formula: in CSV a guard stands before what would be one, in XLSX each text is marked as text.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from directory.imports.columns import CONTACT, CONTACT_LABELS, LABELS
from directory.imports.comparison import in_batches
from directory.imports.spreadsheets import MOST_CELL_CHARACTERS, guarded
from directory.lookups import Lookups
from directory.matching import MemberIndex
from directory.models import MemberContact
from directory.querysets import MemberQuerySet
from directory.resources import LEFT_OUT, ContactResource, MemberResource

BYTE_ORDER_MARK = "\ufeff"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATES = frozenset(
    {"founded_on", "joined_on", "left_on", "verified_on", "consented_on", "consent_until"}
)
WIDE = frozenset({"name", "address", "introduction", "products_and_services", "website"})
DATE_FORMAT = "yyyy-mm-dd"

Written = Mapping[str, str]


def written_members(members: MemberQuerySet) -> Iterator[Written]:
    """Each member's written forms; the queries do not grow with the members, but for batches."""
    resource = MemberResource(Lookups(MemberIndex()))
    for batch in in_batches(members.values_list("pk", flat=True)):
        found = members.model.objects.with_relations().in_bulk(batch)
        yield from (resource.written(found[pk].as_kept()) for pk in batch if pk in found)


def written_contacts(contacts: Iterable[MemberContact]) -> Iterator[Written]:
    """Each person after the record number and name of its member."""
    resource = ContactResource(Lookups(MemberIndex()))
    for contact in contacts:
        person = {CONTACT + name: text for name, text in resource.written(contact).items()}
        yield {"key": contact.member.key, "name": contact.member.name, **person}


def fitting(text: str) -> str:
    """The text, or a mark that says it was left out, which the import leaves alone."""
    return text if len(text) < MOST_CELL_CHARACTERS else LEFT_OUT


def as_csv(labels: Mapping[str, Any], rows: Iterable[Written]) -> Iterator[str]:
    """CSV in UTF-8 with a byte order mark, line by line (RFC 4180)."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield BYTE_ORDER_MARK
    writer.writerow([str(label) for label in labels.values()])
    for row in rows:
        writer.writerow([guarded(fitting(row[name])) for name in labels])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def as_xlsx(labels: Mapping[str, Any], rows: Iterable[Written], title: str) -> bytes:
    """A workbook with one sheet, its headings fixed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "C2"
    for number, name in enumerate(labels, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = 32 if name in WIDE else 16
    sheet.append([heading_cell(sheet, str(label)) for label in labels.values()])
    for row in rows:
        sheet.append([xlsx_cell(sheet, name, row[name]) for name in labels])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(labels))}1"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def heading_cell(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top")
    return cell


def xlsx_cell(sheet: Any, name: str, text: str) -> WriteOnlyCell | None:
    """A date as a date, everything else as text."""
    if not text:
        return None
    if name.removeprefix(CONTACT) in DATES:
        cell = WriteOnlyCell(sheet, datetime.date.fromisoformat(text))
        cell.number_format = DATE_FORMAT
        return cell
    cell = WriteOnlyCell(sheet, fitting(text))
    cell.data_type = "s"
    return cell


def members_response(members: MemberQuerySet, kind: str, name: str) -> HttpResponse:
    """The members as a download, `kind` being "csv" or "xlsx"."""
    return download(LABELS, lambda: written_members(members), kind, name)


def contacts_response(contacts: Iterable[MemberContact], kind: str, name: str) -> HttpResponse:
    labels = {"key": LABELS["key"], "name": LABELS["name"], **CONTACT_LABELS}
    return download(labels, lambda: written_contacts(contacts), kind, name)


def download(
    labels: Mapping[str, Any], rows: Callable[[], Iterable[Written]], kind: str, name: str
) -> HttpResponse:
    if kind == "xlsx":
        response = HttpResponse(as_xlsx(labels, rows(), name), content_type=XLSX_TYPE)
    else:
        text = "".join(as_csv(labels, rows()))
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    file_name = f"{slugify(name, allow_unicode=True)}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    response["Cache-Control"] = "private, no-store"
    return response
