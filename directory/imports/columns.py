"""Which column of a spreadsheet is which field: known by the words that Korean offices use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from directory.imports.spreadsheets import EMPTY, Row, SpreadsheetError
from directory.widgets import in_each_language
from hangul.normalise import normalise

CONTACT = "contact."
LOOKED_AT = 20
SAMPLES = 3

LABELS: Mapping[str, Promise] = {
    "key": _("Record number"),
    "name": _("Name"),
    "name_en": _("Name in English"),
    "short_name": _("Short name"),
    "former_names": _("Former names"),
    "category": _("Category"),
    "standing": _("Standing"),
    "legal_form": _("Legal form"),
    "sectors": _("Sector"),
    "district": _("District"),
    "status": _("Status"),
    "parent": _("Belongs to"),
    "business_number": _("Business registration number"),
    "founded_on": _("Founded"),
    "joined_on": _("Joined"),
    "left_on": _("Left"),
    "verified_on": _("Last verified on"),
    "address": _("Address"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "website": _("Website"),
    "social_links": _("Social media"),
    "introduction": _("Introduction"),
    "introduction_en": _("Introduction in English"),
    "products_and_services": _("Products and services"),
    "tags": _("Tags"),
    "logo": _("Logo"),
    "slug": _("Name in addresses"),
}
CONTACT_LABELS: Mapping[str, Promise] = {
    "contact.name": _("Contact person"),
    "contact.role": _("Contact person's role"),
    "contact.phone": _("Contact person's telephone"),
    "contact.email": _("Contact person's e-mail"),
    "contact.consent_purpose": _("Purpose of the consent"),
    "contact.consent_items": _("Items of the consent"),
    "contact.consented_on": _("Consented on"),
    "contact.consent_until": _("Consent ends on"),
    "contact.consent_version": _("Version of the consent form"),
    "contact.shared_with_partners": _("May be given to partners"),
}
ALL_LABELS = {**LABELS, **CONTACT_LABELS}

HEADINGS_FILE = Path(__file__).with_name("headings.toml")

NOT_LETTERS = re.compile(r"[\W_]+")
IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")


def simple(header: object) -> str:
    """A heading without case, spaces, punctuation and line breaks."""
    return NOT_LETTERS.sub("", normalise(str(header)))


@cache
def known_headings() -> dict[str, str]:
    """The field of every heading that we know: our own labels, and what offices write."""
    found = {}
    for field, label in ALL_LABELS.items():
        for words in (field, *in_each_language(label)):
            found[simple(words)] = field
    for field, headings in tomllib.loads(HEADINGS_FILE.read_text(encoding="utf-8")).items():
        for words in headings:
            found.setdefault(simple(words), field)
    return found


def recognised(header: object, known: Mapping[str, str]) -> str:
    """The field that a heading names, a remark in brackets aside; empty for none."""
    text = str(header or "")
    return known.get(simple(text)) or known.get(simple(IN_BRACKETS.sub("", text)), "")


@dataclass(frozen=True)
class SheetColumn:
    """A column of the spreadsheet, as the person who assigns it sees it."""

    position: int
    header: str
    samples: tuple[str, ...]
    field: str

    @property
    def letter(self) -> str:
        return get_column_letter(self.position + 1)


def fields_of(cells: Iterable[object]) -> list[str]:
    """The field of each heading; a field that two headings name belongs to the first."""
    known = known_headings()
    fields: list[str] = []
    for cell in cells:
        field = recognised(cell, known)
        fields.append("" if field in fields else field)
    return fields


def header_of(rows: Sequence[Row]) -> Row:
    """The row with the headings: the one with most known ones, else the first that is not blank.

    Above it people like to put a title, the date, or a remark.
    """
    filled = [row for row in rows[:LOOKED_AT] if not row.is_blank]
    if not filled:
        raise SpreadsheetError(EMPTY)
    return max(filled, key=lambda row: len(list(filter(None, fields_of(row.cells)))))


def sheet_columns(rows: Sequence[Row], header: Row) -> list[SheetColumn]:
    """The columns that hold anything, with what they are taken for."""
    below = [row for row in rows if row.number > header.number and not row.is_blank]
    width = max(len(row.cells) for row in (header, *below))
    headings = [*header.cells, *[None] * (width - len(header.cells))]
    fields = fields_of(headings)
    found = []
    for position, heading in enumerate(headings):
        texts = [str(row.cells[position]) for row in below if len(row.cells) > position
                 and row.cells[position] not in (None, "")]  # fmt: skip
        if heading or texts:
            header_text = " ".join(str(heading or "").split())
            found.append(
                SheetColumn(position, header_text, tuple(texts[:SAMPLES]), fields[position])
            )
    return found


def without_samples_of_persons(columns: Iterable[SheetColumn]) -> list[SheetColumn]:
    """The columns as those see them who may not see contact persons."""
    known = known_headings()
    return [
        replace(column, samples=()) if recognised(column.header, known).startswith(CONTACT)
        else column
        for column in columns
    ]  # fmt: skip
