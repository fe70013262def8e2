"""Reading a document: taking the turn, having it read, storing what was found."""

from __future__ import annotations

import logging
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.search.backends import get_search_backends

from publications.extraction.covers import FORMATS, LARGEST, cover_name
from publications.extraction.reader import Cover, DocumentReader, ReaderError, Reading
from publications.models import ExtractedSection, ExtractedText, ExtractionStatus
from publications.personal_data import findings_in
from publications.signals import document_extracted

logger = logging.getLogger(__name__)

# Longer than any reading takes: who began before that has been killed.
GIVEN_UP_AFTER = timedelta(minutes=5)
MOST_ATTEMPTS = 3
COVER_FILE = cover_name(LARGEST, FORMATS[-1][0])


def read_document(document_id: Any, reader: DocumentReader) -> str:
    """Read one document if it waits for that, and answer the status; empty where it does not.

    Raises ReaderError or OSError when it could not be tried; then it waits again.
    """
    row = taken(document_id)
    if row is None:
        return ""
    try:
        reading = reading_of(row, reader)
    except (ReaderError, OSError):
        unfinished = ExtractedText.objects.filter(pk=row.pk, status=ExtractionStatus.READING)
        unfinished.update(status=ExtractionStatus.WAITING, queued_at=timezone.now())
        raise
    return store(row, reading)


def abandoned() -> Q:
    """Rows whose reader was killed in the middle."""
    before = timezone.now() - GIVEN_UP_AFTER
    return Q(status=ExtractionStatus.READING, started_at__lt=before)


def taken(document_id: Any) -> ExtractedText | None:
    """The document's row, for this process alone to work on; None where nothing is to be done."""
    waiting = Q(status=ExtractionStatus.WAITING) | abandoned()
    rows = ExtractedText.objects.filter(waiting, document_id=document_id)
    got = rows.update(
        status=ExtractionStatus.READING, started_at=timezone.now(), attempts=F("attempts") + 1
    )
    if not got:
        return None
    return ExtractedText.objects.select_related("document").get(document_id=document_id)


def reading_of(row: ExtractedText, reader: DocumentReader) -> Reading:
    """What the reader makes of the row's file; a file that keeps killing us is a damaged one."""
    if row.attempts > MOST_ATTEMPTS:
        return Reading(status=ExtractionStatus.DAMAGED)
    try:
        with local_copy(row.document) as path:
            return reader.read(path)
    except FileNotFoundError:
        return Reading(status=ExtractionStatus.DAMAGED)


@contextmanager
def local_copy(document: Any) -> Iterator[Path]:
    """The document's file as a path, fetched where it lies in another machine's storage."""
    if document.is_stored_locally():
        yield Path(document.file.path)
        return
    with tempfile.NamedTemporaryFile(prefix="reading-") as copy:
        with document.open_file() as file:
            shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)


def store(row: ExtractedText, reading: Reading) -> str:
    """Keep what was read, unless the file has been replaced meanwhile."""
    cover = stored_cover(row, reading.cover)
    status = ""
    try:
        with transaction.atomic():
            current = ExtractedText.objects.select_for_update().filter(pk=row.pk).first()
            if current is not None and current.started_at == row.started_at:
                status = take_over(current, reading, cover)
    finally:
        if not status:
            discard_files(row, ExtractedText(cover=cover).cover_files())
    return status


def take_over(row: ExtractedText, reading: Reading, cover: str) -> str:
    """Put what was read in the place of what was known, and tell others."""
    outdated = row.cover_files()
    fill(row, reading, cover)
    replace_sections(row, reading.sections)
    transaction.on_commit(lambda: discard_files(row, outdated), robust=True)
    document = row.document
    document_extracted.send(sender=type(document), document=document, extracted_text=row)
    return row.status


def fill(row: ExtractedText, reading: Reading, cover: str) -> None:
    row.status = reading.status
    row.page_count = reading.page_count
    row.media_type = reading.media_type or row.media_type
    row.people = reading.people
    row.findings = [finding.as_dict() for finding in findings_in(reading.sections)]
    row.cover.name = cover
    row.cover_width = reading.cover.width if reading.cover and cover else 0
    row.cover_height = reading.cover.height if reading.cover and cover else 0
    row.extracted_at = timezone.now()
    row.attempts = 0
    row.save()


def replace_sections(row: ExtractedText, texts: list[str]) -> None:
    """The new sections in the place of the old ones, in the table and in the search index."""
    row.sections.all().delete()
    sections = ExtractedSection.objects.bulk_create(
        ExtractedSection(extracted_text=row, number=number, text=text)
        for number, text in enumerate(texts, start=1)
    )
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(ExtractedSection, sections)


def stored_cover(row: ExtractedText, cover: Cover | None) -> str:
    """The name of the cover in its storage, in a folder that nobody can guess."""
    if cover is None:
        return ""
    storage = row.cover.storage
    folder = f"covers/{uuid.uuid4().hex}"
    for name, content in cover.files.items():
        storage.save(f"{folder}/{name}", ContentFile(content))
    return f"{folder}/{COVER_FILE}"


def discard_files(row: ExtractedText, names: list[str]) -> None:
    for name in names:
        row.cover.storage.delete(name)
