"""What the API says of a publication's file belongs to the bytes that one gets there."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model

from publications.models import ExtractedText, PublicationFile
from tests.factories import DocumentFactory, PublicationFileFactory

pytestmark = pytest.mark.django_db

SECOND = b"name,value\nsecond,22\n"


@pytest.fixture
def file() -> PublicationFile:
    content = ContentFile(b"name,value\nfirst,1\n", name="first.csv")
    return PublicationFileFactory.create(document=DocumentFactory.create(file=content))


def told(file: PublicationFile) -> dict[str, Any]:
    answer = Client().get(f"/api/v1/publications/{file.publication_id}/").json()
    found: dict[str, Any] = answer["files"][0]
    return found


def belongs_to(found: dict[str, Any], content: bytes) -> bool:
    digest = hashlib.sha256(content).hexdigest()
    return (found["sha256"], found["bytes"]) == (digest, len(content))


def test_answer_fits_what_is_downloaded(file: PublicationFile) -> None:
    downloaded = b"".join(Client().get(file.url))
    assert belongs_to(told(file), downloaded)


def test_file_that_an_editor_replaces_is_told_at_once(admin: Client, file: PublicationFile) -> None:
    told(file)
    address = reverse("wagtaildocs:edit", args=[file.document_id])
    upload = SimpleUploadedFile("second.csv", SECOND, "text/csv")
    fields = {"title": "둘째", "file": upload, "collection": file.document.collection_id}
    assert admin.post(address, fields).status_code == 302
    assert belongs_to(told(file), SECOND)
    assert told(file)["filename"] == "second.csv"


def test_file_that_code_replaces_is_told_at_once(file: PublicationFile) -> None:
    told(file)
    document = get_document_model().objects.get(pk=file.document_id)
    document.file = ContentFile(SECOND, name="second.csv")
    document.save()
    assert belongs_to(told(file), SECOND)


def test_reading_that_lags_behind_says_nothing_of_the_new_file(file: PublicationFile) -> None:
    """As after a restore, or where the file could not be opened when it was replaced."""
    before = told(file)
    ExtractedText.objects.filter(document=file.document_id).update(
        sha256="0" * 64, page_count=99, file_name="documents/former.csv"
    )
    after = told(file)
    assert (after["sha256"], after["pages"]) == (before["sha256"], None)


def test_file_that_is_lost_has_no_hash(file: PublicationFile) -> None:
    ExtractedText.objects.all().delete()
    document = get_document_model().objects.get(pk=file.document_id)
    Path(document.file.path).unlink()
    assert told(file)["sha256"] is None
