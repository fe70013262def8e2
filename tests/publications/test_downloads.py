import datetime
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from publications.models import DownloadCount, PublicationFile
from tests.factories import DocumentFactory, PolicyReportPageFactory, PublicationFileFactory

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROBOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
    "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
]


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"user-agent": BROWSER})


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def counts(file: PublicationFile) -> list[int]:
    return list(file.download_counts.values_list("count", flat=True))


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


def test_downloads_are_counted_by_day(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    DownloadCount.objects.create(
        file=file, day=timezone.localdate() - datetime.timedelta(days=1), count=7
    )
    for _ in range(2):
        body(visitor.get(file.url))
    assert counts(file) == [2, 7]
    assert file.download_counts.first().day == timezone.localdate()


def test_files_are_counted_apart(visitor: Client) -> None:
    first, second = PublicationFileFactory.create(), PublicationFileFactory.create()
    body(visitor.get(first.url))
    assert (counts(first), counts(second)) == ([1], [])


@pytest.mark.parametrize("robot", ROBOTS)
def test_robots_are_served_but_not_counted(robot: str) -> None:
    file = PublicationFileFactory.create()
    answer = Client(headers={"user-agent": robot}).get(file.url)
    assert body(answer)
    assert counts(file) == []


def test_asking_for_the_headers_alone_is_not_counted(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    answer = visitor.head(file.url)
    assert answer.status_code == 200
    assert int(answer["Content-Length"]) > 0
    for close in answer._resource_closers:  # a server does this; the test client does not
        close()
    assert counts(file) == []


def test_a_file_can_only_be_read(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    assert visitor.post(file.url).status_code == 405
    assert visitor.delete(file.url).status_code == 405


def test_nothing_of_who_downloaded_is_kept() -> None:
    names = {field.name for field in DownloadCount._meta.get_fields()}
    assert names == {"id", "file", "day", "count"}


def test_a_file_has_one_count_a_day() -> None:
    file = PublicationFileFactory.create()
    DownloadCount.objects.add(file.pk, datetime.date(2026, 1, 2))
    DownloadCount.objects.add(file.pk, datetime.date(2026, 1, 2))
    assert counts(file) == [2]
    with transaction.atomic(), pytest.raises(IntegrityError):
        DownloadCount.objects.create(file=file, day=datetime.date(2026, 1, 2))


def test_staff_read_the_counts_and_cannot_change_them(admin: Client) -> None:
    file = PublicationFileFactory.create()
    DownloadCount.objects.create(file=file, day=datetime.date(2026, 1, 2), count=1234)
    base = "/admin/publications/downloadcount/"
    assert "1234" in admin.get(base).content.decode().replace(",", "")
    assert admin.get(f"{base}create/").status_code in (302, 403)
    row = DownloadCount.objects.get()
    assert admin.post(f"{base}delete/{row.pk}/").status_code in (302, 403)
    assert DownloadCount.objects.exists()
