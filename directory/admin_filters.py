"""What keepers narrow the member list down to, with how many each choice finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import django_filters
from django.db import models
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from content.dates import today
from directory.districts import District
from directory.filters import CONSONANTS, beginning_with
from directory.models import LegalForm, Member, MemberCategory, MemberStatus, Sector
from directory.querysets import MemberQuerySet
from hangul.sorting import leading_consonant

OTHERS = ("A-Z", "0-9", "#")


class CareState(models.TextChoices):
    """What a record may ask of its keepers."""

    INCOMPLETE = "incomplete", _("Incomplete")
    DUE = "due", _("Not verified for a year")
    WITHDRAWN = "withdrawn", _("Withdrawn members")


def in_state(members: MemberQuerySet, state: str) -> MemberQuerySet:
    """The members of which `state` is true."""
    narrowed: dict[str, Callable[[], MemberQuerySet]] = {
        CareState.INCOMPLETE: members.incomplete,
        CareState.DUE: lambda: members.due_for_verification(today()),
        CareState.WITHDRAWN: members.withdrawn,
    }
    return narrowed[state]() if state in narrowed else members


class MemberFilterSet(WagtailFilterSet):
    """The filters of the member list in the admin."""

    care = django_filters.ChoiceFilter(
        label=_("To do"), method="filter_care", empty_label=_("All"), widget=RadioSelect
    )
    category = django_filters.MultipleChoiceFilter(
        label=_("Category"), field_name="category", widget=CheckboxSelectMultiple
    )
    status = django_filters.MultipleChoiceFilter(label=_("Status"), widget=CheckboxSelectMultiple)
    district = django_filters.MultipleChoiceFilter(
        label=_("District"), widget=CheckboxSelectMultiple
    )
    legal_form = django_filters.MultipleChoiceFilter(
        label=_("Legal form"), widget=CheckboxSelectMultiple
    )
    sectors = django_filters.MultipleChoiceFilter(
        label=_("Sector"), field_name="sectors", widget=CheckboxSelectMultiple
    )
    initial = django_filters.ChoiceFilter(
        label=_("First letter"), method="filter_initial", empty_label=_("All"), widget=RadioSelect
    )

    class Meta:
        model = Member
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, labels in self.labels().items():
            counts = counts_by(name)
            self.filters[name].extra["choices"] = counted(labels, counts)

    def labels(self) -> dict[str, list[tuple[Any, str | Promise]]]:
        """The choices of each filter before they are counted."""
        letters: list[tuple[Any, str | Promise]] = [(each, each) for each in (*CONSONANTS, *OTHERS)]
        return {
            "care": list(CareState.choices),
            "category": [(each.pk, each.name) for each in MemberCategory.objects.all()],
            "status": list(MemberStatus.choices),
            "district": list(District.choices),
            "legal_form": list(LegalForm.choices),
            "sectors": [(each.pk, each.name) for each in Sector.objects.all()],
            "initial": letters,
        }

    def filter_care(self, members: MemberQuerySet, name: str, value: str) -> MemberQuerySet:
        return in_state(members, value)

    def filter_initial(self, members: MemberQuerySet, name: str, value: str) -> MemberQuerySet:
        return members.filter(beginning_with(value))


def counts_by(name: str) -> dict[Any, int]:
    """How many members there are for each choice of that filter."""
    members = Member.objects.all()
    if name == "care":
        return {state.value: in_state(members, state).count() for state in CareState}
    if name == "initial":
        found: dict[Any, int] = {}
        for member_name in members.values_list("name", flat=True):
            letter = leading_consonant(member_name)
            found[letter] = found.get(letter, 0) + 1
        return found
    return members.count_by(name)


def counted(
    labels: Iterable[tuple[Any, str | Promise]], counts: dict[Any, int]
) -> list[tuple[Any, str]]:
    """Choices that find somebody, with how many."""
    return [(value, f"{label} ({counts[value]})") for value, label in labels if counts.get(value)]
