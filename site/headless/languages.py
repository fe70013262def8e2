"""In which languages the API answers."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant


def languages() -> tuple[str, ...]:
    """The codes of all languages of the project, the default one first."""
    default = default_language()
    others = (code for code, _name in settings.LANGUAGES if code != default)
    return (default, *others)


def default_language() -> str:
    """The language of an answer that asks for none: LANGUAGE_CODE as LANGUAGES has it."""
    return get_supported_language_variant(settings.LANGUAGE_CODE)


def asked_language(request: HttpRequest) -> str:
    """What `locale` asks for, else the default language."""
    asked = request.GET.get("locale")
    return asked if asked in languages() else default_language()
