"""Which member a row of a spreadsheet means: by its key, else by name and district.

Two candidates are never chosen between: the row is in error, and says who they are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.business_numbers import written_business_number
from directory.models import Member, MemberFormerName
from hangul.normalise import unspaced
from hangul.sorting import sort_key


class MatchError(ValueError):
    """A row that could mean more than one member, or one that is not there.

    `column` is the field that shows it.
    """

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class KnownMember:
    """As much of a member as matching needs."""

    pk: int
    key: str
    name: str
    district: str
    business_number: str
    slug: str


@dataclass(frozen=True)
class RowIdentity:
    """What a row says of who it is; empty where it says nothing."""

    key: str = ""
    name: str = ""
    district: str = ""
    business_number: str = ""


class MemberIndex:
    """All members of the directory, by everything that a row may know them by."""

    def __init__(self) -> None:
        self.members: dict[int, KnownMember] = {}
        self.by_key: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_number: dict[str, list[int]] = defaultdict(list)
        self.by_sort_key: dict[str, list[int]] = defaultdict(list)
        self.former: dict[str, list[int]] = defaultdict(list)
        fields = ("pk", "key", "name", "district", "business_number", "slug")
        for values in Member.objects.order_by("pk").values_list(*fields).iterator():
            self.add(KnownMember(*values))
        for name, pk in MemberFormerName.objects.values_list("name", "member_id").iterator():
            self.former[unspaced(name)].append(pk)

    def add(self, member: KnownMember) -> None:
        self.members[member.pk] = member
        self.by_key[member.key] = member.pk
        self.by_name[unspaced(member.name)].append(member.pk)
        self.by_sort_key[sort_key(member.name)].append(member.pk)
        if member.business_number:
            self.by_number[member.business_number].append(member.pk)

    def named(self, name: str) -> list[int]:
        return self.by_name.get(unspaced(name), [])

    def match(self, row: RowIdentity) -> int | None:
        """The member that the row means; None where it is a new one. Raises MatchError."""
        if row.key:
            return self.with_key(row.key)
        numbered = self.with_number(row)
        named = self.with_name(row) if row.name else None
        if numbered and named and numbered != named:
            raise MatchError(
                "business_number",
                _("By the number this is %(numbered)s, by the name it is %(named)s.")
                % {"numbered": self.described(numbered), "named": self.described(named)},
            )
        return numbered or named

    def with_key(self, key: str) -> int:
        if key not in self.by_key:
            message = _("No member has this record number. Leave it empty for a new member.")
            raise MatchError("key", message)
        return self.by_key[key]

    def with_number(self, row: RowIdentity) -> int | None:
        """The one member of that business number, the name deciding between several."""
        numbered = self.by_number.get(written_business_number(row.business_number), [])
        if not numbered:
            return None
        if len(numbered) == 1:
            return numbered[0]
        found = [pk for pk in numbered if unspaced(self.members[pk].name) == unspaced(row.name)]
        if len(found) != 1:
            raise self.ambiguity("business_number", numbered)
        return found[0]

    def with_name(self, row: RowIdentity) -> int | None:
        """The one member of that name, the district deciding between several."""
        found = self.named(row.name)
        near = [pk for pk in found if self.members[pk].district == row.district]
        if row.district and len(near) == 1:
            return near[0]
        if len(found) > 1:
            raise self.ambiguity("name", near if len(near) > 1 else found)
        if not found:
            return None
        elsewhere = self.members[found[0]].district
        if row.district and elsewhere and elsewhere != row.district:
            raise MatchError(
                "district",
                _("There is a member of this name in another district: %(member)s. If it is the "
                  "same one, write its record number.")
                % {"member": self.described(found[0])},
            )  # fmt: skip
        return found[0]

    def ambiguity(self, column: str, candidates: list[int]) -> MatchError:
        listed = ", ".join(self.described(pk) for pk in candidates[:5])
        message = ngettext(
            "This could be %(count)s member: %(members)s. Write the record number.",
            "This could be %(count)s members: %(members)s. Write the record number.",
            len(candidates),
        )
        return MatchError(column, message % {"count": len(candidates), "members": listed})

    def described(self, pk: int) -> str:
        """A member so that people can tell it from others of its name."""
        member = self.members[pk]
        return f"{member.name} ({member.key})"

    def alike(self, name: str) -> list[str]:
        """Members that a new one of that name may be by another spelling or a former name."""
        found = [*self.by_sort_key.get(sort_key(name), []), *self.former.get(unspaced(name), [])]
        return [self.described(pk) for pk in dict.fromkeys(found) if pk in self.members]
