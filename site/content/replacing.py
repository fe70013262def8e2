"""What happens when the file of a document is replaced: the one before is kept for a while."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.documents.models import AbstractDocument
from wagtail.utils.file import hash_filelike

from content.models import DocumentVersion


def remember_replaced(instance: AbstractDocument, **kwargs: Any) -> None:
    """Before a document is saved with another file, take down what it held until now."""
    if not concerns_the_file(kwargs):
        return
    before = type(instance).objects.filter(pk=instance.pk).first() if instance.pk else None
    if before and before.file and before.file.name != instance.file.name:
        remember(before)
        measure_anew(instance, before)


def measure_anew(document: AbstractDocument, before: AbstractDocument) -> None:
    """Let a file that code has put in not keep the size and hash of the one before.

    Wagtail's own forms have measured it already.
    """
    told = ("file_size", "file_hash")
    if all(getattr(document, name) == getattr(before, name) for name in told) and document.file:
        document.file.open()
        document.file_size = document.file.size
        document.file_hash = hash_filelike(document.file)
        document.file.seek(0)


def note_replacement(instance: AbstractDocument, **kwargs: Any) -> None:
    """After a document was saved, take down what it holds, and that all else was replaced."""
    if concerns_the_file(kwargs) and instance.file:
        remember(instance)
        DocumentVersion.objects.replaced(instance, timezone.now())


def remove_file(instance: DocumentVersion, **kwargs: Any) -> None:
    """After a version was deleted, alone or with its document, its file goes as well.

    What the document holds is left: Wagtail removes that with the document.
    """
    storage, file_name = instance.storage, instance.file_name
    if instance.document.file.name != file_name:
        transaction.on_commit(lambda: storage.delete(file_name))


def concerns_the_file(arguments: dict[str, Any]) -> bool:
    """Whether a save with these arguments of the signal may have changed the file."""
    fields = arguments.get("update_fields")
    return not arguments.get("raw") and (fields is None or "file" in fields)


def remember(document: AbstractDocument) -> None:
    """Take down the hash of the document's file; a file that is lost has none."""
    try:
        DocumentVersion.objects.current(document)
    except OSError:
        return
