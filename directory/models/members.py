"""A member of the federation, as staff keep it and as the public sees it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    Site,
    WorkflowMixin,
)
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from content.blocks import RICH_TEXT_FEATURES
from content.dates import today
from content.fields import PhoneNumberField, SortKeyField, WebAddressField
from content.languages import in_active_language
from content.models import SocialLinkBlock
from content.ordering import InOrder
from content.related import FoundListing, related_listings
from content.revisions import RestorableChildrenMixin
from directory.addresses import member_url
from directory.business_numbers import validate_business_number, written_business_number
from directory.districts import District
from directory.models.legal_forms import COOPERATIVE_FORMS, LegalForm
from directory.panels import MEMBER_EDIT_HANDLER
from directory.querysets import MemberQuerySet
from directory.structured_data import structured_member
from hangul.initials import initials
from hangul.normalise import compose
from hangul.sorting import sort_key

MOST_OF_A_DESCRIPTION = 160
KEY_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_LENGTH = 10


def new_key() -> str:
    """A record number: an M and 45 random bits, so that no spreadsheet takes it for a number."""
    return "M" + "".join(secrets.choice(KEY_LETTERS) for _place in range(KEY_LENGTH - 1))


class MemberStatus(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("member status", "Active")
    DORMANT = "dormant", pgettext_lazy("member status", "Dormant")
    WITHDRAWN = "withdrawn", pgettext_lazy("member status", "Withdrawn")


class MemberTag(TaggedItemBase):
    content_object = ParentalKey(
        "directory.Member", on_delete=models.CASCADE, related_name="tagged_items"
    )


class Member(
    RestorableChildrenMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """An organisation that belongs to the federation."""

    name = models.CharField(
        _("name"),
        max_length=200,
        help_text=_(
            "The full Korean name as registered, with its legal form where that is part of it."
        ),
    )
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name = models.CharField(
        _("short name"),
        max_length=100,
        blank=True,
        help_text=_("What people call it. Search finds it too."),
    )
    slug = models.SlugField(
        _("short name for addresses"),
        max_length=200,
        unique=True,
        blank=True,
        allow_unicode=True,
        help_text=_("Ends the member's web address. Leave empty to take the name."),
    )
    key = models.CharField(
        _("record number"),
        max_length=KEY_LENGTH,
        unique=True,
        editable=False,
        default=new_key,
        help_text=_("Never changes, so that a spreadsheet knows the member again."),
    )
    sort_key = SortKeyField(max_length=200, editable=False, db_index=True)
    initials = models.CharField(max_length=200, editable=False, db_index=True)
    business_number = models.CharField(
        _("business registration number"),
        max_length=12,
        blank=True,
        validators=[validate_business_number],
        help_text=_("Ten digits, for example 123-45-67891."),
    )
    category = models.ForeignKey(
        "directory.MemberCategory",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        related_name="members",
        help_text=_("The category decides whether this is a full or an associate member."),
    )
    legal_form = models.CharField(
        _("legal form"),
        max_length=40,
        choices=LegalForm,
        blank=True,
        help_text=_("What the organisation is in law. Leave empty if you do not know."),
    )
    sectors = ParentalManyToManyField(
        "directory.Sector", verbose_name=_("sectors"), blank=True, related_name="members"
    )
    district = models.CharField(
        _("district"),
        max_length=5,
        choices=District,
        blank=True,
        help_text=_("Where it is at home. Leave empty for those that work in all of Seoul."),
    )
    founded_on = models.DateField(_("founding date"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(33), MaxValueValidator(39)],
        help_text=_("WGS 84 degrees, for example 37.608."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(124), MaxValueValidator(132)],
        help_text=_("WGS 84 degrees, for example 126.933."),
    )
    phone = PhoneNumberField(_("telephone"), blank=True, help_text=_("For example 02-351-3168."))
    email = models.EmailField(
        _("e-mail"),
        blank=True,
        help_text=_("The organisation's own address, which everybody sees."),
    )
    website = WebAddressField(_("website"), blank=True)
    social_links = StreamField(
        [("link", SocialLinkBlock())], verbose_name=_("social links"), blank=True
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    introduction = RichTextField(_("introduction"), blank=True, features=RICH_TEXT_FEATURES)
    introduction_en = RichTextField(
        _("introduction in English"), blank=True, features=RICH_TEXT_FEATURES
    )
    products_and_services = RichTextField(
        _("products and services"), blank=True, features=RICH_TEXT_FEATURES
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=MemberStatus,
        default=MemberStatus.ACTIVE,
        help_text=_("A withdrawn member is no longer shown to anybody outside."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="children",
        help_text=_("The council or federation that this member is itself a member of."),
    )
    verified_on = models.DateField(
        _("last verified on"),
        null=True,
        blank=True,
        help_text=_("When somebody last checked this record with the member."),
    )
    tags = ClusterTaggableManager(through=MemberTag, blank=True, verbose_name=_("tags"))

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="member",
        for_concrete_model=False,
    )
    revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="member",
        for_concrete_model=False,
    )

    objects = MemberQuerySet.as_manager()

    edit_handler = MEMBER_EDIT_HANDLER
    search_fields = [
        index.SearchField("name", boost=10),
        index.AutocompleteField("name"),
        index.SearchField("name_en", boost=5),
        index.AutocompleteField("name_en"),
        index.SearchField("short_name", boost=8),
        index.AutocompleteField("short_name"),
        index.RelatedFields("former_names", [index.SearchField("name", boost=3)]),
        index.RelatedFields("tags", [index.SearchField("name", boost=2)]),
        index.SearchField("introduction"),
        index.SearchField("introduction_en"),
        index.SearchField("products_and_services"),
        index.SearchField("address"),
        index.FilterField("category"),
        index.FilterField("district"),
        index.FilterField("legal_form"),
        index.FilterField("status"),
        index.FilterField("live"),
        index.FilterField("expired"),
        index.FilterField("sort_key"),
        index.FilterField("verified_on"),
    ]

    # What its page is in the words of Open Graph (ogp.me).
    sharing_type = "website"

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["sort_key", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As for any ClusterableModel, which looks for children among the keyword arguments.

        Where there are none, as from the database, that look takes longer than all the rest.
        """
        if kwargs:
            super().__init__(*args, **kwargs)
        else:
            models.Model.__init__(self, *args)

    def __str__(self) -> str:
        return self.name

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.name = compose(self.name or "")
        if self.name and not self.slug:
            self.slug = self.free_slug()
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.business_number = written_business_number(self.business_number or "")
        errors = {**self.date_errors(), **self.place_errors(), **self.parent_errors()}
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        if not self.slug:
            self.slug = self.free_slug()
        MemberFormerAddress.objects.remember([self])
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Work out what follows from the name."""
        self.name = compose(self.name)
        self.sort_key = sort_key(self.name)[:200]
        self.initials = initials(self.name)[:200]

    def as_kept(self) -> Member:
        """As its keepers last left it where it is not public, else as it is public."""
        kept: Member = self if self.live else self.get_latest_revision_as_object()
        return kept

    def with_content_json(self, content: dict[str, Any]) -> Member:
        """As an older revision had it, but with the record number that it always has."""
        member: Member = super().with_content_json(content)
        member.key = self.key
        return member

    @property
    def display_name(self) -> str:
        return in_active_language(self.name, self.name_en)

    @property
    def display_introduction(self) -> str:
        return in_active_language(self.introduction, self.introduction_en)

    @property
    def title(self) -> str:
        """The name, as listings of mixed content call it."""
        return self.display_name

    @property
    def standing(self) -> str:
        """Full or associate member, which the category decides."""
        return self.category.standing

    @property
    def is_cooperative(self) -> bool:
        """Whether it is a cooperative in law, as far as is known."""
        return self.legal_form in COOPERATIVE_FORMS

    @property
    def is_public(self) -> bool:
        """The same rule as the queryset's `public`, for one that is at hand."""
        return self.live and not self.expired and self.status != MemberStatus.WITHDRAWN

    @property
    def url(self) -> str | None:
        return self.get_url()

    def get_url(self, request: HttpRequest | None = None) -> str | None:
        """Where its page is; the directory is looked up once for each request."""
        return member_url(self.slug, request)

    @property
    def meta_description(self) -> str:
        """What search engines show under the name: the beginning of the introduction."""
        text = " ".join(get_text_for_indexing(self.display_introduction).split())
        return Truncator(text).chars(MOST_OF_A_DESCRIPTION)

    @property
    def sharing_image(self) -> AbstractImage | None:
        return self.logo

    def canonical_url(self, request: HttpRequest) -> str | None:
        """The one address of its page; None on a site without a directory."""
        url = member_url(self.slug, request)
        site = Site.find_for_request(request)
        return urljoin(site.root_url, url) if site and url else url

    def get_absolute_url(self) -> str | None:
        return self.url if self.live else None

    def free_slug(self) -> str:
        """A slug made of the name that no other member has."""
        base = slugify(self.name, allow_unicode=True)[:180] or "member"
        taken = set(
            type(self)
            .objects.exclude(pk=self.pk)
            .filter(slug__startswith=base)
            .values_list("slug", flat=True)
        )
        candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
        return next(slug for slug in candidates if slug not in taken)

    def date_errors(self) -> dict[str, Any]:
        """What cannot be true of this member's dates, by field."""
        errors: dict[str, Any] = {}
        for field in ("founded_on", "joined_on", "verified_on"):
            date = getattr(self, field)
            if date and date > today():
                errors[field] = _("This date lies in the future. Check the year.")
        if self.joined_on and self.left_on and self.left_on < self.joined_on:
            errors["left_on"] = _("The member cannot have left before it joined.")
        if self.status == MemberStatus.WITHDRAWN and not self.left_on:
            errors["left_on"] = _("Say when the member left.")
        if self.left_on and self.status != MemberStatus.WITHDRAWN:
            errors["status"] = _("A member with a leaving date has the status “withdrawn”.")
        return errors

    def place_errors(self) -> dict[str, Any]:
        """A place on the map needs both coordinates."""
        if (self.latitude is None) == (self.longitude is None):
            return {}
        missing = "latitude" if self.latitude is None else "longitude"
        return {missing: _("Give both latitude and longitude, or neither.")}

    def parent_errors(self) -> dict[str, Any]:
        """No member may belong to itself, directly or in a circle."""
        ancestor = self.parent
        seen: set[int | None] = set()
        while ancestor is not None and ancestor.pk not in seen:
            if ancestor == self:
                return {"parent": _("A member cannot belong to itself, nor in a circle.")}
            seen.add(ancestor.pk)
            ancestor = ancestor.parent
        return {}

    def related_listings(self) -> list[FoundListing]:
        """What other content names this member."""
        return related_listings(self)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "directory/member.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "member": self}

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        return structured_member(self, request)


class MemberFormerName(InOrder):
    """A name that the member had before, under which people may still look for it."""

    member = ParentalKey(Member, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("former name"), max_length=200)
    used_until = models.DateField(_("used until"), null=True, blank=True)

    class Meta(InOrder.Meta):
        verbose_name = _("former name")
        verbose_name_plural = _("former names")

    def __str__(self) -> str:
        return self.name


class FormerAddressQuerySet(models.QuerySet["MemberFormerAddress"]):
    def remember(self, members: Iterable[Member]) -> None:
        """Keep the addresses that public members are about to lose; call before they are saved."""
        coming = {member.pk: member.slug for member in members if member.pk}
        public = Member.objects.filter(pk__in=coming, live=True).values_list("pk", "slug")
        lost = [(pk, slug) for pk, slug in public if coming[pk] != slug]
        MemberFormerAddress.objects.bulk_create(
            [MemberFormerAddress(member_id=pk, slug=slug) for pk, slug in lost],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=["member"],
        )


class MemberFormerAddress(models.Model):
    """An address that a public member had before, so that links to it still arrive."""

    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="former_addresses")

    objects = FormerAddressQuerySet.as_manager()

    # It is no use of the member that would keep anybody from deleting it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


def members_belonging_to(member: Member) -> MemberQuerySet:
    """The public members that belong to `member`, as those of a council do."""
    return Member.objects.public().filter(parent=member).in_name_order()
