"""What may be uploaded, asked at every door through which staff can bring a file in."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken, Collection, GroupCollectionPermission

from publications.models import ExtractedText, ExtractionStatus
from publications.uploads import check_content
from seoulcoop.groups import EDITORS, set_up_groups
from seoulcoop.models import SiteDocument
from tests import files
from tests.editing import error_beside, korean, soup
from tests.factories import DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db

HTML_AS_PDF = SimpleUploadedFile("보고서.pdf", b"<html><script>alert(1)</script>")
HTML_MESSAGE = (
    "This is a web page or a drawing (HTML, SVG or XML), whatever its name. Save it as PDF, "
    "and upload that."
)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(client: Client, file: SimpleUploadedFile, **more: Any) -> Any:
    data = {"title": "보고서", "file": file, "collection": root().pk, "tags": "", **more}
    return client.post(reverse("wagtaildocs:add"), data)


def add_several(client: Client, file: SimpleUploadedFile, title: str = "보고서") -> dict[str, Any]:
    data = {"title": title, "files[]": file, "collection": root().pk}
    answer = client.post(
        reverse("wagtaildocs:add_multiple"), data, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    found: dict[str, Any] = json.loads(answer.content)
    return found


def add_in_chooser(client: Client, file: SimpleUploadedFile | None, **more: Any) -> dict[str, Any]:
    prefix = "document-chooser-upload"
    data = {"title": "보고서", "collection": root().pk, "tags": "", **more}
    data = {f"{prefix}-{name}": value for name, value in data.items()}
    if file:
        data[f"{prefix}-file"] = file
    answer = client.post(reverse("wagtaildocs_chooser:create"), data)
    found: dict[str, Any] = json.loads(answer.content)
    return found


def add_by_api(file: SimpleUploadedFile) -> Any:
    user = UserFactory.create(is_superuser=True, is_staff=True)
    _token, key = APIToken.create_token(user=user, name="시험")
    return Client().post(
        "/api/v3-preview/documents/",
        {"file": file, "title": "보고서"},
        headers={"Authorization": f"Bearer {key}"},
    )


def root() -> Collection:
    return Collection.get_first_root_node()


@pytest.mark.parametrize("extension", sorted(files.of_every_type()))
def test_every_type_can_be_uploaded(admin: Client, extension: str) -> None:
    content = files.of_every_type()[extension]
    assert add(admin, upload(f"보고서.{extension}", content)).status_code == 302
    document = SiteDocument.objects.get()
    assert document.extracted_text.extension == extension


def test_a_web_page_in_disguise_is_refused_at_every_door(admin: Client) -> None:
    message = korean(HTML_MESSAGE)

    HTML_AS_PDF.seek(0)
    assert error_beside(add(admin, HTML_AS_PDF), "file") == message
    HTML_AS_PDF.seek(0)
    assert add_several(admin, HTML_AS_PDF) == {"success": False, "error_message": message}
    HTML_AS_PDF.seek(0)
    assert message in add_in_chooser(admin, HTML_AS_PDF)["htmlFragment"]
    HTML_AS_PDF.seek(0)
    answer = add_by_api(HTML_AS_PDF)
    assert answer.status_code == 422
    assert message in json.dumps(answer.json(), ensure_ascii=False)
    assert not SiteDocument.objects.exists()


def test_a_replacement_is_looked_at_too(admin: Client) -> None:
    document = DocumentFactory.create(file=ContentFile(files.pdf(), name="보고서.pdf"))
    HTML_AS_PDF.seek(0)
    data = {"title": "보고서", "file": HTML_AS_PDF, "collection": root().pk, "tags": ""}
    answer = admin.post(reverse("wagtaildocs:edit", args=[document.pk]), data)
    assert korean(HTML_MESSAGE) in answer.content.decode()
    document.refresh_from_db()
    with document.open_file() as file:
        assert file.read() == files.pdf() or file.seek(0) == 0
        file.seek(0)
        assert file.read(4) == b"%PDF"


def test_documents_that_code_makes_are_looked_at_when_they_are_validated() -> None:
    document = SiteDocument(title="보고서", file=ContentFile(b"<svg/>", name="그림.pdf"))
    with pytest.raises(ValidationError) as error:
        document.full_clean()
    assert error.value.messages == [korean(HTML_MESSAGE)]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("보고서.hwpx", files.hwp(), "HWP"),
        ("보고서.pdf", files.docx(), "DOCX"),
        ("보고서.hwp", files.hwpx(), "HWPX"),
        ("보고서.hwp", b"HWP Document File V3.00 \x1a", "3.0"),
        ("보고서.docx", files.archive({"a.txt": "x"}), "ZIP"),
        ("보고서.hwp", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "DOC"),
        (
            "보고서.docx",
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "암호",
        ),
        (
            "보고서.docx",
            files.archive(
                {"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}
            ),
            "매크로",
        ),
        ("자료.csv", b"\x00\x01\x02", "CSV"),
        ("자료.csv", b"<svg onload='x'/>", "SVG"),
        ("자료.zip", b"PK\x03\x04 cut off", "ZIP"),
        ("보고서.hwpx", files.hwpx()[:-30], "HWPX"),
        ("보고서.pdf", b"just words", "PDF"),
        ("보고서.pdf", b"", "0"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused_with_a_way_forward(
    name: str, content: bytes, words: str
) -> None:
    with pytest.raises(ValidationError) as error:
        check_content(ContentFile(content), name)
    message = korean(str(error.value.message))
    params = error.value.params or {}
    assert words in (message % params if params else message)


def test_a_package_of_any_kind_may_be_called_a_zip() -> None:
    check_content(ContentFile(files.docx()), "자료.zip")


def is_accepted(content: bytes, name: str) -> bool:
    try:
        check_content(ContentFile(content), name)
    except ValidationError:
        return False
    return True


def test_no_type_is_taken_for_another() -> None:
    made = files.of_every_type()
    packages = {"docx", "epub", "hwpx", "pptx", "xlsx", "zip"}
    expected = {(each, each) for each in made} | {("zip", package) for package in packages}
    accepted = {
        (extension, found)
        for extension in made
        for found, content in made.items()
        if is_accepted(content, f"보고서.{extension}")
    }
    assert accepted == expected


def test_a_type_that_another_project_allows_is_let_through_unless_a_browser_would_run_it() -> None:
    check_content(ContentFile(b"\x89PNG"), "그림.png")
    with pytest.raises(ValidationError):
        check_content(ContentFile(b"\xef\xbb\xbf  <!DOCTYPE html>"), "쪽.txt")


def test_a_file_over_the_limit_is_refused_with_both_sizes(admin: Client, settings: Any) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1024
    message = error_beside(add(admin, upload("보고서.pdf", files.pdf())), "file")
    assert "1.0" in message
    assert "KB" in message
    assert "너무" in message or "최대" in message


def test_an_extension_that_is_not_allowed_is_refused_once(admin: Client) -> None:
    message = error_beside(add(admin, upload("보고서.exe", b"MZ")), "file")
    assert "exe" in message


def test_names_and_titles_from_a_mac_are_whole_syllables(admin: Client) -> None:
    apart = unicodedata.normalize("NFD", "정책동향")
    add_several(admin, upload(f"{apart}.pdf", files.pdf()), title=apart)
    document = SiteDocument.objects.get()
    assert document.title == "정책동향"
    assert document.filename.startswith("정책동향")


def test_names_of_documents_that_code_makes_are_whole_syllables() -> None:
    name = unicodedata.normalize("NFD", "한글이름.pdf")
    assert DocumentFactory.create(file=ContentFile(b"x", name=name)).filename == "한글이름.pdf"


def existing(title: str = "있던 문서", **more: Any) -> SiteDocument:
    content = ContentFile(files.csv(), name="자료.csv")
    return DocumentFactory.create(title=title, file=content, **more)


def again() -> SimpleUploadedFile:
    return upload("다른 이름.csv", files.csv())


def test_the_sha256_of_a_new_file_is_known_at_once() -> None:
    found = ExtractedText.objects.get(document=existing())
    assert len(found.sha256) == 64
    assert found.status == ExtractionStatus.WAITING
    assert found.media_type == "text/csv"


def test_a_file_that_is_there_already_is_named_with_a_link(admin: Client) -> None:
    document = existing()
    answer = add(admin, again())
    assert "있던 문서" in error_beside(answer, "file")
    assert soup(answer).find("a", href=reverse("wagtaildocs:edit", args=[document.pk]))
    assert SiteDocument.objects.count() == 1


def test_it_can_be_uploaded_all_the_same(admin: Client) -> None:
    existing()
    assert add(admin, again(), same_file="new").status_code == 302
    assert SiteDocument.objects.count() == 2


def test_the_chooser_takes_the_document_that_is_there_instead(admin: Client) -> None:
    document = existing()
    shown = add_in_chooser(admin, again())
    assert shown["step"] == "reshow_creation_form"
    assert "있던 문서" in shown["htmlFragment"]
    assert f'value="{document.pk}"' in shown["htmlFragment"]
    chosen = add_in_chooser(admin, None, same_file="reuse", existing=document.pk)
    assert chosen["step"] == "chosen"
    assert chosen["result"]["id"] == str(document.pk)
    assert SiteDocument.objects.count() == 1
    document.refresh_from_db()
    assert document.title == "있던 문서"


def test_the_chooser_asks_for_a_file_where_the_document_is_none_that_may_be_chosen(
    admin: Client,
) -> None:
    for asked in ("999", "x'", ""):
        shown = add_in_chooser(admin, None, same_file="reuse", existing=asked)
        assert shown["step"] == "reshow_creation_form"


def test_a_title_cannot_bring_markup_into_the_message(admin: Client) -> None:
    existing(title="<img src=x onerror=alert(1)>")
    message = add_several(admin, again())["error_message"]
    assert "&lt;img" in message
    assert "<img" not in message


def test_a_document_that_the_editor_may_not_see_is_not_given_away(client: Client) -> None:
    set_up_groups()
    secret = root().add_child(name="비공개")
    existing(title="비밀 문서", collection=secret)
    user = UserFactory.create()
    open_collection = root().add_child(name="공개")
    group = user.groups.create(name="담당")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_document", "choose_document"):
        GroupCollectionPermission.objects.create(
            group=group,
            collection=open_collection,
            permission=Permission.objects.get(
                codename=codename, content_type__app_label="wagtaildocs"
            ),
        )
    client.force_login(user)
    answer = add(client, again(), collection=open_collection.pk)
    assert answer.status_code == 302
    assert user.groups.exclude(name=EDITORS).exists()


def test_replacing_a_file_by_itself_is_no_duplicate(admin: Client) -> None:
    document = existing()
    data = {"title": "새 제목", "file": again(), "collection": root().pk, "tags": ""}
    assert admin.post(reverse("wagtaildocs:edit", args=[document.pk]), data).status_code == 302


def test_no_document_is_served_as_a_page(admin: Client) -> None:
    for name in ("쪽.html", "그림.svg", "쪽.xhtml"):
        document = DocumentFactory.create(file=ContentFile(b"<svg/>", name=name))
        answer = admin.get(document.url)
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert b"".join(answer) == b"<svg/>"


def test_korean_formats_are_served_by_their_own_media_types() -> None:
    named = {
        name: DocumentFactory.create(file=ContentFile(b"x", name=f"보고서.{name}")).content_type
        for name in ("hwp", "hwpx")
    }
    assert named == {"hwp": "application/x-hwp", "hwpx": "application/hwp+zip"}
