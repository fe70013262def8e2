"""Covers out of files, where visitors see them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from publications.extraction.covers import FORMATS, WIDTHS, cover_name
from publications.extraction.reader import Cover, Reading
from publications.models import PolicyReportPage, PublicationFile, PublicationIndexPage
from publications.reading import store, taken
from seoulcoop.models import SiteDocument
from tests import files
from tests.counting import queries_of
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
)
from tests.pages import meta, visit

pytestmark = pytest.mark.django_db

COVER = Cover(480, 679, {cover_name(w, e): files.png() for w in WIDTHS for e, *_rest in FORMATS})


def report_with_cover(**document: Any) -> PolicyReportPage:
    """A public report with one file, out of which a cover was read."""
    report: PolicyReportPage = PolicyReportPageFactory.create()
    content = ContentFile(b"%PDF-1.7", name="보고서.pdf")
    found = DocumentFactory.create(file=content, **document)
    PublicationFileFactory.create(publication=report, document=found)
    row = taken(found.pk)
    assert row is not None
    store(row, Reading(status="read", cover=COVER))
    return report


def picture_on(page: BeautifulSoup) -> Any:
    return page.select_one(".cover picture")


def the_list() -> str:
    return str(PublicationIndexPage.objects.get().url)


def test_the_cover_is_shown_on_the_page_and_in_lists_without_shifting_anything(
    client: Client,
) -> None:
    report = report_with_cover()
    for path in (report.url, the_list()):
        picture = picture_on(visit(client, path))
        types = [source["type"] for source in picture.find_all("source")]
        assert types == ["image/avif", "image/webp"]
        assert "240w" in picture.source["srcset"]
        assert "480w" in picture.source["srcset"]
        image = picture.img
        assert (image["width"], image["height"], image["alt"]) == ("480", "679", "")
        assert image["src"].endswith("cover-480.jpg")


def test_every_picture_of_the_cover_is_there(client: Client) -> None:
    picture = picture_on(visit(client, report_with_cover().url))
    for source in (*picture.find_all("source"), picture.img):
        for place in source["srcset"].split(", "):
            name = Path(place.split(" ")[0]).name
            assert name in COVER.files


def test_the_editors_own_cover_wins(client: Client) -> None:
    report = report_with_cover()
    report.cover = ImageFactory.create()
    report.save()
    assert "covers/" not in str(picture_on(visit(client, report.url)))
    assert "covers/" not in str(picture_on(visit(client, the_list())))


def test_the_cover_of_a_private_document_is_nobodys(client: Client) -> None:
    private = Collection.get_first_root_node().add_child(name="비공개")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    report = report_with_cover(collection=private)
    assert picture_on(visit(client, report.url)) is None
    assert picture_on(visit(client, the_list())) is None


def image_in_feed(client: Client) -> str | None:
    (item,) = client.get(f"{the_list()}feeds/json/").json()["items"]
    found: str | None = item.get("image")
    return found


def test_the_json_feed_shows_the_cover_of_the_file_unless_an_editor_chose_one(
    client: Client,
) -> None:
    report = report_with_cover()
    extracted = SiteDocument.objects.get().extracted_text
    assert image_in_feed(client) == f"http://testserver{extracted.cover.url}"
    report.cover = ImageFactory.create()
    report.save()
    assert image_in_feed(client) == f"http://testserver{report.cover.file.url}"


def test_covers_cost_the_json_feed_the_same_queries_however_many_there_are(client: Client) -> None:
    report_with_cover()
    few = queries_of(client, f"{the_list()}feeds/json/")
    for _number in range(4):
        report_with_cover()
    assert queries_of(client, f"{the_list()}feeds/json/") == few


def test_covers_cost_the_list_the_same_queries_however_many_there_are(client: Client) -> None:
    report_with_cover()
    few = queries_of(client, the_list())
    for _number in range(4):
        report_with_cover()
    assert queries_of(client, the_list()) == few


def cover_in_api(client: Client, report: PolicyReportPage) -> Any:
    return client.get(f"/api/v1/publications/{report.pk}/").json()["cover"]


def test_the_api_and_social_media_get_the_cover_of_the_file(client: Client) -> None:
    report = report_with_cover()
    cover = cover_in_api(client, report)
    assert (cover["id"], cover["width"], cover["height"]) == (0, 480, 679)
    assert cover["url"].startswith("http://")
    assert cover["url"].endswith("cover-480.jpg")
    small, large = cover["renditions"]
    assert (small["width"], small["height"], small["media_type"]) == (240, 340, "image/webp")
    assert large["url"].endswith("cover-480.webp")
    listed = client.get("/api/v1/publications/").json()["items"]
    assert [each["cover"] for each in listed] == [cover]
    facts = meta(visit(client, report.url))
    assert facts["og:image"] == [cover["url"]]
    assert (facts["og:image:width"], facts["og:image:height"]) == (["480"], ["679"])


def test_the_editors_own_cover_wins_in_the_api_and_on_social_media_too(client: Client) -> None:
    report = report_with_cover()
    report.cover = ImageFactory.create()
    report.save()
    assert cover_in_api(client, report)["id"] == report.cover.pk
    assert "covers/" not in meta(visit(client, report.url))["og:image"][0]


@pytest.mark.parametrize("how", ["private", "embargo"])
def test_the_cover_of_a_closed_file_is_in_none_of_them(client: Client, how: str) -> None:
    report = report_with_cover()
    if how == "private":
        private = Collection.get_first_root_node().add_child(name="비공개")
        CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
        SiteDocument.objects.update(collection=private)
    else:
        PublicationFile.objects.update(embargo_until=timezone.now() + datetime.timedelta(hours=1))
    assert cover_in_api(client, report) is None
    assert "covers/" not in meta(visit(client, report.url))["og:image"][0]
    assert image_in_feed(client) is None
