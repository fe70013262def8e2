"""Where on the site a member's page stands."""

from django.apps import apps
from django.utils import translation
from django.utils.encoding import iri_to_uri


def directory_url() -> str | None:
    """The address of the directory in the active language, else of the first there is."""
    pages = apps.get_model("directory", "DirectoryPage").objects.live().order_by("path")
    language = translation.get_language()
    page = pages.filter(locale__language_code=language).first() or pages.first()
    return page.url if page else None


def member_url(slug: str) -> str | None:
    """The address of the member with that slug; None on a site without a directory."""
    base = directory_url()
    return iri_to_uri(f"{base}{slug}/") if base else None
