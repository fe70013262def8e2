"""What is kept of a document's file when it is replaced."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from content.models import DocumentVersion
from seoulcoop.models import SiteDocument
from tests.downloading import get
from tests.factories import DocumentFactory, PublicationFileFactory

pytestmark = pytest.mark.django_db

FIRST, SECOND = b"%PDF-1.7 first", b"%PDF-1.7 second"
REPLACED = "/admin/content/documentversion/"


@pytest.fixture
def document() -> SiteDocument:
    return DocumentFactory.create(file=ContentFile(FIRST, name="보고서.pdf"))


def replace(document: SiteDocument, content: bytes = SECOND) -> DocumentVersion:
    """Give the document another file; what is known of the one before."""
    before = document.file.name
    document.file = ContentFile(content, name="개정판.pdf")
    document.save()
    return DocumentVersion.objects.get(document=document, file_name=before)


def test_a_new_documents_content_is_known_by_its_hash(document: SiteDocument) -> None:
    version = DocumentVersion.objects.get(document=document)
    assert version.sha256 == hashlib.sha256(FIRST).hexdigest()
    assert (version.size, version.replaced_at) == (len(FIRST), None)
    assert version.stored_at <= timezone.now()


def test_the_document_form_keeps_what_it_replaces(admin: Client, document: SiteDocument) -> None:
    file = PublicationFileFactory.create(document=document)
    etag = admin.head(file.url)["ETag"]
    new = SimpleUploadedFile("개정판.pdf", b"%PDF-1.4\n" + SECOND, content_type="application/pdf")
    fields = {"title": "개정판", "file": new, "collection": document.collection_id, "tags": ""}
    answer = admin.post(reverse("wagtaildocs:edit", args=[document.pk]), fields)
    assert answer.status_code == 302, answer.context["form"].errors
    assert get(admin, file.url).body == b"%PDF-1.4\n" + SECOND
    assert get(admin, file.url, {"version": etag.strip('"')}).body == FIRST


def test_a_document_of_before_is_taken_down_when_it_is_replaced(document: SiteDocument) -> None:
    DocumentVersion.objects.all().delete()
    version = replace(SiteDocument.objects.get(pk=document.pk))
    assert version.sha256 == hashlib.sha256(FIRST).hexdigest()
    assert version.replaced_at is not None


def test_saving_a_document_without_another_file_replaces_nothing(document: SiteDocument) -> None:
    document.title = "새 제목"
    document.save()
    version = DocumentVersion.objects.get(document=document)
    assert version.replaced_at is None


def test_a_document_whose_file_is_lost_can_still_be_replaced(document: SiteDocument) -> None:
    DocumentVersion.objects.all().delete()
    document.file.storage.delete(document.file.name)
    document.file = ContentFile(SECOND, name="개정판.pdf")
    document.save()
    assert DocumentVersion.objects.get().sha256 == hashlib.sha256(SECOND).hexdigest()


def test_a_deleted_documents_replaced_files_are_removed(document: SiteDocument) -> None:
    version = replace(document)
    path = Path(version.storage.path(version.file_name))
    assert path.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        document.delete()
    assert not path.exists()


def test_staff_remove_a_replaced_file_at_once_and_the_current_one_stays(
    admin: Client, document: SiteDocument
) -> None:
    file = PublicationFileFactory.create(document=document)
    version = replace(document)
    assert "보고서" in admin.get(REPLACED).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        admin.post(f"{REPLACED}delete/{version.pk}/")
    assert not version.storage.exists(version.file_name)
    assert get(admin, file.url, {"version": version.sha256}).status_code == 404
    assert get(admin, file.url).body == SECOND
    current = DocumentVersion.objects.get(document=document)
    admin.post(f"{REPLACED}delete/{current.pk}/")
    assert DocumentVersion.objects.filter(pk=current.pk).exists()
    assert version.kept_until == version.replaced_at + datetime.timedelta(days=90)
