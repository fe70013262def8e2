"""Who may read a document at Wagtail's own address of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupCollectionPermission,
    PageViewRestriction,
)

from home.models import StandardPage
from seoulcoop.models import SiteDocument
from tests.downloading import get, status_of
from tests.factories import (
    DocumentFactory,
    MemberFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
    StandardPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PUBLIC = "public, max-age=0, s-maxage=0, must-revalidate"


@pytest.fixture
def document() -> SiteDocument:
    return DocumentFactory.create(file=ContentFile(b"0123456789", name="정관.hwpx"))


def page_with(document: SiteDocument, **fields: object) -> StandardPage:
    """A page whose text offers `document`."""
    page: StandardPage = StandardPageFactory.create(**fields)
    page.body = [("document", {"document": document, "label": "자료"})]
    page.save()
    return page


def status(client: Client, document: SiteDocument) -> int:
    return status_of(client, document.url)


def private(kind: str = "login") -> Collection:
    collection = Collection.get_first_root_node().add_child(name="내부")
    CollectionViewRestriction.objects.create(
        collection=collection,
        restriction_type=kind,
        password="secret",
    )
    return collection


def test_what_a_public_page_offers_is_open_with_ranges_and_its_korean_name(
    client: Client, document: SiteDocument
) -> None:
    page_with(document)
    answer = get(client, document.url, range="bytes=2-4")
    assert (answer.status_code, answer.body) == (206, b"234")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%EC%A0%95")
    assert answer["Cache-Control"] == PUBLIC
    assert "Content-Encoding" not in answer
    etag = {"if-none-match": answer["ETag"]}
    assert client.get(document.url, headers=etag).status_code == 304


def test_what_nothing_offers_is_closed(client: Client, document: SiteDocument) -> None:
    missing = client.get(f"/documents/{document.pk + 1}/a.pdf")
    hidden = client.get(document.url)
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_what_a_draft_offers_is_closed(client: Client, document: SiteDocument) -> None:
    page_with(document, live=False)
    PublicationFileFactory.create(
        document=document, publication=PolicyReportPageFactory.create(live=False)
    )
    assert status(client, document) == 404


def test_what_only_a_pending_edit_of_a_public_page_offers_is_closed(
    client: Client, document: SiteDocument
) -> None:
    page = StandardPageFactory.create()
    page.body = [("document", {"document": document, "label": "자료"})]
    revision = page.save_revision()
    assert status(client, document) == 404
    revision.publish()
    assert status(client, document) == 200


def test_what_a_public_publication_offers_is_open(client: Client, document: SiteDocument) -> None:
    file = PublicationFileFactory.create(document=document)
    assert status(client, document) == 200
    file.publication.unpublish()
    assert status(client, document) == 404


def test_a_second_use_in_a_draft_does_not_close_what_is_public(
    client: Client, document: SiteDocument
) -> None:
    page_with(document)
    draft = PolicyReportPageFactory.create(live=False)
    PublicationFileFactory.create(document=document, publication=draft)
    assert status(client, document) == 200


def test_what_a_public_member_links_to_is_open(client: Client, document: SiteDocument) -> None:
    link = f'<p><a linktype="document" id="{document.pk}">정관</a></p>'
    member = MemberFactory.create(introduction=link)
    assert status(client, document) == 200
    member.unpublish()
    assert status(client, document) == 404


def test_a_private_pages_document_is_for_those_whom_the_page_lets_in(
    client: Client, document: SiteDocument
) -> None:
    page = page_with(document)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert status(client, document) == 404
    client.force_login(UserFactory.create())
    answer = get(client, document.url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


def test_a_private_collections_document_is_as_if_it_were_not_there(
    client: Client, document: SiteDocument
) -> None:
    page_with(document)
    document.collection = private()
    document.save()
    assert status(client, document) == 404


def test_a_collections_password_is_still_asked_for(client: Client, document: SiteDocument) -> None:
    page_with(document)
    document.collection = private("password")
    document.save()
    answer = get(client, document.url)
    assert answer.status_code == 200
    assert 'type="password"' in answer.content.decode()
    assert b"0123456789" not in answer.content


def test_staff_who_may_choose_documents_read_drafts_ones(
    client: Client, document: SiteDocument
) -> None:
    user = UserFactory.create()
    client.force_login(user)
    assert status(client, document) == 404
    group = Group.objects.create(name="모둠")
    user.groups.add(group)
    GroupCollectionPermission.objects.create(
        group=group,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(
            codename="choose_document", content_type__app_label="wagtaildocs"
        ),
    )
    answer = get(client, document.url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


def test_a_wrong_name_a_huge_number_and_a_lost_file_are_not_found(
    client: Client, document: SiteDocument
) -> None:
    page_with(document)
    assert client.get(f"/documents/{document.pk}/other.pdf").status_code == 404
    assert client.get(f"/documents/{10**30}/정관.hwpx").status_code == 404
    assert client.post(document.url).status_code == 405
    document.file.storage.delete(document.file.name)
    assert status(client, document) == 404
    assert client.head(document.url).status_code == 404


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xml", "a.xhtml", "a.js"])
def test_nothing_that_a_browser_would_run_is_shown_inline(
    client: Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = DocumentFactory.create(file=ContentFile(b"<script>", name=name))
    page_with(document)
    monkeypatch.setattr(SiteDocument, "content_disposition", "inline")
    answer = get(client, document.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["documents/a.pdf", "./documents/a.pdf", "/documents/a.pdf", "x/../documents/a.pdf",
             "Documents/a.pdf", "documents//a.pdf", "%2e/documents/a.pdf"]
)  # fmt: skip
def test_the_media_folder_hands_no_document_out(client: Client, path: str) -> None:
    folder = Path(settings.MEDIA_ROOT) / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.pdf").write_bytes(b"secret")
    answer = client.get(f"/media/{path}")
    assert answer.status_code == 404
