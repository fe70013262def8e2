"""The languages in which content is written."""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """A language by its BCP 47 tag."""

    KOREAN = "ko", _("Korean")
    ENGLISH = "en", _("English")
    JAPANESE = "ja", _("Japanese")
    CHINESE = "zh", _("Chinese")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")
    GERMAN = "de", _("German")


def in_active_language(korean: str, english: str) -> str:
    """The text for the active language; the Korean one where there is no English."""
    return english if english and translation.get_language() != "ko" else korean
