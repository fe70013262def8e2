"""Policy research, single or in a series such as the policy trend report."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index

from content.models import in_active_language
from publications.identifiers import validate_issn
from publications.models.pages import PublicationPage


class PublicationSeries(models.Model):
    """A series whose issues appear one after the other."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    slug = models.SlugField(
        _("short name for addresses"), max_length=100, unique=True, allow_unicode=True
    )
    description = models.TextField(_("description"), blank=True)
    issn = models.CharField("ISSN", max_length=9, blank=True, validators=[validate_issn])

    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("issn"),
    ]

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return in_active_language(self.name, self.name_en)


class PolicyArea(models.Model):
    """A field of policy that reports deal with, such as public procurement."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    slug = models.SlugField(
        _("short name for addresses"), max_length=100, unique=True, allow_unicode=True
    )

    panels = [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("policy area")
        verbose_name_plural = _("policy areas")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return in_active_language(self.name, self.name_en)


class PolicyReportPage(PublicationPage):
    """A policy report: a study, or an issue of a series."""

    series = models.ForeignKey(
        PublicationSeries,
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    issue_number = models.PositiveIntegerField(
        _("issue number"),
        null=True,
        blank=True,
        help_text=_("Counted within the series."),
    )
    policy_areas = ParentalManyToManyField(
        PolicyArea, verbose_name=_("policy areas"), blank=True, related_name="reports"
    )

    template = "publications/policy_report_page.html"
    SHOWN_WITH = (*PublicationPage.SHOWN_WITH, "series")

    content_panels = [
        *PublicationPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("series"), FieldPanel("issue_number")]),
                FieldPanel("policy_areas"),
            ],
            heading=_("Series and policy areas"),
        ),
        MultiFieldPanel(
            [InlinePanel("recommendations", label=_("Recommendation"))],
            heading=_("Recommendations"),
        ),
    ]
    search_fields = [
        *PublicationPage.search_fields,
        index.RelatedFields("series", [index.SearchField("name"), index.FilterField("slug")]),
        index.RelatedFields("policy_areas", [index.SearchField("name")]),
        index.RelatedFields(
            "recommendations", [index.SearchField("title"), index.SearchField("text")]
        ),
    ]
    api_fields = [
        *PublicationPage.api_fields,
        APIField("series"),
        APIField("issue_number"),
        APIField("policy_areas"),
        APIField("recommendations"),
    ]

    class Meta:
        verbose_name = _("policy report")
        verbose_name_plural = _("policy reports")

    def clean(self) -> None:
        super().clean()
        if self.issue_number is not None and self.series is None:
            raise ValidationError(
                {"series": _("An issue number needs the series in which it counts.")}
            )
        if self.issue_number is not None and self.same_issue().exists():
            raise ValidationError(
                {"issue_number": _("The series already has an issue with this number.")}
            )

    @property
    def part_of(self) -> str:
        """The series, and the issue in it."""
        if self.series is None:
            return ""
        if self.issue_number is None:
            return self.series.display_name
        return gettext("%(series)s, no. %(number)s") % {
            "series": self.series.display_name,
            "number": self.issue_number,
        }

    def same_issue(self) -> models.QuerySet[Any]:
        """Other reports of this language that claim the same number in the series."""
        return PolicyReportPage.objects.filter(
            series=self.series, issue_number=self.issue_number, locale=self.locale_id
        ).exclude(pk=self.pk)


class PolicyRecommendation(Orderable):
    """One thing that a report asks for, and of whom."""

    report = ParentalKey(PolicyReportPage, on_delete=models.CASCADE, related_name="recommendations")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    addressee = models.CharField(
        _("addressee"),
        max_length=200,
        blank=True,
        help_text=_("Who is asked to act, for example the city government."),
    )

    panels = [FieldPanel("title"), FieldPanel("text"), FieldPanel("addressee")]
    api_fields = [APIField("title"), APIField("text"), APIField("addressee")]

    class Meta(Orderable.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def __str__(self) -> str:
        return self.title
