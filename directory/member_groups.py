"""How the member list is divided: by category, or by the first consonant of the names."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.members import Member
from directory.querysets import MemberQuerySet
from hangul.sorting import leading_consonant

JUMPS_FROM = 20


class MemberOrder(models.TextChoices):
    CATEGORY = "category", _("By category")
    NAME = "name", _("By name")


@dataclass(frozen=True)
class MemberGroup:
    """Members under one heading."""

    heading: str
    members: list[Member]


@dataclass(frozen=True)
class GroupedMembers:
    """The whole list, in groups."""

    order: MemberOrder
    groups: list[MemberGroup]

    @property
    def count(self) -> int:
        return sum(len(group.members) for group in self.groups)

    @property
    def has_jump_links(self) -> bool:
        """Whether the list is so long that one would scroll for a name."""
        return self.order == MemberOrder.NAME and self.count >= JUMPS_FROM


def grouped(members: MemberQuerySet, order: str) -> GroupedMembers:
    """The members in the order asked for; by category unless it is known."""
    if order == MemberOrder.NAME:
        runs = groupby(members.in_name_order(), key=lambda member: leading_consonant(member.name))
        groups = [MemberGroup(letter, list(run)) for letter, run in runs]
        return GroupedMembers(MemberOrder.NAME, groups)
    runs = groupby(members.in_listing_order(), key=lambda member: member.category.display_name)
    groups = [MemberGroup(name, list(run)) for name, run in runs]
    return GroupedMembers(MemberOrder.CATEGORY, groups)
