"""What every page of every content app has, and the organisation that speaks on them."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from content.fields import PhoneNumberField, WebAddressField

SCHEMA_CONTEXT = "https://schema.org"


def in_active_language(korean: str, english: str) -> str:
    """The text for the active language; the Korean one where there is no English."""
    return english if english and translation.get_language() != "ko" else korean


class BasePage(Page):
    """A page with what listings, feeds, search engines and social media say of it."""

    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_(
            "One or two plain sentences for lists, feeds, search engines and the page's "
            "first lines. At most 300 characters."
        ),
    )
    listing_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("listing image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown in lists and when somebody shares the page."),
    )

    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("listing_image")], heading=_("In lists")
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2)]
    api_fields = [APIField("summary"), APIField("listing_image")]

    # What the page is in the words of Open Graph (ogp.me).
    sharing_type = "website"

    class Meta:
        abstract = True

    @property
    def meta_description(self) -> str:
        """What search engines show under the title."""
        return self.search_description or self.summary

    @property
    def sharing_image(self) -> AbstractImage | None:
        """The picture that stands for this page elsewhere."""
        return self.listing_image

    @cached_property
    def page_above(self) -> Page | None:
        """Its parent; at hand where the request came through it."""
        parent: Page | None = self.get_parent()
        return parent

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Wagtail's way down the tree; each page remembers which page it was found below."""
        found: RouteResult = super().route(request, path_components)
        if isinstance(found[0], BasePage) and found[0].depth == self.depth + 1:
            found[0].page_above = self
        return found

    def canonical_url(self, request: HttpRequest) -> str | None:
        """The one address under which search engines should know what `request` shows."""
        url: str | None = self.get_full_url(request)
        return url

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """What this page is in the words of schema.org, for a JSON-LD script."""
        data: dict[str, Any] = {
            "@context": SCHEMA_CONTEXT,
            "@type": "WebPage",
            "name": self.title,
            "url": self.get_full_url(request),
            "inLanguage": translation.get_language(),
        }
        if self.meta_description:
            data["description"] = self.meta_description
        return data


class SocialLinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Label"), max_length=50)
    url = blocks.URLBlock(label=_("Web address"))

    class Meta:
        label = _("Social link")
        icon = "link-external"


@register_setting(icon="group")
class OrganisationSettings(BaseSiteSetting):
    """Who publishes this site: names, addresses and the person in charge of personal data."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    slogan = models.CharField(_("slogan"), max_length=200, blank=True)
    slogan_en = models.CharField(_("slogan in English"), max_length=200, blank=True)
    founded_on = models.DateField(
        _("founding date"),
        null=True,
        blank=True,
        help_text=_("The day of the founding assembly."),
    )
    phone = PhoneNumberField(_("telephone"), blank=True, help_text=_("For example 02-351-3168."))
    email = models.EmailField(_("e-mail"), blank=True)
    website = WebAddressField(_("website"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    address_en = models.CharField(_("address in English"), max_length=300, blank=True)
    social_links = StreamField(
        [("link", SocialLinkBlock())], verbose_name=_("social links"), blank=True
    )
    privacy_officer = models.CharField(
        _("privacy officer"),
        max_length=100,
        blank=True,
        help_text=_(
            "Name or office of the person responsible for personal data "
            "(Personal Information Protection Act, article 31)."
        ),
    )
    privacy_officer_email = models.EmailField(_("privacy officer's e-mail"), blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("name_en"),
                FieldPanel("slogan"),
                FieldPanel("slogan_en"),
                FieldPanel("founded_on"),
            ],
            heading=_("Organisation"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("website"),
                FieldPanel("address"),
                FieldPanel("address_en"),
                FieldPanel("social_links"),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [FieldPanel("privacy_officer"), FieldPanel("privacy_officer_email")],
            heading=_("Personal data"),
        ),
    ]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name or str(self._meta.verbose_name)

    def clean(self) -> None:
        super().clean()
        if self.founded_on and self.founded_on > today():
            raise ValidationError(
                {"founded_on": _("The founding date lies in the future. Check the year.")}
            )

    @property
    def display_name(self) -> str:
        return in_active_language(self.name, self.name_en)

    @property
    def years_since_founding(self) -> int | None:
        """Full years since the day of founding; None where that is not known."""
        if self.founded_on is None:
            return None
        now = today()
        is_before_anniversary = (now.month, now.day) < (self.founded_on.month, self.founded_on.day)
        return now.year - self.founded_on.year - is_before_anniversary

    @property
    def display_slogan(self) -> str:
        return in_active_language(self.slogan, self.slogan_en)

    @property
    def display_address(self) -> str:
        return in_active_language(self.address, self.address_en)

    def structured_data(self) -> dict[str, Any]:
        """The organisation in the words of schema.org; what is not known is left out."""
        data = {
            "@context": SCHEMA_CONTEXT,
            "@type": "Organization",
            "name": self.name,
            "alternateName": self.name_en,
            "slogan": self.slogan,
            "url": self.website,
            "telephone": self.phone,
            "email": self.email,
            "address": self.address,
            "foundingDate": self.founded_on.isoformat() if self.founded_on else "",
            "sameAs": [block.value["url"] for block in self.social_links],
        }
        return {key: value for key, value in data.items() if value}


def today() -> datetime.date:
    """The date in the site's own time zone."""
    return timezone.localdate()
