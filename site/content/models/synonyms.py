"""Words that mean the same, kept by editors, so that a search for one finds the others."""

from __future__ import annotations

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from hangul.normalise import normalise

MOST_WORDS = 20
LONGEST_WORD = 50


class SynonymDirection(models.TextChoices):
    """Whether the words stand for each other, or only one of them for the rest."""

    TWO_WAY = "two-way", _("Each finds all the others")
    ONE_WAY = "one-way", _("Only the first word finds the others")


class SearchSynonym(models.Model):
    """A word and those that searching for it should find too; in force with the next search."""

    word = models.CharField(
        _("word"), max_length=LONGEST_WORD, unique=True, help_text=_("For example “co-op”.")
    )
    equivalents = models.TextField(
        _("means the same as"),
        help_text=_("One word or phrase a line, for example “cooperative”. At most 20."),
    )
    direction = models.CharField(
        _("direction"),
        max_length=10,
        choices=SynonymDirection,
        default=SynonymDirection.TWO_WAY,
        help_text=_(
            "One way suits a narrower word: who looks for “SROI” should find "
            "“social value”, but not the other way round."
        ),
    )

    panels = [FieldPanel("word"), FieldPanel("equivalents"), FieldPanel("direction")]

    class Meta:
        verbose_name = _("search synonym")
        verbose_name_plural = _("search synonyms")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        super().clean()
        self.word = tidy(self.word)
        self.equivalents = "\n".join(self.words[1:])
        problem = self.problem()
        if problem:
            raise ValidationError({"equivalents": problem})

    def problem(self) -> str:
        """What is wrong with the equivalents; empty where nothing is."""
        if not self.words[1:]:
            return str(_("Give at least one word that differs from the first."))
        if len(self.words) > MOST_WORDS + 1:
            return str(_("These are more than 20 words. Make a second entry for the rest."))
        too_long = [word for word in self.words if len(word) > LONGEST_WORD]
        if too_long:
            message = _("“%(word)s…” is longer than 50 characters.")
            return str(message) % {"word": too_long[0][:LONGEST_WORD]}
        empty = [word for word in self.words if not any(map(str.isalnum, word))]
        if empty:
            message = _("“%(word)s” has no letter and no digit that could be searched for.")
            return str(message) % {"word": empty[0]}
        return ""

    @property
    def words(self) -> list[str]:
        """The word and its equivalents, each once however it is spelt."""
        lines = [self.word, *self.equivalents.replace(",", "\n").splitlines()]
        distinct: dict[str, str] = {}
        for line in filter(None, map(tidy, lines)):
            distinct.setdefault(normalise(line), line)
        return list(distinct.values())

    @display(description=_("means the same as"))
    def equivalents_in_line(self) -> str:
        """The equivalents as a list shows them."""
        return ", ".join(self.words[1:])

    @property
    def is_one_way(self) -> bool:
        return self.direction == SynonymDirection.ONE_WAY


def tidy(text: str) -> str:
    """`text` on one line, with single spaces."""
    return " ".join(text.split())
