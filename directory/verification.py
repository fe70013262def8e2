"""The round in which keepers make sure that what the directory says is still true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from content.dates import today
from directory.bulk import MemberWriter, Version
from directory.models import Member


@transaction.atomic
def mark_verified(members: Iterable[Member], user: Any) -> int:
    """Note of every member that it was checked today; how many they were.

    What is public stays public and what is a draft a draft: of a member with changes that nobody
    has published yet, both versions get the date.
    """
    versions = []
    count = 0
    for member in members:
        count += 1
        if member.has_unpublished_changes and member.live:
            mark_both(member, user)
        else:
            current = member.as_kept()
            before = member.serializable_data() if member.latest_revision_id is None else None
            current.verified_on = today()
            versions.append(Version(current, member.live, before, changed=frozenset()))
    MemberWriter(user).write(versions)
    return count


def mark_both(member: Member, user: Any) -> None:
    """Date the public row, and the draft that waits beside it."""
    member.verified_on = today()
    member.save(update_fields=["verified_on"])
    draft = member.get_latest_revision_as_object()
    draft.verified_on = today()
    draft.save_revision(user=user, log_action=True, clean=False)
