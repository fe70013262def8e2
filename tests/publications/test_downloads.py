import datetime
import email
import hashlib
import time
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client, TestCase
from django.utils import timezone
from django.utils.http import http_date, parse_http_date
from pytest_django import Settings
from storages.backends.s3 import S3Storage
from wagtail.models import PageViewRestriction

from content.delivery import streams
from content.models import DocumentVersion
from publications.models import DownloadCount, PublicationFile
from seoulcoop.models import SiteDocument
from tests.factories import (
    DocumentFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"user-agent": BROWSER})


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)


def counts(file: PublicationFile) -> list[int]:
    return list(DownloadCount.objects.filter(key=file.key).values_list("count", flat=True))


def test_a_file_is_handed_out_under_its_korean_name(visitor: Client) -> None:
    document = DocumentFactory.create(file=ContentFile(b"%PDF-1.7 coop", name="정책동향 1호.pdf"))
    answer = visitor.get(PublicationFileFactory.create(document=document).url)
    assert answer.status_code == 200
    assert body(answer) == b"%PDF-1.7 coop"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        f"attachment; filename*=utf-8''{quote(document.filename)}"
    )
    assert "정책동향" in document.filename
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_only_the_key_counts_in_a_files_address(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    for name in ("old-name.pdf", "a/b/c.pdf", "%ED%95%9C.pdf"):
        assert body(visitor.get(f"/downloads/{file.key}/{name}")).startswith(b"%PDF")


@pytest.mark.parametrize("key", ["aaaaaaaaaaaaaaaa", "x", "%ED%95%9C", "%00"])
def test_an_unknown_key_is_not_found(visitor: Client, key: str) -> None:
    assert visitor.get(f"/downloads/{key}/a.pdf").status_code == 404


def test_a_replaced_document_is_handed_out_at_the_same_address(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    before = file.url
    file.document = DocumentFactory.create(file=ContentFile(b"second", name="개정판.pdf"))
    file.save()
    assert body(visitor.get(before)) == b"second"


def test_a_file_that_is_lost_from_the_store_is_not_found(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    file.document.file.storage.delete(file.document.file.name)
    assert visitor.get(file.url).status_code == 404
    assert counts(file) == []


def test_a_draft_hands_nothing_out_even_to_staff(admin: Client) -> None:
    file = PublicationFileFactory.create(publication=PolicyReportPageFactory.create(live=False))
    assert admin.get(file.url).status_code == 404


def test_a_file_can_only_be_read(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    assert visitor.post(file.url).status_code == 405
    assert visitor.delete(file.url).status_code == 405


CONTENT = bytes(range(256)) * 40


def download_of(content: bytes, name: str = "보고서.pdf") -> PublicationFile:
    document = DocumentFactory.create(file=ContentFile(content, name=name))
    return PublicationFileFactory.create(document=document)


def replace(file: PublicationFile, content: bytes, name: str = "개정.pdf") -> None:
    """Give the file's document another file, as the document form does."""
    file.document.file = ContentFile(content, name=name)
    file.document.save()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_headers_say_what_the_content_is(visitor: Client) -> None:
    file = download_of(CONTENT)
    answer = visitor.get(file.url)
    assert answer["ETag"] == f'"{sha256(CONTENT)}"'
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Accept-Ranges"] == "bytes"
    assert parse_http_date(answer["Last-Modified"]) <= time.time()
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=0, must-revalidate"
    assert body(answer) == CONTENT


def test_head_has_the_headers_of_get(visitor: Client) -> None:
    file = download_of(CONTENT)
    got, headed = visitor.get(file.url), visitor.head(file.url, headers={"range": "bytes=0-9"})
    assert body(got) == CONTENT
    assert headed.content == b""
    assert headed.status_code == 200
    assert dict(headed.items()) == dict(got.items())


def test_a_changed_file_has_another_entity_tag_and_an_unchanged_one_is_not_sent_again(
    visitor: Client,
) -> None:
    file = download_of(CONTENT)
    etag = visitor.head(file.url)["ETag"]
    answer = visitor.get(file.url, headers={"if-none-match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    replace(file, b"second")
    assert body(visitor.get(file.url, headers={"if-none-match": etag})) == b"second"


def test_a_file_not_modified_since_is_not_sent_again(visitor: Client) -> None:
    file = download_of(CONTENT)
    modified = visitor.head(file.url)["Last-Modified"]
    assert visitor.get(file.url, headers={"if-modified-since": modified}).status_code == 304
    earlier = http_date(parse_http_date(modified) - 1)
    assert body(visitor.get(file.url, headers={"if-modified-since": earlier})) == CONTENT


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("0-", 0, 10239), ("0-0", 0, 0), ("100-199", 100, 199), ("-10", 10230, 10239)],
)
def test_a_range_is_sent_alone(visitor: Client, asked: str, start: int, end: int) -> None:
    answer = visitor.get(download_of(CONTENT).url, headers={"range": f"bytes={asked}"})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {start}-{end}/10240"
    assert answer["Content-Length"] == str(end - start + 1)
    assert body(answer) == CONTENT[start : end + 1]


def test_several_ranges_are_sent_as_parts(visitor: Client) -> None:
    answer = visitor.get(download_of(CONTENT).url, headers={"range": "bytes=0-9,100-199,-5"})
    assert answer.status_code == 206
    content = body(answer)
    assert answer["Content-Length"] == str(len(content))
    head = f"Content-Type: {answer['Content-Type']}\r\n\r\n".encode()
    parts = email.message_from_bytes(head + content).get_payload()
    assert [part["Content-Range"] for part in parts] == [
        "bytes 0-9/10240",
        "bytes 100-199/10240",
        "bytes 10235-10239/10240",
    ]
    sent = [part.get_payload(decode=True) for part in parts]
    assert sent == [CONTENT[:10], CONTENT[100:200], CONTENT[-5:]]
    assert {part.get_content_type() for part in parts} == {"application/pdf"}


def test_a_range_outside_of_the_file_is_refused_with_its_size(visitor: Client) -> None:
    answer = visitor.get(download_of(CONTENT).url, headers={"range": "bytes=10240-"})
    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */10240"


def test_a_download_that_was_cut_goes_on_where_it_ended_unless_the_file_changed(
    visitor: Client,
) -> None:
    file = download_of(CONTENT)
    rest = {"range": "bytes=4000-", "if-range": visitor.head(file.url)["ETag"]}
    answer = visitor.get(file.url, headers=rest)
    assert (answer.status_code, body(answer)) == (206, CONTENT[4000:])
    replace(file, CONTENT[::-1])
    answer = visitor.get(file.url, headers=rest)
    assert (answer.status_code, body(answer)) == (200, CONTENT[::-1])


def test_the_address_stays_when_the_document_gets_another_file(visitor: Client) -> None:
    file = download_of(CONTENT)
    before = file.url
    replace(file, b"second", "개정판.pdf")
    answer = visitor.get(before)
    assert body(answer) == b"second"
    assert quote("개정판") in answer["Content-Disposition"]


def test_what_was_replaced_stays_reachable_under_its_hash(visitor: Client) -> None:
    file = download_of(CONTENT)
    replace(file, b"second")
    answer = visitor.get(file.url, {"version": sha256(CONTENT)})
    assert body(answer) == CONTENT
    assert answer["ETag"] == f'"{sha256(CONTENT)}"'
    assert quote("보고서") in answer["Content-Disposition"]
    assert body(visitor.get(file.url, {"version": sha256(b"second")})) == b"second"
    for unknown in (sha256(b"third"), "x", "\0", "0" * 64):
        assert visitor.get(file.url, {"version": unknown}).status_code == 404


def test_what_was_replaced_is_as_private_as_its_page(visitor: Client) -> None:
    file = download_of(CONTENT)
    replace(file, b"second")
    file.publication.unpublish()
    assert visitor.get(file.url, {"version": sha256(CONTENT)}).status_code == 404


def test_what_was_replaced_is_gone_after_the_days_of_the_setting(
    visitor: Client, settings: Settings
) -> None:
    settings.DOCUMENTS_KEEP_REPLACED_DAYS = 30
    file = download_of(CONTENT)
    replace(file, b"second")
    old = DocumentVersion.objects.get(sha256=sha256(CONTENT))
    old.replaced_at = timezone.now() - datetime.timedelta(days=29, hours=23)
    old.save()
    call_command("run_due")
    assert body(visitor.get(file.url, {"version": old.sha256})) == CONTENT
    old.replaced_at = timezone.now() - datetime.timedelta(days=30)
    old.save()
    assert visitor.get(file.url, {"version": old.sha256}).status_code == 404
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("run_due")
    assert not old.storage.exists(old.file_name)
    assert body(visitor.get(file.url)) == b"second"


def test_a_file_of_no_bytes_is_sent(visitor: Client) -> None:
    answer = visitor.get(download_of(b"").url, headers={"range": "bytes=0-"})
    assert (answer.status_code, body(answer), answer["Content-Length"]) == (200, b"", "0")


def test_a_document_whose_size_nobody_took_is_sent_with_its_size(visitor: Client) -> None:
    file = download_of(CONTENT)
    SiteDocument.objects.update(file_size=None, file_hash="")
    DocumentVersion.objects.all().delete()
    answer = visitor.get(file.url)
    assert (body(answer), answer["Content-Length"]) == (CONTENT, "10240")
    assert "contentSize" not in visitor.get(file.publication.url).content.decode()


def test_a_cdn_keeps_nothing_beyond_the_moment_a_page_expires(
    visitor: Client, settings: Settings
) -> None:
    settings.DOCUMENTS_CACHE_SECONDS = 3600
    file = download_of(CONTENT)
    assert "s-maxage=3600" in visitor.head(file.url)["Cache-Control"]
    expiry = timezone.now() + datetime.timedelta(seconds=90)
    type(file.publication).objects.update(expire_at=expiry)
    seconds = int(visitor.head(file.url)["Cache-Control"].split("s-maxage=")[1].split(",")[0])
    assert 60 < seconds <= 90


def test_nginx_is_told_to_send_the_file_where_that_is_set_up(
    visitor: Client, settings: Settings
) -> None:
    settings.DOCUMENTS_X_ACCEL_LOCATION = "/internal/documents/"
    file = download_of(CONTENT, "정책 1호.pdf")
    answer = visitor.get(file.url, headers={"range": "bytes=10-"})
    assert answer["X-Accel-Redirect"] == f"/internal/documents/{quote(file.document.file.name)}"
    assert answer.content == b""
    assert answer["ETag"] == f'"{sha256(CONTENT)}"'
    assert "X-Accel-Redirect" not in visitor.get("/downloads/aaaaaaaaaaaaaaaa/a.pdf")
    etag = {"if-none-match": answer["ETag"]}
    assert visitor.get(file.url, headers=etag).status_code == 304


def test_an_object_store_gets_a_signed_address_for_a_moment(
    visitor: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DOCUMENTS_SIGNED_URL_SECONDS = 60
    file = download_of(CONTENT, "정책.pdf")
    store = S3Storage(
        bucket_name="documents",
        endpoint_url="https://store.example.org",
        region_name="kr",
        access_key="key",
        secret_key="secret",
    )
    monkeypatch.setattr(DocumentVersion, "storage", store)
    answer = visitor.get(file.url)
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "private, no-store"
    signed = urlsplit(answer["Location"])
    query = parse_qs(signed.query)
    assert signed.hostname == "store.example.org"
    assert query["response-content-disposition"] == [
        f"attachment; filename*=utf-8''{quote(file.document.filename)}"
    ]
    assert query.get("X-Amz-Expires", ["60"]) == ["60"]
    assert any(name.endswith("Signature") for name in query)


def test_when_every_thread_for_slow_readers_is_taken_visitors_are_asked_to_come_back(
    visitor: Client, settings: Settings
) -> None:
    settings.DOCUMENTS_MOST_STREAMS = streams.count + 1
    file = download_of(CONTENT)
    first = visitor.get(file.url)
    second = visitor.get(file.url)
    assert (second.status_code, second["Retry-After"]) == (503, "30")
    assert visitor.head(file.url).status_code == 200
    assert body(first) == CONTENT
    assert body(visitor.get(file.url)) == CONTENT


def test_visitors_who_may_see_a_private_page_may_download_its_files(client: Client) -> None:
    file = download_of(CONTENT)
    PageViewRestriction.objects.create(page=file.publication, restriction_type="login")
    assert client.get(file.url).status_code == 404
    client.force_login(UserFactory.create())
    answer = client.get(file.url)
    assert body(answer) == CONTENT
    assert answer["Cache-Control"] == "private, no-store"


def test_a_hidden_file_answers_like_a_missing_one(visitor: Client) -> None:
    file = download_of(CONTENT)
    missing = visitor.get("/downloads/aaaaaaaaaaaaaaaa/a.pdf")
    file.publication.unpublish()
    hidden = visitor.get(file.url)
    assert hidden.status_code == missing.status_code == 404
    assert dict(hidden.items()) == dict(missing.items())
    assert hidden.content == missing.content


@pytest.mark.parametrize("asked", [{}, {"range": "bytes=0-9"}, {"range": "bytes=9999999-"}])
def test_one_copy_serves_readers_of_every_language(visitor: Client, asked: dict[str, str]) -> None:
    file = download_of(CONTENT)
    etag = visitor.head(file.url)["ETag"]
    for headers in (asked, {**asked, "if-none-match": etag}):
        for language in ("ko", "en"):
            answer = visitor.get(file.url, headers={**headers, "accept-language": language})
            assert "Vary" not in answer
            assert "Content-Language" not in answer
            assert answer["Content-Security-Policy"] == "default-src 'none'"
            assert not answer.cookies
            if answer.streaming:
                body(answer)
    page = visitor.get(file.publication.url)
    assert page["Content-Language"] == "ko"


def test_a_private_file_is_kept_by_no_cache(admin: Client) -> None:
    file = download_of(CONTENT)
    PageViewRestriction.objects.create(page=file.publication, restriction_type="login")
    answer = admin.get(file.url)
    assert body(answer) == CONTENT
    assert set(answer["Cache-Control"].split(", ")) >= {"private", "no-store"}
    assert answer["Vary"] == "Cookie"
