"""Terms by which content is sorted: named in both languages, with a part of an address."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField

from content.languages import in_active_language


class Term(models.Model):
    """One word of a list that staff keep, such as a category, a sector or a policy area."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    slug = models.SlugField(
        _("short name for addresses"), max_length=100, unique=True, allow_unicode=True
    )

    panels = [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("slug")]
    api_fields = [APIField("slug"), APIField("name"), APIField("name_en")]

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return in_active_language(self.name, self.name_en)
