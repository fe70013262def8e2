"""What the federation does (주요 사업)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.search import index

from content.blocks import RICH_TEXT_FEATURES, BodyBlock
from content.fields import PhoneNumberField
from content.models import BasePage
from content.ordering import InOrder
from directory.models import Member
from directory.querysets import MemberQuerySet
from home.querysets import ProgramQuerySet
from publications.models import PublicationPage
from publications.querysets import PublicationQuerySet


class ProgramStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")


class ProgramIndexPage(BasePage):
    """The overview of all programs."""

    introduction = RichTextField(_("introduction"), blank=True, features=RICH_TEXT_FEATURES)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ProgramPage"]
    max_count_per_parent = 1

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    api_fields = [*BasePage.api_fields, APIField("introduction")]

    class Meta:
        verbose_name = _("program overview")
        verbose_name_plural = _("program overviews")

    def programs(self) -> ProgramQuerySet:
        """The programs that visitors see, by number."""
        return ProgramPage.objects.child_of(self).published().in_order()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "programs": self.programs()}


class ProgramTag(TaggedItemBase):
    content_object = ParentalKey(
        "home.ProgramPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class ProgramPage(BasePage):
    """One program: what it offers, to whom, and how to take part."""

    number = models.PositiveSmallIntegerField(
        _("number"),
        null=True,
        blank=True,
        help_text=_("Its place in the list of programs, counted from 1."),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=ProgramStatus, default=ProgramStatus.RUNNING
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    how_to_apply = RichTextField(_("how to apply"), blank=True, features=RICH_TEXT_FEATURES)
    contact_office = models.CharField(
        _("office in charge"),
        max_length=100,
        blank=True,
        help_text=_("A team or office, not a person's name."),
    )
    contact_phone = PhoneNumberField(_("telephone"), blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    tags = ClusterTaggableManager(through=ProgramTag, blank=True, verbose_name=_("tags"))

    objects = PageManager.from_queryset(ProgramQuerySet)()

    parent_page_types = ["home.ProgramIndexPage"]
    subpage_types: list[str] = []

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("status")]),
        FieldPanel("body"),
        FieldPanel("how_to_apply"),
        MultiFieldPanel(
            [
                FieldPanel("contact_office"),
                FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")]),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel([InlinePanel("partners", label=_("Partner"))], heading=_("Partners")),
        MultiFieldPanel(
            [InlinePanel("related_publications", label=_("Publication"))],
            heading=_("Related publications"),
        ),
    ]
    promote_panels = [*BasePage.promote_panels, FieldPanel("tags")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("how_to_apply"),
        index.RelatedFields("tags", [index.SearchField("name", boost=4)]),
        index.FilterField("number"),
        index.FilterField("status"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("number"),
        APIField("status"),
        APIField("body"),
        APIField("how_to_apply"),
        APIField("contact_office"),
        APIField("contact_phone"),
        APIField("contact_email"),
        APIField("partners"),
        APIField("related_publications"),
    ]

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")

    def public_partners(self) -> MemberQuerySet:
        """The members that take part, as far as the public may see them."""
        ids = [partner.member_id for partner in self.partners.all()]
        return Member.objects.public().filter(pk__in=ids).in_name_order()

    def public_publications(self) -> PublicationQuerySet:
        """What was published in this program, newest first."""
        ids = [related.publication_id for related in self.related_publications.all()]
        found = PublicationPage.objects.filter(pk__in=ids).published()
        return found.newest_first().with_covers()

    def siblings(self) -> dict[str, ProgramPage]:
        """The programs before and after this one, by number."""
        programs = ProgramPage.objects.sibling_of(self).published().in_order()
        listed = list(programs.defer_streamfields())
        if self not in listed:
            return {}
        place = listed.index(self)
        beside = {"previous": listed[place - 1 : place], "next": listed[place + 1 : place + 2]}
        return {name: found[0] for name, found in beside.items() if found}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        siblings = self.siblings() if self.pk else {}
        return {**super().get_context(request, *args, **kwargs), "siblings": siblings}


class ProgramPartner(InOrder):
    """A member that takes part in a program."""

    program = ParentalKey(ProgramPage, on_delete=models.CASCADE, related_name="partners")
    member = models.ForeignKey(
        "directory.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="program_roles",
    )
    role = models.CharField(
        _("role"), max_length=100, blank=True, help_text=_("What it does in this program.")
    )

    panels = [FieldRowPanel([FieldPanel("member"), FieldPanel("role")])]
    api_fields = [APIField("member"), APIField("role")]

    class Meta(InOrder.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return str(self.member)


class ProgramPublication(InOrder):
    """A publication that came out of a program. The fact is stored here only."""

    program = ParentalKey(
        ProgramPage, on_delete=models.CASCADE, related_name="related_publications"
    )
    publication = models.ForeignKey(
        "publications.PublicationPage",
        verbose_name=_("publication"),
        on_delete=models.CASCADE,
        related_name="program_mentions",
    )

    panels = [
        PageChooserPanel(
            "publication",
            ["publications.PolicyReportPage", "publications.SocialValueReportPage"],
        )
    ]
    api_fields = [APIField("publication")]

    class Meta(InOrder.Meta):
        verbose_name = _("related publication")
        verbose_name_plural = _("related publications")

    def __str__(self) -> str:
        return str(self.publication)


def programs_naming(publication: PublicationPage) -> ProgramQuerySet:
    """The public programs that name `publication`."""
    return (
        ProgramPage.objects.filter(related_publications__publication=publication)
        .published()
        .in_order()
        .distinct()
    )


def programs_with_partner(member: Member) -> ProgramQuerySet:
    """The public programs in which `member` takes part."""
    return ProgramPage.objects.filter(partners__member=member).published().in_order().distinct()
