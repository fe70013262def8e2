"""Which documents wait to be read: entered when they are saved, woken again when forgotten."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import Any, BinaryIO

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.documents import get_document_model

from publications.extraction.file_types import MEDIA_TYPES, TEXT, type_of
from publications.models import ExtractedText, ExtractionStatus
from publications.reading import abandoned, discard_files
from publications.tasks import read_document

logger = logging.getLogger(__name__)

# A task that has not come round by then is taken for lost.
FORGOTTEN_AFTER = timedelta(minutes=10)
MOST_AT_ONCE = 100
CHUNK = 1024 * 1024


def sha256_of(file: BinaryIO) -> str:
    """The SHA-256 of the whole file, in hexadecimal."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def enter(document: Any) -> None:
    """Have a document read whose file is new or was replaced; nothing for any other."""
    if not document.file or is_described(document):
        return
    try:
        with document.open_file() as file:
            digest = getattr(document, "known_sha256", "") or sha256_of(file)
            facts = {"sha256": digest, "media_type": media_type_of(file)}
    except OSError:
        logger.exception("The file of document %s cannot be opened.", document.pk)
        return
    begin_anew(document, **facts)
    wake_after_commit(document.pk)


def enter_saved_document(instance: Any, *, raw: bool = False, **kwargs: Any) -> None:
    """Receiver: a document was saved."""
    if not raw:
        enter(instance)


def delete_cover_of_deleted(instance: ExtractedText, **kwargs: Any) -> None:
    """Receiver: a document, and with it what was read out of it, was deleted."""
    names = instance.cover_files()
    if names:
        transaction.on_commit(lambda: discard_files(instance, names), robust=True)


def is_described(document: Any) -> bool:
    """Whether what is known of the document is known of the file that it has now."""
    rows = ExtractedText.objects.filter(document=document.pk, file_name=document.file.name)
    if rows.filter(file_hash="").update(file_hash=document.file_hash):
        return True
    return rows.filter(file_hash=document.file_hash).exists()


def media_type_of(file: BinaryIO) -> str:
    found = type_of(file)
    return MEDIA_TYPES.get("csv" if found == TEXT else found, "")


def begin_anew(document: Any, **facts: str) -> None:
    """Forget what was read out of the former file, and wait for the new one to be read."""
    fresh = {
        **facts,
        "status": ExtractionStatus.WAITING,
        "page_count": None,
        "cover": "",
        "cover_width": 0,
        "cover_height": 0,
        "people": [],
        "findings": [],
        "extracted_at": None,
        "file_name": document.file.name,
        "file_hash": document.file_hash,
        "queued_at": timezone.now(),
        "started_at": None,
        "attempts": 0,
    }
    with transaction.atomic():
        former = ExtractedText.objects.filter(document=document.pk).first()
        if former:
            outdated = former.cover_files()
            former.sections.all().delete()
            transaction.on_commit(lambda: discard_files(former, outdated), robust=True)
        ExtractedText.objects.update_or_create(document_id=document.pk, defaults=fresh)


def wake_after_commit(document_id: Any) -> None:
    transaction.on_commit(lambda: read_document.enqueue(str(document_id)), robust=True)


def wake_forgotten() -> None:
    """Wake documents whose task was lost or whose reader was killed; for every minute."""
    now = timezone.now()
    waiting = Q(status=ExtractionStatus.WAITING, queued_at__lt=now - FORGOTTEN_AFTER)
    unqueued = Q(status=ExtractionStatus.WAITING, queued_at=None)
    rows = ExtractedText.objects.filter(waiting | unqueued | abandoned()).order_by("queued_at")
    found = list(rows.values_list("document_id", flat=True)[:MOST_AT_ONCE])
    ExtractedText.objects.filter(document_id__in=found).update(queued_at=now)
    for document_id in found:
        wake_after_commit(document_id)


def enter_unknown() -> int:
    """Enter every document that was uploaded before anything was read; answers how many."""
    documents = get_document_model().objects.filter(extracted_text=None)
    for document in documents.iterator():
        enter(document)
    return documents.count()


def enter_all_again() -> None:
    """Have everything read anew; what was read before stays until then."""
    ExtractedText.objects.exclude(status=ExtractionStatus.READING).update(
        status=ExtractionStatus.WAITING, queued_at=timezone.now(), attempts=0
    )


def ask_again(document: Any) -> None:
    """Have one document read anew; what was read before stays until then."""
    now = timezone.now()
    rows = ExtractedText.objects.filter(document=document.pk)
    if rows.update(status=ExtractionStatus.WAITING, queued_at=now, attempts=0):
        wake_after_commit(document.pk)


def waiting() -> models.QuerySet[ExtractedText]:
    """Everything that is still to be read."""
    rows = ExtractedText.objects.filter(Q(status=ExtractionStatus.WAITING) | abandoned())
    return rows.order_by("pk")
