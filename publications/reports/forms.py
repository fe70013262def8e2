"""What the report on downloads can be narrowed down by."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from content.dates import today
from publications.models import DownloadCount, FileKind
from publications.reports.periods import Period, Span

EVERYTHING = ("", _("All"))
EARLIEST = datetime.date(2000, 1, 1)
LATEST = datetime.date(2100, 12, 31)


def publication_choices() -> list[tuple[str, str]]:
    """Every publication that was ever downloaded, those that are gone among them."""
    rows = DownloadCount.objects.order_by().values("publication_number")
    named = rows.annotate(title=Max("publication_title")).order_by("title")
    return [(str(row["publication_number"]), row["title"]) for row in named]


def type_name(label: str) -> str:
    """The type of publication with that model label, as staff read it."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def type_choices() -> list[tuple[str, str]]:
    labels = DownloadCount.objects.order_by().values_list("publication_type", flat=True).distinct()
    return sorted(((label, type_name(label)) for label in labels), key=lambda choice: choice[1])


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )


class ReportForm(forms.Form):
    """The filters. What is wrong is said beside its field, and narrows nothing down."""

    period = forms.ChoiceField(label=_("Period"), choices=[EVERYTHING, *Period.choices])
    start = day_field(_("From day"))
    end = day_field(_("To day"))
    publication = forms.ChoiceField(
        label=_("Publication"), choices=lambda: [EVERYTHING, *publication_choices()]
    )
    type = forms.ChoiceField(
        label=_("Type of publication"), choices=lambda: [EVERYTHING, *type_choices()]
    )
    kind = forms.ChoiceField(label=_("Kind of file"), choices=[EVERYTHING, *FileKind.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("This day lies before the first. Swap them."))
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        """The values that are there and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, counts: QuerySet[DownloadCount]) -> QuerySet[DownloadCount]:
        """Those of `counts` that the filters let through."""
        lookups = {
            "start": "day__gte",
            "end": "day__lte",
            "publication": "publication_number",
            "type": "publication_type",
            "kind": "kind",
        }
        given = {**self.period_days(), **self.given}
        return counts.filter(
            **{lookup: given[name] for name, lookup in lookups.items() if name in given}
        )

    def period_days(self) -> dict[str, Any]:
        """The first and the last day of the period; days that are named go before them."""
        if "period" not in self.given:
            return {}
        span = Period(self.given["period"]).span(today())
        return {"start": span.start, "end": span.end}

    def span_of(self, counts: QuerySet[DownloadCount]) -> Span | None:
        """The days to show: those asked for, else those that have counts; None where none has."""
        known = counts.order_by().aggregate(start=Min("day"), end=Max("day"))
        asked = {**self.period_days(), **self.given}
        if known["start"] is None:
            return None
        start = asked.get("start", known["start"])
        return Span(start, max(start, asked.get("end", known["end"])))
