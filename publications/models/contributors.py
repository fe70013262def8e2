"""Who made a publication, and in which role."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from content.ordering import InOrder


class ContributorRole(models.TextChoices):
    AUTHOR = "author", _("Author")
    RESEARCHER = "researcher", _("Researcher")
    EDITOR = "editor", _("Editor")
    TRANSLATOR = "translator", _("Translator")
    COMMISSIONER = "commissioner", _("Commissioned by")
    SPONSOR = "sponsor", _("Supported by")
    PUBLISHER = "publisher", _("Publisher")


class PublicationContributor(InOrder):
    """A member of the federation, or a person or body outside it, in a role."""

    publication = ParentalKey(
        "publications.PublicationPage", on_delete=models.CASCADE, related_name="contributors"
    )
    role = models.CharField(
        _("role"), max_length=20, choices=ContributorRole, default=ContributorRole.AUTHOR
    )
    member = models.ForeignKey(
        "directory.Member",
        verbose_name=_("member"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contributions",
    )
    name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("A person or body that is not in the member directory."),
    )
    is_body = models.BooleanField(
        _("the name is that of an organisation"),
        default=False,
        help_text=_("Then citations do not take it apart into family name and given name."),
    )

    panels = [
        FieldPanel("role"),
        FieldRowPanel([FieldPanel("member"), FieldPanel("name")]),
        FieldPanel("is_body"),
    ]

    class Meta(InOrder.Meta):
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return self.display_name

    def clean(self) -> None:
        super().clean()
        if not self.member_id and not self.name:
            raise ValidationError({"name": _("Choose a member or write a name.")})
        if self.member_id and self.name:
            raise ValidationError({"name": _("Choose a member or write a name, not both.")})

    @property
    def display_name(self) -> str:
        return self.member.display_name if self.member else self.name

    @property
    def is_organisation(self) -> bool:
        return self.is_body or self.member_id is not None

    def structured_data(self) -> dict[str, str]:
        """The contributor in the words of schema.org."""
        kind = "Organization" if self.is_organisation else "Person"
        return {"@type": kind, "name": self.member.name if self.member else self.name}
