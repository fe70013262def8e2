"""What a visitor may narrow the list of publications down to, with counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from content.facets import Facet, FacetChoice, FilterLinks, facet
from content.languages import in_active_language
from publications.querysets import PublicationQuerySet

# The types by the names that stand in addresses.
TYPES = {"policy": "PolicyReportPage", "social-value": "SocialValueReportPage"}
FIRST_YEAR, LAST_YEAR = 1900, 2999


def model_of(name: str) -> type[Model]:
    return apps.get_model("publications", TYPES[name])


def content_type_of(name: str) -> ContentType:
    return ContentType.objects.get_for_model(model_of(name))


class PublicationFilterForm(forms.Form):
    """The filters, as they come in the address."""

    type = forms.ChoiceField(
        label=_("Type of publication"),
        required=False,
        choices=[("", _("All")), *((t, t) for t in TYPES)],
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    series = forms.CharField(label=_("Series"), required=False, max_length=100)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=100)

    def given(self) -> dict[str, str]:
        """What is asked for, without what is left open."""
        values = self.cleaned_data if self.is_valid() else {}
        return {name: str(value) for name, value in values.items() if value}

    def narrowed(self, publications: PublicationQuerySet, without: str = "") -> PublicationQuerySet:
        """Those that fit every filter, one left out on request.

        A filter that makes no sense finds nothing.
        """
        if not self.is_valid():
            return publications.none()
        for name, value in self.given().items():
            if name != without:
                publications = publications.filter(condition(name, value))
        return publications


def condition(name: str, value: str) -> Q:
    if name == "type":
        return Q(content_type=content_type_of(value))
    lookups = {
        "year": "published_on__year",
        "series": "policyreportpage__series__slug",
        "tag": "tagged_items__tag__slug",
    }
    return Q(**{lookups[name]: value})


@dataclass(frozen=True)
class PublicationFilters:
    """The filters of one visit to the list: what is chosen, and what else could be."""

    form: PublicationFilterForm
    everything: PublicationQuerySet
    links: FilterLinks

    @classmethod
    def of(cls, query: QueryDict, everything: PublicationQuerySet, path: str) -> PublicationFilters:
        form = PublicationFilterForm(query)
        return cls(form, everything, FilterLinks(path, form.given()))

    def publications(self) -> PublicationQuerySet:
        return self.form.narrowed(self.everything)

    @cached_property
    def facets(self) -> list[Facet]:
        """All filters, each as a list of links."""
        return [self.types(), self.years(), self.series(), self.tags()]

    @property
    def offered(self) -> list[Facet]:
        """Those in which there is something to choose between, or something chosen."""
        return [each for each in self.facets if len(each.offered) > 1 or each.chosen]

    @property
    def active(self) -> list[FacetChoice]:
        """What is chosen, each with the link that takes it back."""
        return [each.chosen for each in self.facets if each.chosen is not None]

    def types(self) -> Facet:
        counts = dict(self.beside("type").count_by("content_type"))
        rows = [
            (
                name,
                str(model_of(name)._meta.verbose_name),
                counts.get(content_type_of(name).pk, 0),
            )
            for name in TYPES
        ]
        return self.facet("type", rows)

    def years(self) -> Facet:
        counts = self.beside("year").count_by("published_on__year")
        rows = [
            (str(year), pgettext("a year alone", "%(year)s") % {"year": year}, count)
            for (year, count) in sorted(counts, reverse=True)
        ]
        return self.facet("year", rows)

    def series(self) -> Facet:
        path = "policyreportpage__series__"
        counts = self.beside("series").count_by(f"{path}slug", f"{path}name", f"{path}name_en")
        rows = [(slug, in_active_language(name, english), n) for slug, name, english, n in counts]
        return self.facet("series", sorted(rows, key=lambda row: row[1]))

    def tags(self) -> Facet:
        counts = self.beside("tag").count_by("tagged_items__tag__slug", "tagged_items__tag__name")
        return self.facet("tag", sorted(counts, key=lambda row: (-row[2], row[1])))

    def beside(self, name: str) -> PublicationQuerySet:
        """What all other filters find."""
        return self.form.narrowed(self.everything, without=name)

    def facet(self, name: str, rows: list[tuple[str, str, int]]) -> Facet:
        return facet(self.links, name, self.form.fields[name].label or "", rows)
