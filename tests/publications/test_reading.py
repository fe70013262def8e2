"""From an upload to what is known of its content: the row, the task, the reaper, the command."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from headless.due import do_due_work
from publications.extraction.reader import DocumentReader, ReaderError
from publications.models import ExtractedSection, ExtractedText, ExtractionStatus
from publications.reading import GIVEN_UP_AFTER, MOST_ATTEMPTS, read_document, taken
from publications.reading_queue import FORGOTTEN_AFTER
from publications.signals import document_extracted
from seoulcoop.models import SiteDocument
from tests import files
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as reader:
        yield reader


def document(content: bytes | None = None, name: str = "보고서.csv") -> SiteDocument:
    file = ContentFile(files.csv() if content is None else content, name=name)
    return DocumentFactory.create(file=file)


def state(found: SiteDocument) -> ExtractedText:
    return ExtractedText.objects.get(document=found)


def test_an_upload_is_read_by_a_task_after_the_commit(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        found = document(files.hwpx("마을기업 조례"), "보고서.hwpx")
        assert state(found).status == ExtractionStatus.WAITING
    known = state(found)
    assert known.status == ExtractionStatus.READ
    assert known.extracted_at is not None
    assert "마을기업 조례" in known.sections.get().text
    assert known.extension == "hwpx"


def test_nothing_is_read_of_an_upload_that_is_rolled_back(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        document()
        transaction.set_rollback(True)
    assert callbacks == []


def test_saving_the_title_reads_nothing_again(reader: DocumentReader) -> None:
    found = document()
    read_document(found.pk, reader)
    found.title = "새 제목"
    found.save()
    assert state(found).status == ExtractionStatus.READ


def test_a_replaced_file_is_read_anew_and_the_old_text_is_gone_at_once(
    reader: DocumentReader,
) -> None:
    found = document()
    read_document(found.pk, reader)
    former = state(found).sha256
    found.file = ContentFile("새 내용".encode(), name="새 자료.csv")
    found._set_document_file_metadata()
    found.save()
    assert state(found).status == ExtractionStatus.WAITING
    assert state(found).sha256 != former
    assert not ExtractedSection.objects.exists()
    read_document(found.pk, reader)
    assert ExtractedSection.objects.get().text == "새 내용"


def test_what_is_read_of_a_file_that_was_replaced_meanwhile_is_not_kept(
    reader: DocumentReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = document(files.hwpx(), "보고서.hwpx")
    before = covers()
    read = DocumentReader.read

    def slow_read(self: DocumentReader, path: Any) -> Any:
        reading = read(self, path)
        found.file = ContentFile("새 내용".encode(), name="새 자료.csv")
        found._set_document_file_metadata()
        found.save()
        return reading

    monkeypatch.setattr(DocumentReader, "read", slow_read)
    assert read_document(found.pk, reader) == ""
    assert state(found).status == ExtractionStatus.WAITING
    assert not ExtractedSection.objects.exists()
    assert covers() == before


def covers() -> list[str]:
    """All files of covers that are stored."""
    if not default_storage.exists("covers"):
        return []
    folders, _files = default_storage.listdir("covers")
    return [name for folder in folders for name in default_storage.listdir(f"covers/{folder}")[1]]


def test_the_cover_has_an_address_that_cannot_be_guessed_and_goes_with_the_document(
    reader: DocumentReader, django_capture_on_commit_callbacks: Any
) -> None:
    found = document(files.hwpx(), "보고서.hwpx")
    read_document(found.pk, reader)
    known = state(found)
    assert known.cover.name.startswith("covers/")
    assert len(known.cover.name.split("/")[1]) == 32
    assert (known.cover_width, known.cover_height) == (480, 679)
    names = known.cover_files()
    assert len(names) == 6
    assert all(default_storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        found.delete()
    assert not any(default_storage.exists(name) for name in names)


def test_a_missing_file_is_a_damaged_one(reader: DocumentReader) -> None:
    found = document()
    found.file.storage.delete(found.file.name)
    assert read_document(found.pk, reader) == ExtractionStatus.DAMAGED


def test_two_workers_do_not_read_the_same_document() -> None:
    found = document()
    assert taken(found.pk) is not None
    assert taken(found.pk) is None


def test_a_document_waits_again_when_it_could_not_be_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = document()
    monkeypatch.setattr("sys.executable", "/bin/false")
    with DocumentReader() as broken, pytest.raises(ReaderError):
        read_document(found.pk, broken)
    assert state(found).status == ExtractionStatus.WAITING


def kill_reader_of(found: SiteDocument) -> None:
    """As a worker leaves things that was killed in the middle, some time ago."""
    assert taken(found.pk) is not None
    before = timezone.now() - GIVEN_UP_AFTER - timedelta(minutes=1)
    ExtractedText.objects.filter(document=found).update(started_at=before, queued_at=before)


def test_the_minute_job_picks_up_what_a_killed_worker_left(
    django_capture_on_commit_callbacks: Any,
) -> None:
    found = document()
    kill_reader_of(found)
    with django_capture_on_commit_callbacks(execute=True):
        do_due_work()
    assert state(found).status == ExtractionStatus.READ
    assert state(found).attempts == 0


def test_the_minute_job_wakes_documents_whose_task_was_lost(
    django_capture_on_commit_callbacks: Any,
) -> None:
    found = document()
    ExtractedText.objects.update(queued_at=timezone.now() - FORGOTTEN_AFTER - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        do_due_work()
    assert state(found).status == ExtractionStatus.READ


def test_the_minute_job_leaves_alone_what_has_just_begun(
    django_capture_on_commit_callbacks: Any,
) -> None:
    found, other = document(), document()
    taken(found.pk)
    with django_capture_on_commit_callbacks() as callbacks:
        do_due_work()
    assert callbacks == []
    assert state(other).status == ExtractionStatus.WAITING


def test_a_file_that_kills_every_worker_is_given_up(reader: DocumentReader) -> None:
    found = document()
    for _attempt in range(MOST_ATTEMPTS):
        kill_reader_of(found)
    assert read_document(found.pk, reader) == ExtractionStatus.DAMAGED


def test_others_hear_of_a_finished_reading_inside_its_transaction(
    reader: DocumentReader,
) -> None:
    heard: list[tuple[Any, ...]] = []

    def hear(sender: Any, document: Any, extracted_text: Any, **more: Any) -> None:
        heard.append((sender, document.pk, extracted_text.status))

    document_extracted.connect(hear)
    try:
        found = document()
        read_document(found.pk, reader)
    finally:
        document_extracted.disconnect(hear)
    assert heard == [(SiteDocument, found.pk, "read")]


def test_sections_are_in_the_search_index(reader: DocumentReader) -> None:
    found = document(files.hwpx("두레생협연합회"), "보고서.hwpx")
    read_document(found.pk, reader)
    assert get_search_backend().search("두레생협연합회", ExtractedSection).count() == 1


def test_findings_are_kept_with_their_page_and_mostly_hidden(reader: DocumentReader) -> None:
    found = document(files.pdf("첫 쪽", "담당 010-1234-5678"), "보고서.pdf")
    read_document(found.pk, reader)
    assert state(found).findings == [{"kind": "mobile", "section": 2, "shown": "010-****-****"}]


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("extract_documents", *arguments, stdout=output)
    return output.getvalue()


def test_the_command_reads_everything_that_waits_and_shows_how_far_it_is() -> None:
    document()
    unknown = document(files.pdf(), "보고서.pdf")
    ExtractedText.objects.filter(document=unknown).delete()
    output = run()
    assert "2/2" in output
    assert "█" in output
    assert "2 of 2 documents read." in output
    assert set(ExtractedText.objects.values_list("status", flat=True)) == {"read"}
    assert "0 of 0" in run()


def test_the_command_can_be_stopped_and_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _number in range(3):
        document()
    read = DocumentReader.read

    def read_and_interrupt(self: DocumentReader, path: Any) -> Any:
        import os
        import signal

        os.kill(os.getpid(), signal.SIGINT)
        return read(self, path)

    monkeypatch.setattr(DocumentReader, "read", read_and_interrupt)
    assert "1 of 3 documents read. 2 left" in run()
    monkeypatch.setattr(DocumentReader, "read", read)
    assert "2 of 2 documents read." in run()


def test_the_command_reads_all_again_when_asked(reader: DocumentReader) -> None:
    found = document()
    read_document(found.pk, reader)
    ExtractedSection.objects.update(text="alt")
    assert "1 of 1" in run("--again")
    assert files.PHRASE in ExtractedSection.objects.get().text
