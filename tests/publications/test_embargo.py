"""Files that time alone opens and closes, at every address."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from publications.models import (
    ExtractedSection,
    ExtractedText,
    PolicyReportPage,
    PublicationFile,
)
from tests.downloading import status_of
from tests.editing import PUBLISH, edit_page_address, send
from tests.factories import (
    DocumentFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db

AN_HOUR = datetime.timedelta(hours=1)
NOT_FOUND = 404


@pytest.fixture
def file() -> PublicationFile:
    report = PolicyReportPageFactory.create(title="시험 보고서")
    return PublicationFileFactory.create(publication=report, label="숨은 부록")


def embargo(file: PublicationFile, until: datetime.datetime | None) -> None:
    file.embargo_until = until
    file.save()


def index_of(file: PublicationFile) -> str:
    return str(file.publication.get_parent().url)


PLACES: dict[str, Callable[[PublicationFile], str]] = {
    "page": lambda file: file.publication.url,
    "rss": lambda file: f"{index_of(file)}feeds/rss/",
    "json feed": lambda file: f"{index_of(file)}feeds/json/",
    "atom": lambda file: f"{index_of(file)}feeds/atom/",
    "list of the API": lambda file: "/api/v1/publications/",
    "detail of the API": lambda file: f"/api/v1/publications/{file.publication_id}/",
}


def routes_to(file: PublicationFile) -> list[str]:
    return [file.url, file.document.url, f"/media/documents/{file.document.filename}"]


@pytest.mark.parametrize("place", PLACES)
def test_a_file_under_embargo_is_named_nowhere_until_its_moment(
    client: Client, file: PublicationFile, place: str
) -> None:
    embargo(file, timezone.now() + AN_HOUR)
    assert file.key not in client.get(PLACES[place](file)).content.decode()
    embargo(file, timezone.now())
    assert file.key in client.get(PLACES[place](file)).content.decode()


def test_a_file_under_embargo_cannot_be_had_at_any_address_until_its_moment(
    client: Client, file: PublicationFile
) -> None:
    embargo(file, timezone.now() + AN_HOUR)
    assert [status_of(client, url) for url in routes_to(file)] == [NOT_FOUND] * 3
    embargo(file, timezone.now())
    assert [status_of(client, url) for url in routes_to(file)] == [200, 200, NOT_FOUND]


INSIDE = "서로배움 공제기금"
SEARCHES = ("/search/", "/api/v1/search/")


def with_text(file: PublicationFile) -> None:
    """Have been read in the file what stands nowhere else."""
    found, _made = ExtractedText.objects.update_or_create(
        document=file.document, defaults={"status": "read", "file_name": file.document.file.name}
    )
    ExtractedSection.objects.create(extracted_text=found, number=1, text=f"우리의 {INSIDE}이다.")


def told(client: Client, path: str) -> bool:
    """Whether a search for what stands inside the file finds its publication, or quotes it."""
    answer = client.get(path, {"q": INSIDE})
    assert answer.status_code == 200
    text = answer.content.decode()
    return "시험 보고서" in text or "우리의" in text


@pytest.mark.parametrize("path", SEARCHES)
def test_text_inside_a_file_under_embargo_is_found_from_its_moment_on(
    client: Client, file: PublicationFile, path: str
) -> None:
    with_text(file)
    embargo(file, timezone.now() + AN_HOUR)
    call_command("run_due")
    assert not told(client, path)
    embargo(file, timezone.now())
    call_command("run_due")
    assert told(client, path)


EVERYWHERE = (*PLACES, *SEARCHES)


@pytest.mark.parametrize("place", EVERYWHERE)
def test_time_alone_opens_and_closes_every_place_with_the_minutes_work(
    client: Client, file: PublicationFile, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is saved meanwhile: neither an answer nor an index keeps what was true before."""
    with_text(file)
    begin = timezone.now().replace(second=0, microsecond=0)
    expiry = begin + 2 * AN_HOUR
    embargo(file, begin + AN_HOUR)
    PolicyReportPage.objects.update(expire_at=expiry)

    def is_shown_at(moment: datetime.datetime) -> bool:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        call_command("run_due")
        if place in SEARCHES:
            return told(client, place)
        return file.key in client.get(PLACES[place](file)).content.decode()

    second = datetime.timedelta(seconds=1)
    moments = (begin, begin + AN_HOUR - second, begin + AN_HOUR, expiry - second, expiry)
    assert [is_shown_at(moment) for moment in moments] == [False, False, True, True, False]


@pytest.mark.parametrize("place", [*EVERYWHERE, "download", "list"])
def test_a_scheduled_publication_is_everywhere_from_its_minute_on(
    client: Client, file: PublicationFile, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_text(file)
    start = timezone.now().replace(second=0, microsecond=0) + AN_HOUR
    report = PolicyReportPage.objects.get()
    report.unpublish()
    report.go_live_at = start
    report.save_revision().publish()
    key = PublicationFile.objects.get().key

    def is_shown_at(moment: datetime.datetime) -> bool:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        call_command("run_due")
        if place in SEARCHES:
            return told(client, place)
        if place == "download":
            return status_of(client, file.url) != NOT_FOUND
        if place == "list":
            return report.title in client.get(index_of(file)).content.decode()
        return key in client.get(PLACES[place](file)).content.decode()

    second = datetime.timedelta(seconds=1)
    assert [is_shown_at(moment) for moment in (start - second, start + second)] == [False, True]


def test_an_embargo_holds_wherever_else_the_document_is_used(
    client: Client, file: PublicationFile
) -> None:
    other = PublicationFileFactory.create(document=file.document)
    page = StandardPageFactory.create()
    page.body = [("document", {"document": file.document, "label": "자료"})]
    page.save()
    assert status_of(client, other.url) == 200
    embargo(file, timezone.now() + AN_HOUR)
    assert status_of(client, other.url) == NOT_FOUND
    assert status_of(client, file.document.url) == NOT_FOUND


def test_a_drafts_embargo_closes_nothing_that_is_public(
    client: Client, file: PublicationFile
) -> None:
    draft = PolicyReportPageFactory.create(live=False)
    PublicationFileFactory.create(
        publication=draft, document=file.document, embargo_until=timezone.now() + AN_HOUR
    )
    assert status_of(client, file.url) == 200


def test_an_expired_publications_file_is_closed_before_any_job_has_run(
    client: Client, file: PublicationFile
) -> None:
    PolicyReportPage.objects.update(expire_at=timezone.now())
    assert [status_of(client, url) for url in routes_to(file)] == [NOT_FOUND] * 3
    for place in ("rss", "atom", "json feed", "list of the API"):
        assert file.key not in client.get(PLACES[place](file)).content.decode()
    for place in ("page", "detail of the API"):
        assert status_of(client, PLACES[place](file)) == NOT_FOUND


def test_a_publication_that_is_not_due_yet_hands_nothing_out(
    client: Client, file: PublicationFile
) -> None:
    report = PolicyReportPage.objects.get()
    report.unpublish()
    report.go_live_at = timezone.now() + AN_HOUR
    report.save_revision().publish()
    assert [status_of(client, url) for url in routes_to(file)] == [NOT_FOUND] * 3


def test_an_editor_sets_an_embargo_in_korean_time(admin: Client, file: PublicationFile) -> None:
    changes: dict[str, Any] = {"files-0-embargo_until": "2099-12-01 09:30"}
    answer = send(admin, edit_page_address(file.publication), changes, **PUBLISH)
    assert answer.status_code == 302
    file.refresh_from_db()
    assert file.embargo_until == datetime.datetime(2099, 12, 1, 0, 30, tzinfo=datetime.UTC)


def test_a_reader_of_a_private_page_waits_for_the_embargo_too(
    admin: Client, file: PublicationFile
) -> None:
    PageViewRestriction.objects.create(page=file.publication, restriction_type="login")
    assert status_of(admin, file.url) == 200
    embargo(file, timezone.now() + AN_HOUR)
    assert status_of(admin, file.url) == NOT_FOUND


def test_a_document_of_another_publication_is_not_touched(file: PublicationFile) -> None:
    embargo(file, timezone.now() + AN_HOUR)
    other = PublicationFileFactory.create(document=DocumentFactory.create())
    assert list(PublicationFile.objects.public()) == [other]
