"""Who may download a file of a publication."""

from collections.abc import Collection

from django.http import HttpRequest
from wagtail.documents.models import AbstractDocument

from content.privacy import let_pass
from publications.models import PublicationFile


def verdict_on(document: AbstractDocument) -> bool | None:
    """What the publications say of a document: under embargo, public, or nothing."""
    files = PublicationFile.objects.filter(document=document)
    if files.under_embargo().exists():
        return False
    return True if files.public().exists() else None


def under_embargo(documents: Collection[int]) -> set[int]:
    """Those of the documents with these primary keys that a file under embargo leads to."""
    files = PublicationFile.objects.under_embargo().filter(document__in=documents)
    return set(files.values_list("document_id", flat=True))


def public_file(key: str) -> PublicationFile | None:
    """The file with that key, where anybody may download it."""
    return PublicationFile.objects.public().with_its_page().filter(key=key).first()


def file_for_reader(key: str, request: HttpRequest) -> PublicationFile | None:
    """The file with that key, where who makes `request` passes the privacy of page and collection.

    Nobody, not even staff, gets a draft's or a withdrawn page's file by this.
    """
    file = PublicationFile.objects.of_live_pages().with_its_page().filter(key=key).first()
    if file is None:
        return None
    restrictions = [
        *file.publication.get_view_restrictions(),
        *file.document.collection.get_view_restrictions(),
    ]
    return file if let_pass(restrictions, request) else None
