"""The way back: members as they were before the import, unless somebody has edited them since."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from directory.bulk import MemberWriter, Version
from directory.imports.comparison import in_batches
from directory.lookups import Lookups
from directory.matching import MemberIndex
from directory.models import (
    ImportStatus,
    Member,
    MemberContact,
    MemberImport,
    MemberImportRow,
    RowOutcome,
)
from directory.resources import ContactResource

BATCH = 100
CHILDREN = frozenset({"former_names", "tags", "sectors"})


def undo(of_import: MemberImport, user: Any) -> None:
    """Take the import back, a batch at a time; started again, it goes on where it stopped."""
    with translation.override(of_import.language):
        rows = of_import.rows.filter(is_written=True, is_undone=False).order_by("-number")
        of_import.move_on(ImportStatus.UNDOING, total=rows.count(), progress=0)
        for batch in in_batches(rows.values_list("pk", flat=True), BATCH):
            with transaction.atomic():
                Undoing(of_import, user).undo(list(rows.filter(pk__in=batch)))
            of_import.move_on(ImportStatus.UNDOING, progress=of_import.progress + len(batch))
        of_import.move_on(ImportStatus.UNDONE, undone_at=timezone.now(), undone_by=user, message="")


def expectation(of_import: MemberImport) -> dict[str, int]:
    """How many members an undo would restore, take away, and leave alone."""
    found: Counter[str] = Counter()
    rows = of_import.rows.filter(is_written=True, is_undone=False).select_related("member")
    for row in rows.exclude(revision_after=None).iterator():
        if row.member is None or row.member.latest_revision_id != row.revision_after:
            found["left"] += 1
        else:
            found["removed" if row.outcome == RowOutcome.NEW else "restored"] += 1
    return {name: found[name] for name in ("restored", "removed", "left")}


class Undoing:
    """The undoing of some rows of one import, inside a transaction."""

    def __init__(self, of_import: MemberImport, user: Any) -> None:
        self.of_import = of_import
        self.writer = MemberWriter(user, {"import": of_import.pk, "undone": True})

    def undo(self, rows: list[MemberImportRow]) -> None:
        self.undo_contacts([row for row in rows if row.contact_outcome])
        locked = Member.objects.select_for_update(no_key=True).order_by("pk")
        members = locked.in_bulk([row.member_id for row in rows if row.member_id])
        self.restore([row for row in rows if row.outcome == RowOutcome.CHANGED], members)
        for row in rows:
            if row.outcome == RowOutcome.NEW:
                self.remove(row, members.get(row.member_id or 0))
            elif row.outcome == RowOutcome.UNCHANGED:
                row.is_undone = True
        MemberImportRow.objects.bulk_update(
            rows, ["is_undone", "note", "member", "contact_id", "contact_changes"]
        )

    def restore(self, rows: list[MemberImportRow], members: dict[int, Member]) -> None:
        """Give changed members the content that they had, as a new revision."""
        revisions = Revision.objects.in_bulk([r.revision_before for r in rows if r.revision_before])
        versions = []
        for row in rows:
            member = members.get(row.member_id or 0)
            before = revisions.get(row.revision_before or 0)
            if member is None or before is None or member.latest_revision_id != row.revision_after:
                row.note = _("Not undone: somebody has edited this member since.")
                continue
            former = member.with_content_json(before.content)
            versions.append(Version(former, member.live, previous=before, changed=CHILDREN))
            row.is_undone = True
        self.writer.write(versions)

    def remove(self, row: MemberImportRow, member: Member | None) -> None:
        """Delete a member that the import added and nothing uses."""
        if member is None:
            row.is_undone = True
        elif member.latest_revision_id != row.revision_after:
            row.note = _("Not undone: somebody has edited this member since.")
        elif self.is_used(member):
            row.note = _("Not undone: other content uses this member.")
        else:
            self.delete(row, member)

    def is_used(self, member: Member) -> bool:
        own = ContentType.objects.get_for_model(Member)
        uses = ReferenceIndex.get_references_to(member).exclude(base_content_type=own)
        return uses.exists() or member.contacts.exists()

    def delete(self, row: MemberImportRow, member: Member) -> None:
        try:
            with transaction.atomic():
                member.delete()
        except ProtectedError:
            row.note = _("Not undone: other content uses this member.")
            return
        row.member = None
        row.is_undone = True

    def undo_contacts(self, rows: list[MemberImportRow]) -> None:
        """Persons that the import added go; those that it changed get back what they had."""
        resource = ContactResource(Lookups(MemberIndex()))
        contacts = MemberContact.objects.in_bulk([row.contact_id for row in rows if row.contact_id])
        for row in rows:
            contact = contacts.get(row.contact_id or 0)
            if contact is None or self.was_edited(contact):
                continue
            if row.contact_outcome == RowOutcome.NEW:
                contact.delete()
                row.contact_id = None
            elif row.contact_changes:
                former = {name: before for name, before, _after in row.contact_changes}
                resource.take_in(contact, former)
                contact.save()
            row.contact_changes = []

    def was_edited(self, contact: MemberContact) -> bool:
        """Whether somebody has changed the person's record after the import."""
        edits = ModelLogEntry.objects.for_instance(contact).filter(action="wagtail.edit")
        return edits.filter(timestamp__gt=self.of_import.finished_at).exists()
