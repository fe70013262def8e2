"""The search, the directory for maps and spreadsheets, and models with nothing but `api_fields`."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.district_centres import CENTRES
from directory.models import Sector
from headless.endpoints.delivery import delivery_api
from headless.snippets import snippet_resource
from publications.models import ExtractedSection, ExtractedText
from seoulcoop.search.asked import KIND_LABELS
from seoulcoop.search.kinds import MOST_HITS
from seoulcoop.search.typed_pages import typed_pages
from tests.factories import (
    MemberFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
    SectorFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


def test_search_finds_pages_members_and_text_inside_files(client: Client) -> None:
    page = StandardPageFactory.create(title="공공조달 안내")
    member = MemberFactory.create(name="공공조달협동조합")
    file = PublicationFileFactory.create()
    extracted = ExtractedText.objects.update_or_create(
        document=file.document, defaults={"status": "read"}
    )[0]
    ExtractedSection.objects.create(extracted_text=extracted, number=1, text="공공조달 <을> 넓힌다")
    answer = get(client, "search/?q=공공조달")
    assert {(hit["kind"], hit["id"]) for hit in answer["items"]} == {
        ("publications", file.publication_id),
        ("members", member.pk),
        ("pages", page.pk),
    }
    (inside,) = [hit for hit in answer["items"] if hit["kind"] == "publications"]
    assert inside["excerpt_html"] == "<mark>공공조달</mark> &lt;을&gt; 넓힌다"
    assert inside["detail_url"].endswith(f"/publications/{file.publication_id}/")
    assert {value["value"] for value in answer["facets"]["kind"]} == {
        "publications", "members", "pages",
    }  # fmt: skip


def test_search_passes_over_what_was_deleted_meanwhile(client: Client) -> None:
    pages = [PolicyReportPageFactory.create(title=f"조달 보고서 {number}") for number in range(2)]

    def deleted_first(keys: list[int], models: Any) -> dict[int, Any]:
        pages[0].delete()
        return typed_pages(keys, models)

    with mock.patch("seoulcoop.search.kinds.typed_pages", deleted_first):
        (hit,) = get(client, "search/?q=조달")["items"]
    assert hit["id"] == pages[1].pk


def test_search_reads_the_synonyms_once(client: Client) -> None:
    PolicyReportPageFactory.create(title="조달 보고서")
    with CaptureQueriesContext(connection) as queries:
        get(client, "search/?q=조달")
    asked = [query for query in queries if "content_searchsynonym" in query["sql"]]
    assert len(asked) == 1


def test_search_goes_page_by_page_through_all_kinds(client: Client) -> None:
    StandardPageFactory.create(title="조달 하나")
    MemberFactory.create(name="조달협동조합")
    PolicyReportPageFactory.create(title="조달 보고서")
    seen: list[Any] = []
    following: str | None = "/api/v1/search/?q=조달&limit=1"
    while following:
        answer = client.get(following).json()
        seen += [hit["kind"] for hit in answer["items"]]
        following = answer["next"]
    assert seen == ["publications", "members", "pages"]
    assert get(client, "search/?q=조달&kind=members")["count"] == 1


def test_search_lets_no_filter_pass_by(client: Client) -> None:
    category = MemberFactory.create(name="조달협동조합").category.slug
    PolicyReportPageFactory.create(title="조달 보고서", published_on=datetime.date(2017, 5, 1))
    found = {
        query: get(client, f"search/?q=조달&{query}")["count"]
        for query in ("year=2017", f"category={category}", "kind=publications&year=2017",
                      "kind=members&year=2017", f"kind=pages&category={category}",
                      f"year=2017&category={category}")
    }  # fmt: skip
    assert list(found.values()) == [1, 1, 1, 0, 0, 0]


def test_search_can_be_followed_as_far_as_it_finds(client: Client) -> None:
    furthest = len(KIND_LABELS) * MOST_HITS
    assert get(client, f"search/?q=조달&offset={furthest}")["items"] == []


def test_search_finds_nothing_that_is_hidden(client: Client) -> None:
    MemberFactory.create(name="비밀협동조합", status="withdrawn")
    PolicyReportPageFactory.create(title="비밀 보고서", live=False)
    StandardPageFactory.create(title="비밀 쪽", live=False)
    nothing = get(client, "search/?q=비밀")
    assert (nothing["count"], nothing["items"]) == (0, [])
    assert not any(nothing["facets"].values())


@pytest.mark.parametrize("text", ['"', "%27%27", "C%2B%2B", "(주)", "%0A", "*", "ㅎㅅㄹ", "…"])
def test_no_question_is_too_odd(client: Client, text: str) -> None:
    get(client, f"search/?q={text}")


UNSAFE = [
    "\u202eabc", "مرحبا", "🎉", "'; DROP TABLE x; --", "1=1", "a AND", "NEAR(a b)", "title:x",
    "협동:*", "a <-> b", "!협동", '"제1조(목적)"', "( ( (", "\\", "%s", "\ud800", "가" * 100,
]  # fmt: skip
WITH_SEARCH = pytest.mark.parametrize("path", ["search/?q=", "members/?search=", "pages/?search="])


@WITH_SEARCH
def test_unsafe_text_finds_something_or_nothing(client: Client, path: str) -> None:
    MemberFactory.create(name="한살림")
    for text in UNSAFE:
        get(client, path + quote(text.encode("utf-8", "replace")))


@WITH_SEARCH
def test_text_that_cannot_be_searched_for_is_a_named_problem(client: Client, path: str) -> None:
    name = path.rpartition("?")[2].rstrip("=")
    assert get(client, f"{path}a%00b", 422)["errors"][0]["parameter"] == name
    assert get(client, path + "a" * 10_000, 414)["status"] == 414


def test_search_without_words_is_a_named_problem(client: Client) -> None:
    for query in ("", "?q="):
        assert get(client, f"search/{query}", 422)["errors"][0]["parameter"] == "q"


def test_members_come_as_a_spreadsheet(client: Client) -> None:
    MemberFactory.create(name="=한살림", district="11500")
    MemberFactory.create(name="숨은 곳", live=False)
    response = client.get("/api/v1/members.csv?district=11500")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][0] == "'=한살림"
    assert get(client, "members.csv?district=1", 422)["errors"][0]["parameter"] == "district"


def test_members_come_as_a_map(client: Client) -> None:
    placed = MemberFactory.create(latitude="37.608000", longitude="126.933000", name="가")
    MemberFactory.create(name="나", category=placed.category)
    MemberFactory.create(
        name="다", category=placed.category, live=False, latitude=37, longitude=127
    )
    MemberFactory.create(name="라", category=placed.category, district="11380")
    response = client.get("/api/v1/members.geojson")
    assert response["Content-Type"] == "application/geo+json"
    first, second, centre = response.json()["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [126.933, 37.608]}
    assert first["properties"]["title"] == "가"
    assert first["properties"]["precision"] == "exact"
    assert second["geometry"] is None
    assert second["properties"]["precision"] is None
    latitude, longitude = CENTRES["11380"]
    assert centre["geometry"] == {"type": "Point", "coordinates": [longitude, latitude]}
    assert centre["properties"]["precision"] == "district-centre"


def test_model_is_served_by_its_api_fields_alone() -> None:
    resource = snippet_resource("sectors", Sector)
    assert {"id", "meta", "title", "name", "slug", "name_en"} <= set(resource.schema.model_fields)
    with mock.patch("headless.endpoints.delivery.register_resources"):
        document = delivery_api([resource]).get_openapi_schema(path_prefix="/other/")
    assert "/other/sectors/{key}/" in document["paths"]
    objects = resource.queryset(None, None)
    assert objects.query.order_by == (*Sector._meta.ordering, "pk")
    sector = SectorFactory.create()
    assert list(objects) == [sector]
