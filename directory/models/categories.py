"""How the federation groups its members: its own categories, and fields of work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from content.terms import Term
from directory.querysets import CategoryQuerySet


class Standing(models.TextChoices):
    """The rights that come with a category of membership."""

    FULL = "full", _("Full member")
    ASSOCIATE = "associate", _("Associate member")


class MemberCategory(Term):
    """A category of the federation's membership, such as the regional councils."""

    standing = models.CharField(
        _("standing"),
        max_length=20,
        choices=Standing,
        default=Standing.FULL,
        help_text=_("All members of this category have this standing."),
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects = CategoryQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel(
            "slug", help_text=_("Stands in links and in the API, for example regional-councils.")
        ),
        FieldRowPanel([FieldPanel("standing"), FieldPanel("sort_order")]),
    ]

    # How many members the public sees, where the queryset was asked to count them.
    member_count: int

    class Meta:
        verbose_name = _("member category")
        verbose_name_plural = _("member categories")
        ordering = ["sort_order", "name"]


class Sector(Term):
    """A field of work that members share across categories, such as child care or credit."""

    class Meta(Term.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
