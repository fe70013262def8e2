"""How the federation groups its members: its own categories, and fields of work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from content.models import in_active_language
from directory.querysets import CategoryQuerySet


class Standing(models.TextChoices):
    """The rights that come with a category of membership."""

    FULL = "full", _("Full member")
    ASSOCIATE = "associate", _("Associate member")


class MemberCategory(models.Model):
    """A category of the federation's membership, such as the regional councils."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    slug = models.SlugField(
        _("short name for addresses"),
        max_length=100,
        unique=True,
        allow_unicode=True,
        help_text=_("Stands in links and in the API, for example regional-councils."),
    )
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
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("standing"), FieldPanel("sort_order")]),
    ]

    # How many members the public sees, where the queryset was asked to count them.
    member_count: int

    class Meta:
        verbose_name = _("member category")
        verbose_name_plural = _("member categories")
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return in_active_language(self.name, self.name_en)


class Sector(models.Model):
    """A field of work that members share across categories, such as child care or credit."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    slug = models.SlugField(
        _("short name for addresses"), max_length=100, unique=True, allow_unicode=True
    )

    panels = [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return in_active_language(self.name, self.name_en)
