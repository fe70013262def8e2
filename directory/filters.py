"""What a visitor may narrow the member list down to, and how much each choice would find."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.facets import Facet, FacetChoice, FilterLinks, facet
from directory.districts import District
from directory.models.categories import MemberCategory, Sector, Standing
from directory.models.members import MemberFormerName
from directory.querysets import MemberQuerySet
from hangul.initials import is_initials
from hangul.normalise import normalise
from hangul.sorting import OTHER, sort_key

CONSONANTS = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
# The first syllable that each consonant stands before.
SYLLABLES = dict(zip(CONSONANTS, "가나다라마바사아자차카타파하", strict=True))


class MemberFilterForm(forms.Form):
    """The directory's filters, as they come in the address."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    category = forms.CharField(label=_("Category"), required=False, max_length=100)
    standing = forms.ChoiceField(
        label=_("Standing"), required=False, choices=[("", _("All")), *Standing.choices]
    )
    sector = forms.CharField(label=_("Sector"), required=False, max_length=100)
    district = forms.ChoiceField(
        label=_("District"), required=False, choices=[("", _("All of Seoul")), *District.choices]
    )
    order = forms.CharField(label=_("List order"), required=False, max_length=20)

    LOOKUPS = {
        "category": "category__slug",
        "standing": "category__standing",
        "sector": "sectors__slug",
        "district": "district",
    }

    def given(self) -> dict[str, str]:
        """What is asked for, without what is left open."""
        values = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in values.items() if value}

    def narrowed(self, members: MemberQuerySet, *without: str) -> MemberQuerySet:
        """Those of `members` that fit every filter, some left out on request.

        A filter that makes no sense finds nobody.
        """
        if not self.is_valid():
            return members.none()
        for name, value in self.given().items():
            if name == "q":
                members = members.filter(names_with(value))
            elif name in self.LOOKUPS and name not in without:
                members = members.filter(**{self.LOOKUPS[name]: value})
        return members


def names_with(text: str) -> Q:
    """Members whose names contain `text`, or whose names' initial consonants do."""
    text = normalise(text)
    if is_initials(text):
        return Q(initials__contains=text.replace(" ", ""))
    return (
        Q(name__icontains=text)
        | Q(name_en__icontains=text)
        | Q(short_name__icontains=text)
        | Q(sort_key__contains=sort_key(text))
        | Q(pk__in=MemberFormerName.objects.filter(name__icontains=text).values("member"))
    )


def beginning_with(letter: str) -> Q:
    """Members whose names are filed under `letter`: ㄱ to ㅎ, A-Z, 0-9, or # for the rest."""
    ranges = {"0-9": ("0", ":"), "A-Z": ("a", "가"), "#": (OTHER, chr(sys.maxunicode))}
    if letter in CONSONANTS:
        following = CONSONANTS[CONSONANTS.index(letter) + 1 :][:1]
        end = SYLLABLES[following] if following else OTHER
        return Q(sort_key__gte=SYLLABLES[letter], sort_key__lt=end)
    start, end = ranges.get(letter, ("", ""))
    return Q(sort_key__gte=start, sort_key__lt=end)


@dataclass(frozen=True)
class MemberFilters:
    """The filters of one visit to the list: what is chosen, and what else could be."""

    form: MemberFilterForm
    everybody: MemberQuerySet
    links: FilterLinks

    @classmethod
    def of(cls, query: QueryDict, everybody: MemberQuerySet, path: str) -> MemberFilters:
        form = MemberFilterForm(query)
        return cls(form, everybody, FilterLinks(path, form.given()))

    def members(self) -> MemberQuerySet:
        return self.form.narrowed(self.everybody)

    def counts(self, *names: str) -> dict[str, int]:
        """How many members each value of the first filter would find beside the other filters."""
        found = self.form.narrowed(self.everybody, *names)
        return found.count_by(MemberFilterForm.LOOKUPS[names[0]])

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters that are lists of links."""
        sectors = [(each.slug, each.display_name) for each in Sector.objects.all()]
        return [*self.category_facets(), self.facet("sector", sectors, self.counts("sector"))]

    def category_facets(self) -> tuple[Facet, Facet]:
        """Category and standing, counted together, because the one decides the other."""
        given = self.links.given
        counts = self.counts("category", "standing")
        categories = list(MemberCategory.objects.all())
        by_category = {
            each.slug: counts.get(each.slug, 0)
            for each in categories
            if given.get("standing") in (None, each.standing)
        }
        by_standing: Counter[str] = Counter()
        for each in categories:
            if given.get("category") in (None, each.slug):
                by_standing[each.standing] += counts.get(each.slug, 0)
        labels = [(each.slug, each.display_name) for each in categories]
        return (
            self.facet("category", labels, by_category),
            self.facet("standing", Standing.choices, by_standing),
        )

    @cached_property
    def districts(self) -> Facet:
        """The filter that is a map."""
        return self.facet("district", District.choices, self.counts("district"))

    def facet(
        self, name: str, labels: Iterable[tuple[str, str | Promise]], counts: Mapping[str, int]
    ) -> Facet:
        rows = [(value, label, counts.get(value, 0)) for value, label in labels]
        return facet(self.links, name, self.form.fields[name].label or "", rows)

    @cached_property
    def active(self) -> list[FacetChoice]:
        """What is chosen, each with the link that takes it back."""
        chosen = [each.chosen for each in (*self.facets, self.districts)]
        found = [choice for choice in chosen if choice is not None]
        text = self.links.given.get("q")
        if text:
            found.insert(
                0, FacetChoice(text, f"“{text}”", 0, self.links.without("q"), is_chosen=True)
            )
        return found

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a search by name keeps of the other filters."""
        return [(name, value) for name, value in self.links.given.items() if name != "q"]
