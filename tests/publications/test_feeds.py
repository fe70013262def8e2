"""Feeds of publications, read by the reader that people's programs use."""

import datetime
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, Site

from content.models import OrganisationSettings
from publications.models import PublicationContributor, PublicationIndexPage, PublicationPage
from tests.counting import queries_of
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    MemberFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
    PublicationSeriesFactory,
    SocialValueReportPageFactory,
    only_child,
)
from tests.pages import visit

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
PLACES = ["rss", "atom", "json"]
NASTY = 'A & B <i>"x"</i> 🙂 ]]> 한글'


@pytest.fixture
def index(db: None) -> PublicationIndexPage:
    site = Site.objects.get(is_default_site=True)
    OrganisationSettings.objects.create(site=site, name="서울협의회", slogan="함께")
    series = PublicationSeriesFactory.create(name="정책동향", slug="trends")
    report = PolicyReportPageFactory.create(
        title=NASTY, slug="first", series=series, summary="첫 요약",
        first_published_at=datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC),
        last_published_at=datetime.datetime(2021, 1, 2, tzinfo=datetime.UTC),
    )  # fmt: skip
    report.tags.add("기금")
    report.save()
    PublicationContributor.objects.create(publication=report, name="김연구")
    publisher = MemberFactory.create(name="두레생협")
    PublicationContributor.objects.create(publication=report, member=publisher, role="publisher")
    PublicationFileFactory.create(publication=report)
    PublicationFileFactory.create(publication=report, label="요약")
    SocialValueReportPageFactory.create(title="가치 보고서", slug="value")
    return only_child(PublicationIndexPage, "publications")


def feed(client: Client, index: PublicationIndexPage, place: str, **query: str) -> Any:
    """The feed as feedparser reads it, which must find nothing wrong with it."""
    answer = client.get(f"{index.url}feeds/{place}/", query)
    assert answer.status_code == 200
    found = feedparser.parse(
        answer.content, response_headers={"content-type": answer["Content-Type"]}
    )
    assert not found.bozo, found.get("bozo_exception")
    return found


def json_feed(client: Client, index: PublicationIndexPage, **query: str) -> Any:
    answer = client.get(f"{index.url}feeds/json/", query)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/feed+json")
    return answer.json()


@pytest.mark.parametrize(("place", "version"), [("rss", "rss20"), ("atom", "atom10")])
def test_a_feed_reader_reads_titles_dates_authors_and_files(
    client: Client, index: PublicationIndexPage, place: str, version: str
) -> None:
    found = feed(client, index, place, series="trends")
    assert found.version == version
    assert found.feed.title == "정책동향 – publications – 서울협의회"
    assert found.feed.subtitle == "함께"
    assert found.feed.language == "ko"
    (entry,) = found.entries
    report = PublicationPage.objects.get(slug="first")
    assert "A & B" in entry.title
    assert entry.link == f"{HOST}{report.url}"
    assert entry.author == "김연구"
    assert entry.id == f"urn:uuid:{report.translation_key}#ko"
    assert entry.published_parsed[:3] == (2020, 1, 2)
    assert {tag.term for tag in entry.tags} == {"정책 보고서", "기금"}
    files = list(report.files.all())[: 1 if place == "rss" else 2]
    assert [(each.href, each.type, each.length) for each in entry.enclosures] == [
        (f"http://testserver{file.url}", "application/pdf", "13") for file in files
    ]
    answer = client.get(entry.enclosures[0].href)
    assert len(b"".join(answer)) == 13


def test_the_json_feed_has_what_version_1_1_asks_for(
    client: Client, index: PublicationIndexPage
) -> None:
    found = json_feed(client, index)
    report = PublicationPage.objects.get(slug="first")
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"http://testserver{index.url}feeds/json/"
    assert found["home_page_url"] == f"{HOST}{index.url}"
    assert found["authors"] == [{"name": "서울협의회"}]
    item = next(item for item in found["items"] if item["url"] == f"{HOST}{report.url}")
    assert item["title"] == NASTY
    assert item["content_text"] == "첫 요약"
    assert item["authors"] == [{"name": "김연구"}]
    assert item["date_published"] == "2020-01-02T00:00:00+00:00"
    assert [each["title"] for each in item["attachments"]] == ["본문", "요약"]
    assert item["attachments"][0]["size_in_bytes"] == 13
    assert item["attachments"][0]["mime_type"] == "application/pdf"
    assert all({"id", "content_text"} <= set(each) for each in found["items"])


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({}, {"first", "value"}),
        ({"type": "policy"}, {"first"}),
        ({"type": "social-value"}, {"value"}),
        ({"series": "trends"}, {"first"}),
        ({"tag": "기금"}, {"first"}),
        ({"tag": "없음"}, set()),
        ({"type": "x"}, set()),
    ],
)
def test_there_are_feeds_by_type_series_and_tag(
    client: Client, index: PublicationIndexPage, query: dict[str, str], slugs: set[str]
) -> None:
    for place in ("rss", "atom"):
        links = {entry.link for entry in feed(client, index, place, **query).entries}
        assert links == {f"{HOST}{index.url}{slug}/" for slug in slugs}
    items = json_feed(client, index, **query)["items"]
    assert {item["url"] for item in items} == {f"{HOST}{index.url}{slug}/" for slug in slugs}


@pytest.mark.parametrize("place", PLACES)
def test_a_feed_is_fetched_once_and_again_when_something_was_withdrawn(
    client: Client, index: PublicationIndexPage, place: str
) -> None:
    address = f"{index.url}feeds/{place}/"
    first = client.get(address)
    same = client.get(address, headers={"if-none-match": first["ETag"]})
    assert same.status_code == 304
    assert not same.content
    PublicationPage.objects.get(slug="value").specific.unpublish()
    later = {"if-none-match": first["ETag"], "if-modified-since": first["Last-Modified"]}
    assert client.get(address, headers=later).status_code == 200
    only_date = {"if-modified-since": first["Last-Modified"]}
    assert client.get(address, headers=only_date).status_code == 200
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("place", PLACES)
def test_no_feed_tells_of_what_is_hidden(
    client: Client, index: PublicationIndexPage, place: str
) -> None:
    closed = Collection.get_first_root_node().add_child(name="닫힘")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    open_report = PublicationPage.objects.get(slug="first")
    secret = DocumentFactory.create(collection=closed)
    PublicationFileFactory.create(publication=open_report, document=secret, label="닫힌 파일")
    PolicyReportPageFactory.create(title="숨은초안", slug="draft", live=False)
    private = PolicyReportPageFactory.create(title="숨은비공개", slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    past, future = (timezone.now() + datetime.timedelta(minutes=m) for m in (-1, 60))
    PolicyReportPageFactory.create(title="숨은만료", slug="expired", expire_at=past)
    PublicationFileFactory.create(
        publication=open_report, label="숨은 엠바고", embargo_until=future,
        document=DocumentFactory.create(),
    )  # fmt: skip
    changed = PolicyReportPageFactory.create(title="드러난제목", slug="changed")
    changed.title = "숨은새제목"
    changed.save_revision()
    text = client.get(f"{index.url}feeds/{place}/").content.decode()
    assert "드러난제목" in text
    for hidden in ("숨은", "닫힌 파일"):
        assert hidden not in text


@pytest.mark.parametrize("place", PLACES)
def test_a_feed_costs_the_same_number_of_queries_for_more_publications(
    client: Client, index: PublicationIndexPage, place: str
) -> None:
    address = f"{index.url}feeds/{place}/"
    few = queries_of(client, address)
    for number in range(6):
        report = PolicyReportPageFactory.create(slug=f"more-{number}", cover=ImageFactory.create())
        report.tags.add(f"주제 {number}")
        report.save()
        PublicationFileFactory.create(publication=report)
        PublicationContributor.objects.create(publication=report, member=MemberFactory.create())
    assert queries_of(client, address) == few <= 24


def test_a_report_announces_the_feeds_of_its_series(
    client: Client, index: PublicationIndexPage
) -> None:
    page = visit(client, PublicationPage.objects.get(slug="first").url)
    links = page.find_all("link", rel="alternate", type=True)
    assert [str(link["href"]) for link in links] == [
        f"{index.url}feeds/{place}/?series=trends" for place in PLACES
    ]
    assert links[0]["title"] == "정책동향 (RSS)"
    alone = visit(client, PublicationPage.objects.get(slug="value").url)
    hrefs = [str(link["href"]) for link in alone.find_all("link", rel="alternate", type=True)]
    assert hrefs == [f"{index.url}feeds/{place}/" for place in PLACES]


@pytest.mark.parametrize("place", PLACES)
def test_an_empty_feed_is_a_feed(client: Client, place: str) -> None:
    index = only_child(PublicationIndexPage, "publications")
    if place == "json":
        assert json_feed(client, index)["items"] == []
    else:
        assert feed(client, index, place).entries == []
