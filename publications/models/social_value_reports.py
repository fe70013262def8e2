"""Social-value reports: what an organisation achieved for society, in indicators."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index

from publications.models.pages import PublicationPage


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
        MultiFieldPanel([InlinePanel("indicators", label=_("Indicator"))], heading=_("Indicators")),
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

    def periods(self) -> list[str]:
        """The periods for which any indicator has a value, in order of their names."""
        values = (value for row in self.measured for value in row.values.all())
        return sorted({value.period for value in values})

    @cached_property
    def measured(self) -> list[SocialValueIndicator]:
        """The indicators in the editor's order, with their values; asked for once."""
        return list(self.indicators.prefetch_related("values"))


class SocialValueIndicator(Orderable, ClusterableModel):
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

    class Meta(Orderable.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return self.name


class IndicatorValue(Orderable):
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

    class Meta(Orderable.Meta):
        verbose_name = _("value")
        verbose_name_plural = _("values")

    def __str__(self) -> str:
        return f"{self.period}: {self.grade if self.value is None else self.value}"

    def clean(self) -> None:
        super().clean()
        if self.value is None and not self.grade:
            raise ValidationError({"value": _("Give a number or a grade.")})
