"""Policy research, single or in a series such as the policy trend report."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.search import index

from content.ordering import InOrder
from content.terms import Term
from publications.identifiers import validate_issn
from publications.models.pages import PublicationPage
from publications.querysets import PublicationQuerySet


class PublicationSeries(Term):
    """A series whose issues appear one after the other."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    issn = models.CharField("ISSN", max_length=9, blank=True, validators=[validate_issn])

    panels = [*Term.panels, FieldPanel("description"), FieldPanel("issn")]
    api_fields = [*Term.api_fields, APIField("description"), APIField("issn")]

    class Meta(Term.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")


class PolicyArea(Term):
    """A field of policy that reports deal with, such as public procurement."""

    class Meta(Term.Meta):
        verbose_name = _("policy area")
        verbose_name_plural = _("policy areas")


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

    @property
    def series_name(self) -> str:
        return self.series.display_name if self.series else ""

    @property
    def series_slug(self) -> str:
        return self.series.slug if self.series else ""

    @property
    def series_issn(self) -> str:
        return self.series.issn if self.series else ""

    @property
    def number_in_series(self) -> str:
        return "" if self.issue_number is None else str(self.issue_number)

    def issues(self) -> PublicationQuerySet:
        """The public issues of its series that bear a number, in this report's language."""
        return PolicyReportPage.objects.filter(
            series=self.series_id, issue_number__isnull=False, locale=self.locale_id
        ).published()

    def neighbours(self) -> dict[int, PolicyReportPage]:
        """The public issues just before (-1) and just after (1) this one, as far as there are."""
        if self.issue_number is None or self.series_id is None:
            return {}
        issues = self.issues()
        before = issues.filter(issue_number__lt=self.issue_number).order_by("-issue_number")
        after = issues.filter(issue_number__gt=self.issue_number).order_by("issue_number")
        nearest = [Q(pk=Subquery(each.values("pk")[:1])) for each in (before, after)]
        found = issues.filter(nearest[0] | nearest[1])
        return {
            -1 if (issue.issue_number or 0) < self.issue_number else 1: issue for issue in found
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the issues before and after it."""
        context = super().get_context(request, *args, **kwargs)
        neighbours = self.neighbours()
        return {**context, "previous": neighbours.get(-1), "next": neighbours.get(1)}

    def same_issue(self) -> models.QuerySet[Any]:
        """Other reports of this language that claim the same number in the series."""
        return PolicyReportPage.objects.filter(
            series=self.series, issue_number=self.issue_number, locale=self.locale_id
        ).exclude(pk=self.pk)


class PolicyRecommendation(InOrder):
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

    class Meta(InOrder.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def __str__(self) -> str:
        return self.title
