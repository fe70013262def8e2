import datetime
import uuid
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, Locale, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset

from publications.models import DownloadCount, PolicyReportPage, PublicationFile, download_key
from publications.models.downloads import CountedFile
from tests.editing import (
    PUBLISH,
    add_page_address,
    edit_page_address,
    error_beside,
    korean,
    send,
    typed,
)
from tests.factories import (
    DocumentFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
)

pytestmark = pytest.mark.django_db

SAME_LABEL = "Another file has this label. Tell them apart."


def file_row(label: str = "본문", **changes: Any) -> dict[str, Any]:
    row = {"document": DocumentFactory.create().pk, "label": label}
    return {**row, "language": "ko", "kind": "full-text", "id": "", **changes}


def with_file(admin: Client) -> PolicyReportPage:
    """A public report to which an editor added a file in the admin."""
    report = PolicyReportPageFactory.create()
    send(admin, edit_page_address(report), {"files": inline_formset([file_row()])}, **PUBLISH)
    return PolicyReportPage.objects.get(pk=report.pk)


def key_of(report: PolicyReportPage) -> str:
    return PublicationFile.objects.get(publication=report.pk).key


def test_a_file_gets_a_key_when_it_is_saved() -> None:
    file = PublicationFileFactory.create()
    assert file.key == download_key(file.publication_id, file.uid)
    assert len(file.key) == 16
    assert file.key.isalnum()


def test_keys_differ_by_publication_and_by_file() -> None:
    uid, other = uuid.uuid4(), uuid.uuid4()
    assert len({download_key(1, uid), download_key(2, uid), download_key(1, other)}) == 3


def test_the_address_ends_in_the_documents_korean_name() -> None:
    document = DocumentFactory.create(file=ContentFile(b"x", name="정책동향 1호.hwpx"))
    file = PublicationFileFactory.create(document=document)
    assert unquote(file.url) == f"/downloads/{file.key}/{document.filename}"
    assert "정책동향" in document.filename
    assert file.extension == "HWPX"


def test_the_key_stays_when_the_file_is_saved_again() -> None:
    file = PublicationFileFactory.create()
    key = file.key
    file.label = "요약"
    file.save()
    file.refresh_from_db()
    assert file.key == key


def test_the_key_stays_when_the_document_is_replaced(admin: Client) -> None:
    report = with_file(admin)
    key = key_of(report)
    document = DocumentFactory.create(file=ContentFile(b"new", name="개정판.pdf"))
    send(admin, edit_page_address(report), {"files-0-document": document.pk}, **PUBLISH)
    file = PublicationFile.objects.get(publication=report.pk)
    assert file.document == document
    assert file.key == key


def test_the_key_stays_through_saves_and_publications_in_the_editor(admin: Client) -> None:
    report = with_file(admin)
    key = key_of(report)
    send(admin, edit_page_address(report), {"title": "새 제목"})
    send(admin, edit_page_address(report), {"subtitle": "새 부제"}, **PUBLISH)
    assert key_of(report) == key


def test_the_key_and_the_counts_stay_when_a_page_is_withdrawn_and_published_again(
    admin: Client,
) -> None:
    report = with_file(admin)
    file = PublicationFile.objects.get(publication=report.pk)
    DownloadCount.objects.add(CountedFile.of(file), datetime.date(2026, 1, 2), 5)
    report.unpublish()
    send(admin, edit_page_address(report), {}, **PUBLISH)
    assert PolicyReportPage.objects.get(pk=report.pk).live
    assert key_of(report) == file.key
    assert DownloadCount.objects.get(key=file.key).count == 5


def test_the_key_and_the_counts_stay_when_the_revision_that_added_the_file_is_restored(
    admin: Client,
) -> None:
    report = with_file(admin)
    file = PublicationFile.objects.get(publication=report.pk)
    DownloadCount.objects.add(CountedFile.of(file), datetime.date(2026, 1, 2), 5)
    first = report.latest_revision
    send(admin, edit_page_address(report), {"title": "새 제목"}, **PUBLISH)
    first.as_object().save_revision().publish()
    assert key_of(report) == file.key
    assert DownloadCount.objects.get(key=file.key).count == 5


@pytest.mark.parametrize("edited_in_between", [True, False])
def test_restoring_a_revision_brings_a_deleted_files_key_back(
    admin: Client, edited_in_between: bool
) -> None:
    report = with_file(admin)
    key = key_of(report)
    if edited_in_between:
        send(admin, edit_page_address(report), {"title": "둘째"}, **PUBLISH)
    before = PolicyReportPage.objects.get(pk=report.pk).latest_revision
    send(admin, edit_page_address(report), {"files-0-DELETE": "on"}, **PUBLISH)
    assert not PublicationFile.objects.exists()
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[report.pk, before.pk])
    assert send(admin, revert, {}, **PUBLISH).status_code == 302
    assert key_of(report) == key


def test_publishing_an_old_revision_brings_a_deleted_files_key_back() -> None:
    file = PublicationFileFactory.create()
    report = PolicyReportPage.objects.get(pk=file.publication_id)
    before = report.save_revision()
    report.files = []
    report.save_revision().publish()
    assert not PublicationFile.objects.exists()
    before.publish()
    assert key_of(report) == file.key


def test_two_rows_cannot_take_one_identity(admin: Client) -> None:
    report = PolicyReportPageFactory.create()
    uid = str(uuid.uuid4())
    rows = inline_formset([file_row("본문", uid=uid), file_row("요약", uid=uid)])
    assert send(admin, edit_page_address(report), {"files": rows}, **PUBLISH).status_code == 302
    assert PublicationFile.objects.count() == 2


def test_a_new_row_of_the_editor_carries_no_identity(admin: Client) -> None:
    report = with_file(admin)
    text = admin.get(edit_page_address(report)).content.decode()
    assert 'name="files-0-uid"' in text
    assert 'name="files-__prefix__-uid"' not in text


@pytest.mark.parametrize("copy_revisions", [True, False])
def test_a_copy_of_a_page_gets_keys_of_its_own(copy_revisions: bool) -> None:
    file = PublicationFileFactory.create()
    report = PolicyReportPage.objects.get(pk=file.publication_id)
    report.save_revision().publish()
    copy = report.copy(
        update_attrs={"slug": "copy"}, copy_revisions=copy_revisions, keep_live=False
    )
    key = key_of(copy)
    assert key != file.key
    PolicyReportPage.objects.get(pk=copy.pk).get_latest_revision().publish()
    assert key_of(copy) == key
    assert key_of(report) == file.key


def test_a_translation_gets_keys_of_its_own() -> None:
    file = PublicationFileFactory.create()
    report = PolicyReportPage.objects.get(pk=file.publication_id)
    english = Locale.objects.create(language_code="en")
    translation = report.copy_for_translation(english, copy_parents=True)
    key = key_of(translation)
    assert key != file.key
    PolicyReportPage.objects.get(pk=translation.pk).get_latest_revision().publish()
    assert key_of(translation) == key
    assert key_of(report) == file.key


def test_an_alias_gets_keys_of_its_own_and_keeps_them() -> None:
    file = PublicationFileFactory.create()
    report = PolicyReportPage.objects.get(pk=file.publication_id)
    report.save_revision().publish()
    alias = report.create_alias(update_slug="alias")
    key = key_of(alias)
    assert key != file.key
    report = PolicyReportPage.objects.get(pk=report.pk)
    report.title = "새 제목"
    report.save_revision().publish()
    assert PolicyReportPage.objects.get(pk=alias.pk).title == "새 제목"
    assert key_of(alias) == key


def test_no_revision_holds_a_key() -> None:
    file = PublicationFileFactory.create()
    (stored,) = file.publication.specific.serializable_data()["files"]
    assert "key" not in stored
    assert stored["uid"] == str(file.uid)


def test_two_files_with_one_label_are_refused_at_both_labels_and_nothing_is_lost(
    admin: Client,
) -> None:
    report = PolicyReportPageFactory.create()
    rows = inline_formset([file_row("본문"), file_row("요약"), file_row("본문")])
    answer = send(admin, edit_page_address(report), {"title": "새 제목", "files": rows}, **PUBLISH)
    assert answer.status_code == 200
    assert error_beside(answer, "files-0-label") == korean(SAME_LABEL)
    assert error_beside(answer, "files-1-label") == ""
    assert error_beside(answer, "files-2-label") == korean(SAME_LABEL)
    assert [typed(answer, f"files-{row}-label") for row in range(3)] == ["본문", "요약", "본문"]
    assert typed(answer, "files-2-document") == str(rows["2"]["document"])
    assert typed(answer, "title") == "새 제목"
    assert not PublicationFile.objects.exists()


def test_one_label_in_two_languages_is_accepted(admin: Client) -> None:
    report = PolicyReportPageFactory.create()
    rows = inline_formset([file_row("SSE"), file_row("SSE", language="en")])
    assert send(admin, edit_page_address(report), {"files": rows}, **PUBLISH).status_code == 302
    assert PublicationFile.objects.count() == 2


def test_the_label_of_a_deleted_file_is_free_again(admin: Client) -> None:
    report = with_file(admin)
    fields = {f"files-1-{name}": value for name, value in file_row("본문").items()}
    changes = {"files-TOTAL_FORMS": "2", "files-0-DELETE": "on", **fields, "files-1-ORDER": "2"}
    answer = send(admin, edit_page_address(report), {**changes, "files-1-DELETE": ""}, **PUBLISH)
    assert answer.status_code == 302
    assert PublicationFile.objects.get().label == "본문"


def test_a_file_needs_a_document_and_a_label(admin: Client) -> None:
    parent = PolicyReportPageFactory.create().get_parent()
    rows = inline_formset([file_row("", document="", kind="summary")])
    answer = send(
        admin,
        add_page_address(PolicyReportPage, parent),
        {"title": "동향", "slug": "trend", "files": rows},
        **PUBLISH,
    )
    assert error_beside(answer, "files-0-document")
    assert error_beside(answer, "files-0-label")
    assert typed(answer, "files-0-kind") == "summary"


def test_a_document_that_a_publication_uses_cannot_be_deleted() -> None:
    file = PublicationFileFactory.create()
    with pytest.raises(ProtectedError):
        file.document.delete()


def test_files_stand_in_the_editors_order() -> None:
    report = PolicyReportPageFactory.create()
    PublicationFileFactory.create(publication=report, label="둘째", sort_order=2)
    PublicationFileFactory.create(publication=report, label="첫째", sort_order=1)
    assert [file.label for file in report.public_files()] == ["첫째", "둘째"]


def private_collection(*, below: bool) -> Collection:
    """A collection that needs a login, or one below such a collection."""
    collection = Collection.get_first_root_node().add_child(name="내부")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection.add_child(name="더 안쪽") if below else collection


@pytest.mark.parametrize("below", [True, False])
def test_files_in_private_collections_are_hidden_everywhere(client: Client, below: bool) -> None:
    document = DocumentFactory.create(collection=private_collection(below=below))
    report = PolicyReportPageFactory.create()
    hidden = PublicationFileFactory.create(publication=report, document=document, label="내부용")
    shown = PublicationFileFactory.create(publication=report, label="공개용")
    assert report.public_files() == [shown]
    assert list(PublicationFile.objects.public()) == [shown]
    assert client.get(hidden.url).status_code == 404
    text = client.get(report.url).content.decode()
    assert "공개용" in text
    assert "내부용" not in text
    assert hidden.key not in text


def test_a_collection_beside_a_private_one_stays_open() -> None:
    private_collection(below=False)
    beside = Collection.get_first_root_node().add_child(name="공개")
    file = PublicationFileFactory.create(document=DocumentFactory.create(collection=beside))
    assert list(PublicationFile.objects.public()) == [file]


def test_files_of_drafts_and_private_pages_are_not_public() -> None:
    draft = PolicyReportPageFactory.create(live=False)
    PublicationFileFactory.create(publication=draft)
    private = PublicationFileFactory.create()
    PageViewRestriction.objects.create(page=private.publication, restriction_type="login")
    assert not PublicationFile.objects.public().exists()
