"""What a spreadsheet would do to the directory, row by row, without doing any of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from wagtail.models import WorkflowState

from directory.districts import District
from directory.imports.columns import ALL_LABELS, CONTACT
from directory.imports.spreadsheets import FORMULA_ERRORS, Row
from directory.lookups import Lookups
from directory.matching import MatchError, MemberIndex, RowIdentity
from directory.models import Member, MemberContact, MemberImport, MemberImportRow, RowOutcome
from directory.resources import Changes, ContactResource, MemberResource
from directory.widgets import DistrictWidget, text_of
from hangul.normalise import unspaced

BATCH = 500
DISTRICTS = DistrictWidget()


def in_batches(items: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def plain(cell: Any) -> Any:
    """A cell as JSON keeps it; dates as people and our widgets read them."""
    if isinstance(cell, (datetime.date, datetime.datetime)):
        return text_of(cell)
    return cell


class Comparison:
    """One spreadsheet held against the directory as it is now."""

    def __init__(self, of_import: MemberImport, rows: list[Row]) -> None:
        self.of_import = of_import
        self.positions = {name: int(place) for place, name in of_import.mapping.items()}
        self.data = [row for row in rows if row.number > of_import.header_row and not row.is_blank]
        self.index = MemberIndex()
        self.lookups = Lookups(self.index)
        self.lookups.announced = {unspaced(text_of(self.cell(row, "name"))) for row in self.data}
        self.judge = Judge(self.lookups)
        self.seen: dict[Any, int] = {}

    def cell(self, row: Row, name: str) -> Any:
        position = self.positions.get(name)
        return row.cells[position] if position is not None and position < len(row.cells) else None

    def rows(self) -> Iterator[MemberImportRow]:
        """Every row's judgement, not saved."""
        for batch in in_batches(self.data):
            found = [(row, *self.identified(row)) for row in batch]
            members = Drawer(pk for _row, pk, _error in found if pk)
            for row, pk, error in found:
                yield self.compared(row, members.get(pk) if pk else None, error)

    def cells(self, row: Row, *, of_contact: bool = False) -> dict[str, Any]:
        """What the row says, by field; empty cells only where they are to clear a field."""
        found = {}
        for name in self.positions:
            if name.startswith(CONTACT) == of_contact:
                cell = plain(self.cell(row, name))
                if cell not in (None, "") or (self.of_import.clear_with_empty_cells):
                    found[name.removeprefix(CONTACT)] = "" if cell is None else cell
        return found

    def identified(self, row: Row) -> tuple[int | None, MatchError | None]:
        identity = identity_of(self.cells(row))
        try:
            return self.index.match(identity), None
        except MatchError as error:
            return None, error

    def compared(
        self, row: Row, member: Member | None, error: MatchError | None
    ) -> MemberImportRow:
        result = MemberImportRow(
            of_import=self.of_import,
            number=row.number,
            member=member,
            name=text_of(self.cell(row, "name"))[:200] or (member.name if member else ""),
            cells=self.cells(row),
            contact_cells=self.cells(row, of_contact=True),
        )
        errors = {error.column: str(error)} if error else self.formula_errors(row)
        if not any(result.contact_cells.values()):
            result.contact_cells = {}
        if not errors:
            errors = self.judge.judge(result)
        if not errors:
            errors = self.repetition(result)
        contact_errors = {}
        if result.contact_cells and not errors:
            contact_errors = self.judge.judge_contact(result)
        result.errors = self.described(errors)
        result.contact_errors = self.described(
            {CONTACT + name: reason for name, reason in contact_errors.items()}
        )
        if errors or contact_errors:
            result.outcome = RowOutcome.ERROR
            result.changes = []
        return result

    def formula_errors(self, row: Row) -> dict[str, str]:
        return {
            name: _("The formula in this cell gives an error: %(value)s.") % {"value": cell}
            for name in self.positions
            if (cell := self.cell(row, name)) in FORMULA_ERRORS
        }

    def repetition(self, row: MemberImportRow) -> dict[str, str]:
        """No two rows may speak of one member, unless the later only names one more person."""
        identity = identity_of(row.cells)
        mark = row.member_id or (unspaced(identity.name), identity.district)
        first = self.seen.setdefault(mark, row.number)
        if first == row.number:
            return {}
        if row.contact_cells and row.outcome == RowOutcome.UNCHANGED:
            return {}
        column = "key" if identity.key else "name"
        return {column: _("Row %(number)s is the same member.") % {"number": first}}

    def described(self, errors: Mapping[str, str]) -> list[dict[str, str]]:
        """Errors with the letter of the column, in the order of the columns."""
        found = []
        for name, reason in errors.items():
            position = self.positions.get(name)
            label = ALL_LABELS.get(name)
            found.append(
                {
                    "column": get_column_letter(position + 1) if position is not None else "",
                    "field": str(label) if label else "",
                    "reason": reason,
                }
            )
        return sorted(found, key=lambda each: (len(each["column"]), each["column"]))


def identity_of(cells: Mapping[str, Any]) -> RowIdentity:
    """What a row says of who it is."""
    try:
        district = DISTRICTS.clean(cells.get("district"))
    except ValueError:
        district = ""
    return RowIdentity(
        key=text_of(cells.get("key")).upper(),
        name=text_of(cells.get("name")),
        district=district if district in District.values else "",
        business_number=text_of(cells.get("business_number")),
    )


class Drawer:
    """Members with all that belongs to them, taken out a batch at a time."""

    def __init__(self, pks: Iterable[int]) -> None:
        wanted = list(dict.fromkeys(pks))
        found = Member.objects.filter(pk__in=wanted).with_relations()
        found = found.select_related("category", "parent", "logo", "latest_revision")
        self.members = {member.pk: member for member in found.prefetch_related("contacts")}
        content_type = ContentType.objects.get_for_model(Member)
        in_workflow = WorkflowState.objects.active().filter(
            base_content_type=content_type, object_id__in=[str(pk) for pk in wanted]
        )
        self.in_workflow = {int(pk) for pk in in_workflow.values_list("object_id", flat=True)}

    def get(self, pk: int) -> Member | None:
        """The member as its keepers last left it: a draft that was never public counts."""
        member = self.members.get(pk)
        if member is None:
            return None
        current = member.as_kept()
        current.__dict__["is_in_workflow"] = pk in self.in_workflow
        return current


class Judge:
    """Applies cells to members in memory, and says what that changes or why it cannot be."""

    def __init__(self, lookups: Lookups) -> None:
        self.lookups = lookups
        self.members = MemberResource(lookups)
        self.contacts = ContactResource(lookups)
        self.slugs = {known.slug: pk for pk, known in lookups.index.members.items()}

    def judge(self, row: MemberImportRow) -> dict[str, str]:
        """Fill in outcome and changes; the result is what is wrong, by field."""
        is_new = row.member is None
        member = Member() if row.member is None else row.member
        changes = self.take_in(member, row.cells)
        errors = changes.errors or self.obstacles(member, changes)
        row.changes = [[name, *texts] for name, texts in changes.changed.items()]
        if is_new:
            row.outcome = RowOutcome.NEW
            row.note = self.remark(member)
        else:
            row.outcome = RowOutcome.CHANGED if changes.changed else RowOutcome.UNCHANGED
        return errors

    def take_in(self, member: Member, cells: dict[str, Any]) -> Changes:
        """Change `member` as the cells say, and see to its address."""
        if not member.pk and not cells.get("slug"):
            member.slug = self.free_slug(text_of(cells.get("name")))
        changes = self.members.take_in(member, {**cells, "name": cells.get("name") or member.name})
        errors = dict(changes.errors)
        if not member.category_id and "category" not in errors:
            errors["category"] = _("Every member needs a category.")
        if self.slugs.get(member.slug, member.pk) != member.pk:
            errors["slug"] = _("Another member has this address.")
        if not errors:
            self.slugs[member.slug] = member.pk
        return Changes(changes.changed, errors)

    def free_slug(self, name: str) -> str:
        base = slugify(name, allow_unicode=True)[:180] or "member"
        number = 1
        slug = base
        while slug in self.slugs:
            number += 1
            slug = f"{base}-{number}"
        return slug

    def obstacles(self, member: Member, changes: Changes) -> dict[str, str]:
        """Why an existing member cannot be changed from outside just now."""
        if not member.pk or not changes.changed:
            return {}
        if member.locked:
            return {"": _("This member is locked.")}
        if member.__dict__.get("is_in_workflow"):
            return {"": _("This member is being reviewed. Finish that first.")}
        if member.live and member.has_unpublished_changes:
            return {
                "": _("This member has changes that are not published. Publish or discard them.")
            }
        return {}

    def remark(self, member: Member) -> str:
        """A new member that may be an old one by another name."""
        alike = self.lookups.index.alike(member.name)
        if not alike:
            return ""
        return _("Almost the same name as %(members)s.") % {"members": ", ".join(alike[:3])}

    def judge_contact(self, row: MemberImportRow) -> dict[str, str]:
        """What the row does to the member's contact persons; the result is what is wrong."""
        name = text_of(row.contact_cells.get("name"))
        known = list(row.member.contacts.all()) if row.member_id and row.member else []
        same = [contact for contact in known if unspaced(contact.name) == unspaced(name)]
        if len(same) > 1:
            return {"name": _("There are two contact persons of this name.")}
        contact = same[0] if same else MemberContact()
        row.contact_id = contact.pk
        changes = self.contacts.take_in(contact, row.contact_cells)
        row.contact_changes = [[field, *texts] for field, texts in changes.changed.items()]
        if not same:
            row.contact_outcome = RowOutcome.NEW
        elif changes.changed:
            row.contact_outcome = RowOutcome.CHANGED
        else:
            row.contact_outcome = RowOutcome.UNCHANGED
        return changes.errors
