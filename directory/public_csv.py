"""The member list as a spreadsheet, with what everybody may know and nothing else."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from io import StringIO

from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from directory.imports.spreadsheets import guarded
from directory.models.members import Member

# Spreadsheets tell UTF-8 by it.
BYTE_ORDER_MARK = "\ufeff"

COLUMNS: tuple[tuple[object, Callable[[Member], object]], ...] = (
    (_("Name"), lambda member: member.name),
    (_("Name in English"), lambda member: member.name_en),
    (_("Short name"), lambda member: member.short_name),
    (_("Former names"), lambda member: listed(each.name for each in member.former_names.all())),
    (_("Category"), lambda member: member.category.display_name),
    (_("Standing"), lambda member: member.category.get_standing_display()),
    (_("Legal form"), lambda member: member.get_legal_form_display()),
    (_("Sector"), lambda member: listed(each.display_name for each in member.sectors.all())),
    (_("District"), lambda member: member.get_district_display()),
    (_("Founded"), lambda member: member.founded_on),
    (_("Joined"), lambda member: member.joined_on),
    (_("Business registration number"), lambda member: member.business_number),
    (_("Address"), lambda member: member.address),
    (_("Telephone"), lambda member: member.phone),
    (_("E-mail"), lambda member: member.email),
    (_("Website"), lambda member: member.website),
)


def listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def cell(value: object) -> str:
    """The value as text that no spreadsheet runs as a formula (OWASP, CSV injection)."""
    return guarded("" if value is None else force_str(value))


def members_as_csv(members: Iterable[Member]) -> str:
    """A header and a row for each member, in RFC 4180 form."""
    rows = StringIO()
    writer = csv.writer(rows)
    writer.writerow([force_str(heading) for heading, _value in COLUMNS])
    for member in members:
        writer.writerow([cell(value(member)) for _heading, value in COLUMNS])
    return BYTE_ORDER_MARK + rows.getvalue()
