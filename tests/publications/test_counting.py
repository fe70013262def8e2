from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from publications import counting
from publications.counting import Click, ClickBuffer, address_of, count
from publications.models import DownloadCount, PublicationFile
from publications.models.downloads import CountedFile, DownloadSalt, RecentClick
from tests.downloading import get
from tests.factories import DocumentFactory, PublicationFileFactory

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROBOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
    "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
]
MORNING = datetime.datetime(2026, 3, 2, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"user-agent": BROWSER})


@pytest.fixture
def slow_buffer(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[ClickBuffer]:
    """A buffer that waits to be written, as on a server, and whose clock never strikes."""
    settings.DOWNLOADS_FLUSH_SECONDS = 600
    buffer = ClickBuffer()
    monkeypatch.setattr(counting, "buffer", buffer)
    yield buffer
    if buffer.timer:
        buffer.timer.cancel()


def download(client: Client, file: PublicationFile, **headers: str) -> Any:
    return get(client, file.url, **headers)


def counts(file: PublicationFile) -> list[int]:
    return list(DownloadCount.objects.filter(key=file.key).values_list("count", flat=True))


def click(file: CountedFile, second: float, visitor: str = "one") -> Click:
    return Click(file, MORNING + datetime.timedelta(seconds=second), visitor)


def counted_at(*seconds: float) -> int:
    """How many of one visitor's clicks on a file count, each written down by itself."""
    file = CountedFile.of(PublicationFileFactory.create())
    for second in seconds:
        count([click(file, second)], MORNING + datetime.timedelta(seconds=second))
    return DownloadCount.objects.total()


def test_downloads_are_counted_by_day_with_what_the_file_is_called(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    DownloadCount.objects.add(CountedFile.of(file), yesterday, 7)
    download(visitor, file)
    assert counts(file) == [1, 7]
    row = DownloadCount.objects.latest("day")
    assert row.day == timezone.localdate()
    assert (row.publication_title, row.label, row.kind) == (
        file.publication.title,
        "본문",
        "full-text",
    )
    assert row.publication_type == "publications.policyreportpage"


def test_a_day_begins_at_midnight_in_seoul() -> None:
    file = CountedFile.of(PublicationFileFactory.create())
    late = datetime.datetime(2026, 3, 1, 15, 30, tzinfo=datetime.UTC)
    count([Click(file, late, "one")], late)
    assert DownloadCount.objects.get().day == datetime.date(2026, 3, 2)


def test_files_are_counted_apart(visitor: Client) -> None:
    first, second = PublicationFileFactory.create(), PublicationFileFactory.create()
    download(visitor, first)
    assert (counts(first), counts(second)) == ([1], [])


@pytest.mark.parametrize("robot", ROBOTS)
def test_robots_are_served_but_not_counted(robot: str) -> None:
    file = PublicationFileFactory.create()
    assert download(Client(headers={"user-agent": robot}), file).status_code == 200
    assert counts(file) == []


def test_only_a_request_for_the_beginning_of_a_file_counts(visitor: Client) -> None:
    document = DocumentFactory.create(file=ContentFile(b"0123456789", name="a.pdf"))
    file = PublicationFileFactory.create(document=document)
    etag = visitor.head(file.url)["ETag"]
    for headers, status in [
        ({"range": "bytes=4-"}, 206),
        ({"range": "bytes=4-5,7-8"}, 206),
        ({"range": "bytes=-3"}, 206),
        ({"range": "bytes=10-"}, 416),
        ({"if-none-match": etag}, 304),
        ({"range": "bytes=4-", "if-range": etag}, 206),
    ]:
        assert download(visitor, file, **headers).status_code == status
    assert counts(file) == []
    assert download(visitor, file, range="bytes=0-3").status_code == 206
    assert download(visitor, file, range="bytes=4-").status_code == 206
    assert counts(file) == [1]


@pytest.mark.parametrize(
    "headers", [{"range": "bytes=-99"}, {"range": "bytes=4-", "if-range": '"old"'}]
)
def test_a_range_that_is_answered_with_the_whole_file_counts(
    visitor: Client, headers: dict[str, str]
) -> None:
    file = PublicationFileFactory.create()
    download(visitor, file, **headers)
    assert counts(file) == [1]


def test_what_nginx_sends_is_counted_by_the_same_rules(visitor: Client, settings: Settings) -> None:
    settings.DOCUMENTS_X_ACCEL_LOCATION = "/internal/"
    file = PublicationFileFactory.create()
    download(visitor, file, range="bytes=5-")
    assert counts(file) == []
    download(visitor, file, range="bytes=0-")
    download(visitor, file, range="bytes=5-")
    assert counts(file) == [1]


def test_a_double_click_counts_once(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    download(visitor, file)
    download(visitor, file)
    assert counts(file) == [1]


def test_others_behind_another_address_or_browser_are_no_double_click(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    download(visitor, file)
    download(Client(headers={"user-agent": f"{BROWSER} Other"}), file)
    download(Client(headers={"user-agent": BROWSER}, REMOTE_ADDR="192.0.2.7"), file)
    assert counts(file) == [3]


def test_a_click_within_half_a_minute_of_the_one_before_does_not_count() -> None:
    assert counted_at(0, 29.9) == 1
    assert counted_at(100, 130) == 2 + 1


def test_clicks_that_go_on_and_on_count_once() -> None:
    assert counted_at(0, 20, 40, 60) == 1


def test_a_double_click_is_noticed_in_whatever_order_processes_write() -> None:
    assert counted_at(3, 0) == 1


def test_clicks_of_one_flush_are_compared_with_each_other() -> None:
    file = CountedFile.of(PublicationFileFactory.create())
    clicks = [click(file, 0), click(file, 10), click(file, 45), click(file, 11, "two")]
    count(clicks, MORNING + datetime.timedelta(seconds=46))
    assert DownloadCount.objects.total() == 3


def test_nothing_of_who_downloaded_is_kept(visitor: Client) -> None:
    names = {field.name for field in DownloadCount._meta.get_fields()}
    assert names == {
        "id", "key", "day", "count", "label", "kind",
        "publication_number", "publication_title", "publication_type",
    }  # fmt: skip
    download(visitor, PublicationFileFactory.create())
    (remembered,) = RecentClick.objects.all()
    assert len(remembered.digest) == 64
    assert {field.name for field in RecentClick._meta.get_fields()} == {"digest", "seen_at"}


def test_a_click_is_forgotten_after_half_a_minute_and_its_secret_with_it(visitor: Client) -> None:
    download(visitor, PublicationFileFactory.create())
    salt = DownloadSalt.objects.get().value
    call_command("run_due")
    assert RecentClick.objects.count() == 1
    RecentClick.objects.update(seen_at=timezone.now() - datetime.timedelta(seconds=31))
    call_command("run_due")
    assert not RecentClick.objects.exists()
    assert DownloadSalt.objects.get().value != salt


def test_the_secret_is_changed_every_hour_on_a_busy_site() -> None:
    file = CountedFile.of(PublicationFileFactory.create())
    count([click(file, 0)], MORNING)
    salt = DownloadSalt.objects.get().value
    DownloadSalt.objects.update(made_at=MORNING)
    count([click(file, 3599)], MORNING + datetime.timedelta(seconds=3599))
    assert DownloadSalt.objects.get().value == salt
    count([click(file, 3600)], MORNING + datetime.timedelta(seconds=3600))
    assert DownloadSalt.objects.get().value != salt


def test_a_request_writes_nothing_and_the_buffer_all_at_once(
    visitor: Client, slow_buffer: ClickBuffer
) -> None:
    file = PublicationFileFactory.create()
    visitor.head(file.url)
    with CaptureQueriesContext(connection) as queries:
        download(visitor, file)
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)
    assert len(queries) <= 4
    for number in range(20):
        download(Client(headers={"user-agent": f"{BROWSER} {number}"}), file)
    assert counts(file) == []
    with CaptureQueriesContext(connection) as queries:
        slow_buffer.write()
    assert counts(file) == [21]
    assert len(queries) < 20


def test_what_cannot_be_written_is_kept_for_the_next_time(
    slow_buffer: ClickBuffer, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = PublicationFileFactory.create()
    download(visitor, file)
    with monkeypatch.context() as broken:
        broken.setattr(counting, "count", lambda *args: (_ for _ in ()).throw(DatabaseError))
        with pytest.raises(DatabaseError):
            slow_buffer.write()
    slow_buffer.write()
    assert counts(file) == [1]


def test_one_clock_runs_however_many_clicks_come(slow_buffer: ClickBuffer, visitor: Client) -> None:
    file = PublicationFileFactory.create()
    download(visitor, file)
    clock = slow_buffer.timer
    for _ in range(5):
        download(visitor, file)
    assert slow_buffer.timer is clock
    assert clock
    assert clock.daemon


def test_waiting_for_old_clicks_to_be_forgotten_delays_no_new_one(
    slow_buffer: ClickBuffer, visitor: Client, settings: Settings
) -> None:
    slow_buffer.set_timer(30)
    forgetting = slow_buffer.timer
    settings.DOWNLOADS_FLUSH_SECONDS = 29
    download(visitor, PublicationFileFactory.create())
    assert slow_buffer.timer is not forgetting
    assert slow_buffer.timer
    assert slow_buffer.timer.interval == 29


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "10.0.0.1"), (1, "192.0.2.2"), (2, "192.0.2.1"), (3, "10.0.0.1")]
)
def test_an_address_that_a_client_made_up_is_not_believed(
    settings: Settings, proxies: int, address: str
) -> None:
    settings.NINJA_NUM_PROXIES = proxies
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get(
        "/", headers={"x-forwarded-for": "192.0.2.1, 192.0.2.2"}
    )
    assert address_of(request) == address


def test_a_file_has_one_count_a_day() -> None:
    file = CountedFile.of(PublicationFileFactory.create())
    for _ in range(2):
        DownloadCount.objects.add(file, datetime.date(2026, 1, 2))
    assert DownloadCount.objects.get().count == 2
    twin = DownloadCount.objects.get()
    twin.pk = None
    with transaction.atomic(), pytest.raises(IntegrityError):
        twin.save()


def test_counts_outlive_their_file_and_their_publication(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    download(visitor, file)
    title = file.publication.title
    file.publication.delete()
    row = DownloadCount.objects.get()
    assert (row.count, row.publication_title, row.label) == (1, title, "본문")


def test_counts_bear_the_newest_title(visitor: Client) -> None:
    file = PublicationFileFactory.create()
    DownloadCount.objects.add(CountedFile.of(file), datetime.date(2026, 1, 2), 5)
    file.publication.title = "새 제목"
    file.publication.save()
    download(visitor, file)
    titles = set(DownloadCount.objects.values_list("publication_title", flat=True))
    assert titles == {"새 제목"}
