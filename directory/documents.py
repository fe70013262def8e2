"""Documents that members offer in their introductions."""

from wagtail.documents.models import AbstractDocument

from content.documents import is_shown_by
from directory.models import Member


def verdict_on(document: AbstractDocument) -> bool | None:
    """A document is public where a public member shows it; of others nothing is said."""
    return is_shown_by(document, Member.objects.public()) or None
