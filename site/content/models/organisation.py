"""Who publishes the site, and who is in charge of personal data."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from content.dates import today
from content.fields import PhoneNumberField, WebAddressField
from content.languages import in_active_language
from content.models.pages import SCHEMA_CONTEXT


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
