"""The persons behind a member: personal data, kept apart and only with their consent."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from content.dates import today
from content.fields import PhoneNumberField


class ContactQuerySet(models.QuerySet["MemberContact"]):
    """Which contacts may still be used."""

    def consented(self, on: datetime.date) -> ContactQuerySet:
        """Those whose consent holds on that day."""
        return self.filter(consented_on__lte=on, consent_until__gte=on)


class MemberContact(models.Model):
    """A person who speaks for a member, and what that person agreed to.

    Personal Information Protection Act (개인정보 보호법), articles 15, 17 and 22: purpose, items,
    time and version of the consent are on record. A plain foreign key, so that no revision of the
    member ever holds a person; and the text form of a record, which logs keep, names nobody.
    """

    member = models.ForeignKey(
        "directory.Member",
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    name = models.CharField(_("person's name"), max_length=100)
    role = models.CharField(_("role"), max_length=100, blank=True)
    phone = PhoneNumberField(_("telephone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    consent_purpose = models.CharField(
        _("purpose"), max_length=300, help_text=_("What the person agreed to, in their words.")
    )
    consent_items = models.CharField(
        _("items"),
        max_length=300,
        help_text=_("Which data the consent covers, for example name, mobile number, e-mail."),
    )
    consented_on = models.DateField(_("consented on"))
    consent_until = models.DateField(
        _("consent ends on"), help_text=_("From the next day on the record is no longer used.")
    )
    consent_version = models.CharField(
        _("version of the consent form"), max_length=50, help_text=_("For example 2026-01.")
    )
    shared_with_partners = models.BooleanField(
        _("may be given to partners"),
        default=False,
        help_text=_("Only where the consent names partners as recipients (article 17)."),
    )

    objects = ContactQuerySet.as_manager()

    panels = [
        FieldPanel("member"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
            ],
            heading=_("Person"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("consent_purpose"),
                FieldPanel("consent_items"),
                FieldRowPanel([FieldPanel("consented_on"), FieldPanel("consent_until")]),
                FieldPanel("consent_version"),
                FieldPanel("shared_with_partners"),
            ],
            heading=_("Consent"),
        ),
    ]

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["member", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def has_consent(self, on: datetime.date) -> bool:
        """The same rule as the queryset's `consented`, for one that is at hand."""
        return self.consented_on <= on <= self.consent_until

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.consented_on and self.consented_on > today():
            errors["consented_on"] = _("This date lies in the future. Check the year.")
        if self.consented_on and self.consent_until and self.consent_until < self.consented_on:
            errors["consent_until"] = _("The consent cannot end before it was given.")
        if not self.phone and not self.email:
            errors["phone"] = _("Give a telephone number or an e-mail address.")
        if errors:
            raise ValidationError(errors)
