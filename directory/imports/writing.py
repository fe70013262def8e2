"""A confirmed import, written: all in one transaction, exactly what the preview showed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from content.indexing import index_now
from directory.bulk import MemberWriter, Version, replace_rows
from directory.imports.comparison import BATCH, Drawer, Judge, identity_of, in_batches
from directory.lookups import Lookups
from directory.matching import KnownMember, MatchError, MemberIndex
from directory.models import (
    ImportStatus,
    Member,
    MemberContact,
    MemberImport,
    MemberImportRow,
    RowOutcome,
)
from directory.widgets import ParentWidget
from hangul.normalise import unspaced

EFFECTIVE = (RowOutcome.NEW, RowOutcome.CHANGED)
WRITTEN_FIELDS = ("member", "is_written", "revision_before", "revision_after")
STATE = (
    "pk", "key", "name", "slug", "district", "business_number", "status", "live", "expired",
    "locked", "has_unpublished_changes", "latest_revision", "live_revision", "last_published_at",
)  # fmt: skip


class OutdatedError(RuntimeError):
    """The directory is no longer what the preview compared with."""

    def __init__(self, row: MemberImportRow) -> None:
        super().__init__(
            _("Row %(number)s (%(name)s) no longer fits: somebody changed the directory.")
            % {"number": row.number, "name": row.name}
        )


def write(of_import: MemberImport) -> None:
    """Write the rows of a compared import. Raises OutdatedError, with nothing written.

    Everything is made ready before the transaction and indexed for search after it, so that others
    who save wait as short as can be.
    """
    index_now(Member, write_members(of_import))


def write_members(of_import: MemberImport) -> list[int]:
    """All of the import but the search index: all or nothing; the keys of what search must find."""
    seen = directory_state()
    writer = ImportWriter(of_import)
    writer.prepare()
    with transaction.atomic():
        MemberImport.objects.select_for_update().get(pk=of_import.pk)
        if directory_state(locks=True) != seen:
            # Somebody saved a member meanwhile: look again, now that nobody can.
            writer = ImportWriter(of_import)
            writer.prepare()
        writer.write()
        of_import.rows.update(cells={}, contact_cells={})
        of_import.move_on(ImportStatus.DONE, finished_at=timezone.now(), message="")
    return writer.written


def directory_state(*, locks: bool = False) -> int:
    """Names the state of all members, as far as it decides what an import may do to them.

    `locks`: nobody else may save any of them until the transaction ends. SQLite has but one writer.
    """
    members = Member.objects.select_for_update(no_key=True) if locks else Member.objects.all()
    return hash(tuple(members.order_by("pk").values_list(*STATE)))


class ImportWriter:
    """The writing of one import."""

    def __init__(self, of_import: MemberImport) -> None:
        self.of_import = of_import
        self.lookups = Lookups(MemberIndex())
        self.lookups.announced = self.announced()
        self.judge = Judge(self.lookups)
        self.writer = MemberWriter(of_import.user, {"import": of_import.pk}, indexes=False)
        self.ready: list[tuple[MemberImportRow, Version]] = []
        self.waiting: list[int] = []
        # Keys of the members that search must find anew.
        self.written: list[int] = []

    @property
    def rows(self) -> QuerySet[MemberImportRow]:
        return self.of_import.rows.filter(outcome__in=EFFECTIVE).order_by("number")

    def announced(self) -> set[str]:
        names = self.of_import.rows.filter(outcome=RowOutcome.NEW).values_list("name", flat=True)
        return {unspaced(name) for name in names}

    def prepare(self) -> None:
        """Make the versions in memory, with a sign of life for each batch."""
        self.make_ready(list(self.rows.values_list("pk", flat=True)))

    def make_ready(self, pks: list[int]) -> None:
        """Apply rows to their members; those that belong to a member still to be added wait."""
        self.waiting = []
        for batch in in_batches(pks):
            self.of_import.save(update_fields=["touched_at"])
            rows = list(self.rows.filter(pk__in=batch))
            drawer = Drawer(row.member_id for row in rows if row.member_id)
            for row in rows:
                version = self.version(row, drawer)
                if version.member.__dict__.get(ParentWidget.KEPT):
                    self.waiting.append(row.pk)
                    self.judge.slugs.pop(version.member.slug, None)
                else:
                    row.cells, row.changes = {}, []
                    self.ready.append((row, version))

    def write(self) -> None:
        """Members first, in rounds: one that belongs to a new member waits until that is there."""
        self.write_ready()
        while waiting := self.waiting:
            self.make_ready(waiting)
            if len(self.waiting) == len(waiting):
                raise OutdatedError(self.rows.get(pk=waiting[0]))
            self.write_ready()
        self.write_contacts()

    def write_ready(self) -> None:
        while self.ready:
            batch, self.ready = self.ready[:BATCH], self.ready[BATCH:]
            self.writer.write([version for _row, version in batch])
            for row, version in batch:
                self.note(row, version)
            replace_rows([row for row, _version in batch], WRITTEN_FIELDS)
            self.written += [v.member.pk for _row, v in batch if not v.is_draft_of_public]

    def version(self, row: MemberImportRow, drawer: Drawer) -> Version:
        """The member as the row wants it, if that is still what the preview showed."""
        member = drawer.get(row.member_id) if row.member_id else Member()
        if member is None or (row.member_id is None and row.outcome == RowOutcome.CHANGED):
            raise OutdatedError(row)
        if member.pk is None:
            self.check_still_new(row)
        is_first = member.pk is not None and member.latest_revision_id is None
        before = member.serializable_data() if is_first else None
        changes = self.judge.take_in(member, row.cells)
        errors = changes.errors or self.judge.obstacles(member, changes)
        if errors or [[name, *texts] for name, texts in changes.changed.items()] != row.changes:
            raise OutdatedError(row)
        publish = self.of_import.publish and (member.pk is None or member.live)
        return Version(member, publish, before, changed=frozenset(changes.changed))

    def check_still_new(self, row: MemberImportRow) -> None:
        try:
            found = self.lookups.index.match(identity_of(row.cells))
        except MatchError as error:
            raise OutdatedError(row) from error
        if found is not None:
            raise OutdatedError(row)

    def note(self, row: MemberImportRow, version: Version) -> None:
        member = version.member
        row.member = member
        row.is_written = True
        row.revision_before = version.revision_before
        row.revision_after = version.revision.pk if version.revision else None
        if row.outcome == RowOutcome.NEW:
            self.lookups.index.add(
                KnownMember(
                    member.pk, member.key, member.name, member.district, member.business_number,
                    member.slug,
                )
            )  # fmt: skip

    def write_contacts(self) -> None:
        rows = self.of_import.rows.filter(contact_outcome__in=EFFECTIVE)
        rows = rows.exclude(outcome=RowOutcome.ERROR)
        for batch in in_batches(rows.values_list("pk", flat=True)):
            self.write_contact_batch(
                list(MemberImportRow.objects.filter(pk__in=batch).select_related("member"))
            )

    def write_contact_batch(self, rows: list[MemberImportRow]) -> None:
        """Save the persons that the rows name; what they were before stays on the row."""
        ids = [row.contact_id for row in rows if row.contact_id]
        known = MemberContact.objects.in_bulk(ids)
        written = []
        for row in rows:
            contact = known.get(row.contact_id) if row.contact_id else MemberContact()
            if contact is None or row.member_id is None:
                raise OutdatedError(row)
            contact.member_id = row.member_id
            before = self.judge.contacts.written(contact) if contact.pk else {}
            changes = self.judge.contacts.take_in(contact, row.contact_cells)
            if changes.errors:
                raise OutdatedError(row)
            contact.save()
            row.contact_id = contact.pk
            row.contact_changes = [[name, before.get(name, ""), ""] for name in changes.changed]
            row.is_written = True
            written.append((row, contact))
        MemberImportRow.objects.bulk_update(
            rows, ["contact_id", "contact_changes", "is_written"], 200
        )
        log_contacts(self.of_import.user, written, self.of_import)


def log_contacts(
    user: Any, written: Iterable[tuple[MemberImportRow, MemberContact]], of_import: MemberImport
) -> None:
    """Who took in which person's data, in Wagtail's log; the entries name nobody."""
    content_type = ContentType.objects.get_for_model(MemberContact)
    now = timezone.now()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            object_id=str(contact.pk),
            label=str(contact),
            action="wagtail.create" if row.contact_outcome == RowOutcome.NEW else "wagtail.edit",
            timestamp=now,
            data={"import": of_import.pk},
            user=user,
            uuid=uuid.uuid4(),
            content_changed=True,
        )
        for row, contact in written
    )
