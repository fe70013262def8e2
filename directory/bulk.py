"""Many members written at once, and still the way Wagtail writes one.

Each gets its revision, its lines in the history, its place in the search index and in the index of
references, and `published` is sent where it is public: what an editor's click does, in a fixed
number of queries for any number of members.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends
from wagtail.signals import published
from wagtail.utils.timestamps import ensure_utc

from content.models.indexing import PendingIndexing
from directory.models import Member, MemberFormerAddress, MemberFormerName, MemberTag
from directory.widgets import ParentWidget, TagsWidget


@dataclass
class Version:
    """A member with its new content in memory, and what shall become of it."""

    member: Member
    publish: bool
    # What the member was before, where no revision of it tells that yet.
    before: dict[str, Any] | None = None
    previous: Revision | None = None
    changed: frozenset[str] = frozenset()
    revision_before: int | None = None
    revision: Revision | None = None

    @property
    def is_draft_of_public(self) -> bool:
        """Whether the public goes on seeing the former content."""
        return bool(self.member.live and not self.publish)


@dataclass
class MemberWriter:
    """Writes versions of members in the name of `user`; to be used inside a transaction."""

    user: Any
    log_data: dict[str, Any] = field(default_factory=dict)
    # Where False, the search index is only told what to take in later.
    indexes: bool = True

    def write(self, versions: list[Version]) -> None:
        new = [version for version in versions if version.member.pk is None]
        old = [version for version in versions if version.member.pk is not None]
        self.keep_what_was(old)
        for version in versions:
            self.prepare(version)
        self.insert(new)
        self.write_children([v for v in versions if not v.is_draft_of_public], new)
        self.write_revisions(versions)
        self.write_rows(versions)
        self.write_history(versions, {id(version) for version in new})
        self.announce(versions)

    def keep_what_was(self, versions: list[Version]) -> None:
        """A revision of the former content, for members that never had one."""
        without = [v for v in versions if v.member.latest_revision_id is None and v.before]
        for version, revision in zip(
            without,
            self.save_revisions((version.member, version.before) for version in without),
            strict=True,
        ):
            version.member.latest_revision = revision
        for version in versions:
            version.revision_before = version.member.latest_revision_id

    def prepare(self, version: Version) -> None:
        """All of the row that is not content."""
        member = version.member
        member.derive()
        member.__dict__.pop(ParentWidget.KEPT, None)
        if member.pk is None:
            member.live = version.publish
        if version.publish:
            now = timezone.now()
            member.first_published_at = member.first_published_at or now
            member.last_published_at = now
            member.expired = False
        member.has_unpublished_changes = not version.publish

    def insert(self, versions: list[Version]) -> None:
        Member.objects.bulk_create([version.member for version in versions])

    def write_children(self, versions: list[Version], new: list[Version]) -> None:
        """Former names, tags and sectors, where they changed."""
        is_new = {id(version) for version in new}
        self.name_tags(versions)
        for name, model in (("former_names", MemberFormerName), ("tagged_items", MemberTag)):
            touched = [v for v in versions if id(v) in is_new or self.column(name) in v.changed]
            old = [version.member.pk for version in touched if id(version) not in is_new]
            owner = "member_id" if model is MemberFormerName else "content_object_id"
            model.objects.filter(**{f"{owner}__in": old}).delete()
            model.objects.bulk_create(self.owned(touched, name, owner))
        touched = [v for v in versions if id(v) in is_new or "sectors" in v.changed]
        self.write_sectors(touched)

    def column(self, name: str) -> str:
        return "tags" if name == "tagged_items" else name

    def owned(self, versions: list[Version], name: str, owner: str) -> list[Any]:
        children = []
        for version in versions:
            for child in getattr(version.member, name).all():
                child.pk = None
                setattr(child, owner, version.member.pk)
                children.append(child)
        return children

    def name_tags(self, versions: list[Version]) -> None:
        """Turn the words that were read into tags, making those that nobody has made meanwhile."""
        wanted = {v.member: v.member.__dict__.pop(TagsWidget.KEPT, None) for v in versions}
        names = {name for words in wanted.values() for name in words or ()}
        tags = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
        for name in sorted(names - set(tags)):
            tags[name], _is_new = Tag.objects.get_or_create(name=name)
        for member, words in wanted.items():
            if words is not None:
                member.tagged_items = [MemberTag(tag=tags[word]) for word in words]

    def write_sectors(self, versions: list[Version]) -> None:
        through = Member.sectors.through
        pks = [version.member.pk for version in versions]
        through.objects.filter(member_id__in=pks).delete()
        through.objects.bulk_create(
            through(member_id=version.member.pk, sector_id=sector.pk)
            for version in versions
            for sector in version.member.sectors.all()
        )

    def save_revisions(self, contents: Iterable[tuple[Member, Any]]) -> list[Revision]:
        content_type = ContentType.objects.get_for_model(Member)
        now = timezone.now()
        return Revision.objects.bulk_create(
            Revision(
                content_type=content_type,
                base_content_type=content_type,
                object_id=str(member.pk),
                created_at=now,
                user=self.user,
                object_str=str(member),
                content=content,
            )
            for member, content in contents
        )

    def write_revisions(self, versions: list[Version]) -> None:
        contents = ((version.member, version.member.serializable_data()) for version in versions)
        for version, revision in zip(versions, self.save_revisions(contents), strict=True):
            version.revision = revision
            version.member.latest_revision = revision
            if version.publish:
                version.member.live_revision = revision

    def write_rows(self, versions: list[Version]) -> None:
        """The members themselves; a draft of a public one leaves what the public sees."""
        drafts = [version.member for version in versions if version.is_draft_of_public]
        whole = [version.member for version in versions if not version.is_draft_of_public]
        Member.objects.bulk_update(drafts, ["latest_revision", "has_unpublished_changes"], 200)
        MemberFormerAddress.objects.remember(whole)
        replace_rows(whole)

    def write_history(self, versions: list[Version], new: set[int]) -> None:
        """What Wagtail notes of every change: who, when, what."""
        content_type = ContentType.objects.get_for_model(Member)
        now = timezone.now()
        ModelLogEntry.objects.bulk_create(
            ModelLogEntry(
                content_type=content_type,
                object_id=str(version.member.pk),
                label=str(version.member),
                action=action,
                timestamp=now,
                data=self.data_of(version),
                user=self.user,
                uuid=mark,
                revision=version.revision,
                content_changed=True,
            )
            for version in versions
            for mark in (uuid.uuid4(),)
            for action in actions_of(version, is_new=id(version) in new)
        )

    def data_of(self, version: Version) -> dict[str, Any]:
        if version.previous is None:
            return self.log_data
        previous = {"id": version.previous.pk, "created": ensure_utc(version.previous.created_at)}
        return {**self.log_data, "revision": previous}

    def announce(self, versions: list[Version]) -> None:
        """To the search index, the index of references, and to whoever follows publications."""
        whole = [version.member for version in versions if not version.is_draft_of_public]
        self.index(whole)
        write_references(whole)
        for version in versions:
            if version.publish:
                published.send(sender=Member, instance=version.member, revision=version.revision)

    def index(self, members: list[Member]) -> None:
        if not self.indexes:
            PendingIndexing.objects.note_all(members)
            return
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(Member, members)


def actions_of(version: Version, *, is_new: bool) -> Iterator[str]:
    if version.previous is not None:
        yield "wagtail.revert"
    else:
        yield "wagtail.create" if is_new else "wagtail.edit"
    if version.publish:
        yield "wagtail.publish"


def write_references(members: list[Member]) -> None:
    """What the members refer to, in Wagtail's index of references, instead of what stood there."""
    content_type = ContentType.objects.get_for_model(Member)
    known = ReferenceIndex.objects.filter(
        base_content_type=content_type, object_id__in=[str(member.pk) for member in members]
    )
    known.delete()
    ReferenceIndex.objects.bulk_create(
        (
            ReferenceIndex(
                content_type=content_type,
                base_content_type=content_type,
                object_id=str(member.pk),
                to_content_type_id=type_id,
                to_object_id=key,
                model_path=model_path,
                content_path=content_path,
                content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
            )
            for member in members
            for type_id, key, model_path, content_path in set(
                ReferenceIndex._extract_references_from_object(member)
            )
        ),
        ignore_conflicts=True,
    )


def replace_rows(rows: Sequence[Model], names: Sequence[str] = ()) -> None:
    """Write all fields, or those of `names`, of rows that are there; quicker than `bulk_update`."""
    for model in {type(row) for row in rows}:
        concrete = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["pk"], update_fields=names or concrete
        )
