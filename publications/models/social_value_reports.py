"""Social-value reports: what an organisation achieved for society, in indicators."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path
from wagtail.search import index

from content.ordering import InOrder
from publications.conditional import revalidated
from publications.indicators.exports import indicators_as_csv, indicators_as_json
from publications.indicators.forms import IndicatorTableField, PastedTableField
from publications.indicators.panels import IndicatorTablePanel
from publications.indicators.sheets import merged, sheet_of
from publications.indicators.storage import rows_of, store
from publications.models.pages import PublicationForm, PublicationPage


class SocialValueReportForm(PublicationForm):
    """The editor's form, with all indicators in one table."""

    indicator_table = IndicatorTableField(
        label=_("Table of indicators"),
        required=False,
        help_text=_(
            "One row for each indicator, one column for each period. A cell holds a number, "
            "a grade such as excellent, or both: 87.2 (excellent)."
        ),
    )
    pasted_indicators = PastedTableField(
        label=_("Paste from Excel"),
        help_text=_(
            "Copy a table with its heading row in Excel and paste it here. It needs a column "
            "headed “Indicator”; “Perspective”, “Unit” and “Note” are known too, every other "
            "heading is a period. When you save, the rows are added to the table above; "
            "indicators of the same name get the new values."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = rows_of(self.instance.indicator_list())
        self.initial["indicator_table"] = sheet_of(rows)

    def clean(self) -> dict[str, Any]:
        """With the rows of both fields put together."""
        cleaned = super().clean()
        rows = cleaned.get("indicator_table")
        pasted = cleaned.get("pasted_indicators")
        if rows is None and pasted:
            rows = rows_of(self.instance.indicator_list())
        cleaned["indicator_rows"] = rows if rows is None else merged(rows, pasted or [])
        return cleaned

    def save(self, commit: bool = True) -> SocialValueReportPage:
        """Wagtail's save, with the indicators given to the page before."""
        if self.cleaned_data["indicator_rows"] is not None:
            store(self.instance, self.cleaned_data["indicator_rows"])
        page: SocialValueReportPage = super().save(commit=commit)
        return page


class SocialValueReportPage(PublicationPage):
    """A report of the social value that an organisation created in a period."""

    period_start = models.DateField(_("period begins on"), null=True, blank=True)
    period_end = models.DateField(_("period ends on"), null=True, blank=True)
    organisation = models.ForeignKey(
        "directory.Member",
        verbose_name=_("reporting member"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="social_value_reports",
        help_text=_("Leave empty where the federation reports on itself or on many."),
    )
    framework = models.CharField(
        _("framework"),
        max_length=100,
        blank=True,
        help_text=_("How the value was measured, for example SVI 2025 or SROI."),
    )

    base_form_class = SocialValueReportForm
    template = "publications/social_value_report_page.html"
    SHOWN_WITH = (*PublicationPage.SHOWN_WITH, "organisation")

    content_panels = [
        *PublicationPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
                FieldPanel("organisation"),
                FieldPanel("framework"),
            ],
            heading=_("What was measured"),
        ),
        MultiFieldPanel(
            [IndicatorTablePanel("indicator_table"), FieldPanel("pasted_indicators")],
            heading=_("Indicators"),
        ),
    ]
    search_fields = [
        *PublicationPage.search_fields,
        index.SearchField("framework"),
        index.RelatedFields(
            "indicators", [index.SearchField("name"), index.SearchField("perspective")]
        ),
        index.FilterField("period_start"),
        index.FilterField("period_end"),
    ]
    api_fields = [
        *PublicationPage.api_fields,
        APIField("period_start"),
        APIField("period_end"),
        APIField("organisation"),
        APIField("framework"),
        APIField("indicators"),
    ]

    class Meta:
        verbose_name = _("social-value report")
        verbose_name_plural = _("social-value reports")

    def clean(self) -> None:
        super().clean()
        if self.period_start and self.period_end and self.period_end < self.period_start:
            raise ValidationError(
                {"period_end": _("The period ends before it begins. Check both dates.")}
            )

    @path("indicators/csv/", name="indicators-csv")
    def indicators_csv(self, request: HttpRequest) -> HttpResponse:
        """The table of indicators for spreadsheets."""
        text = indicators_as_csv(rows_of(self.measured))
        return revalidated(request, self.table_file(text, "text/csv", "csv"))

    @path("indicators/json/", name="indicators-json")
    def indicators_json(self, request: HttpRequest) -> HttpResponse:
        """The indicators for programs."""
        about = {
            "title": self.title,
            "url": self.get_full_url(request),
            "framework": self.framework,
            "period_start": self.period_start and self.period_start.isoformat(),
            "period_end": self.period_end and self.period_end.isoformat(),
        }
        text = indicators_as_json(about, rows_of(self.measured))
        return revalidated(request, self.table_file(text, "application/json", "json"))

    def table_file(self, text: str, media_type: str, extension: str) -> HttpResponse:
        """A download that is named after the report; 404 where nothing was measured."""
        if not self.measured:
            raise Http404
        response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
        name = f"{self.slug}.{extension}"
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response

    def periods(self) -> list[str]:
        """The periods for which any indicator has a value, in order of their names."""
        values = (value for row in self.measured for value in row.values.all())
        return sorted({value.period for value in values})

    @cached_property
    def measured(self) -> list[SocialValueIndicator]:
        """The indicators in the editor's order, with their values; asked for once."""
        return self.indicator_list()

    def indicator_list(self) -> list[SocialValueIndicator]:
        """The indicators in the editor's order, also those of a page that is not saved yet."""
        indicators = self.indicators.all()
        is_stored = isinstance(indicators, models.QuerySet)
        return list(indicators.prefetch_related("values") if is_stored else indicators)


class SocialValueIndicator(InOrder, ClusterableModel):
    """Something that is measured, with the same unit in every period."""

    report = ParentalKey(SocialValueReportPage, on_delete=models.CASCADE, related_name="indicators")
    perspective = models.CharField(
        _("perspective"),
        max_length=100,
        blank=True,
        help_text=_("The heading it stands under, for example social outcome."),
    )
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(
        _("unit"), max_length=50, blank=True, help_text=_("For example persons, KRW or points.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("perspective"), FieldPanel("note")]),
        InlinePanel("values", label=_("Value")),
    ]
    api_fields = [
        APIField("perspective"),
        APIField("name"),
        APIField("unit"),
        APIField("note"),
        APIField("values"),
    ]

    class Meta(InOrder.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return self.name


class IndicatorValue(InOrder):
    """What an indicator showed in one period: a number, or a grade where none is given."""

    indicator = ParentalKey(SocialValueIndicator, on_delete=models.CASCADE, related_name="values")
    period = models.CharField(
        _("period"), max_length=30, help_text=_("For example 2025 or 2025-H1.")
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    grade = models.CharField(
        _("grade"), max_length=30, blank=True, help_text=_("For example excellent or fair.")
    )

    panels = [FieldRowPanel([FieldPanel("period"), FieldPanel("value"), FieldPanel("grade")])]
    api_fields = [APIField("period"), APIField("value"), APIField("grade")]

    class Meta(InOrder.Meta):
        verbose_name = _("value")
        verbose_name_plural = _("values")

    def __str__(self) -> str:
        return f"{self.period}: {self.grade if self.value is None else self.value}"

    def clean(self) -> None:
        super().clean()
        if self.value is None and not self.grade:
            raise ValidationError({"value": _("Give a number or a grade.")})
