"""Pages of every type over the delivery API: their schemas, blocks, relations and places."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)

from publications.models import (
    IndicatorValue,
    PolicyRecommendation,
    PublicationSeries,
    SocialValueIndicator,
)
from tests.factories import (
    DocumentFactory,
    HistoryEntryFactory,
    HistoryPageFactory,
    ImageFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    SocialValueReportPageFactory,
    StandardPageFactory,
    site_home,
)

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def body_of(client: Client, page: Any, query: str = "") -> list[dict[str, Any]]:
    return get(client, f"pages/{page.pk}/{query}")["body"]


def page_with(*blocks: dict[str, Any]) -> Any:
    return StandardPageFactory.create(body=list(blocks))


def private_collection() -> Collection:
    """A collection below one that only staff may look into."""
    above = Collection.get_first_root_node().add_child(name="내부")
    CollectionViewRestriction.objects.create(collection=above, restriction_type="login")
    return above.add_child(name="내부 아래")


def test_every_page_is_listed_with_its_type_in_the_order_of_the_tree(client: Client) -> None:
    home = site_home()
    standard = StandardPageFactory.create()
    report = PolicyReportPageFactory.create()
    answer = get(client, "pages/")
    assert [item["meta"]["type"] for item in answer["items"]] == [
        "home.HomePage",
        "home.StandardPage",
        "publications.PublicationIndexPage",
        "publications.PolicyReportPage",
    ]
    assert [item["id"] for item in answer["items"]][:2] == [home.pk, standard.pk]
    assert answer["items"][-1]["meta"]["detail_url"].endswith(f"/api/v1/publications/{report.pk}/")


def test_page_has_the_fields_of_its_type(client: Client) -> None:
    series = PublicationSeries.objects.create(name="쿱 정책동향", slug="trends")
    report = PolicyReportPageFactory.create(series=series, issue_number=3)
    PolicyRecommendation.objects.create(report=report, title="조달", addressee="서울시")
    answer = get(client, f"pages/{report.pk}/")
    assert answer["series"] == {
        "id": series.pk,
        "slug": "trends",
        "name": "쿱 정책동향",
        "name_en": "",
        "description": "",
        "issn": "",
    }
    assert answer["issue_number"] == 3
    assert answer["recommendations"][0]["addressee"] == "서울시"
    assert answer == get(client, f"publications/{report.pk}/")


def test_social_value_report_gives_its_indicators_and_its_organisation(client: Client) -> None:
    member = MemberFactory.create()
    report = SocialValueReportPageFactory.create(organisation=member)
    indicator = SocialValueIndicator.objects.create(report=report, name="고용", unit="명")
    value = IndicatorValue.objects.create(indicator=indicator, period="2025", value="12.5")
    answer = get(client, f"publications/{report.pk}/")
    assert answer["organisation"]["title"] == member.name
    assert answer["indicators"][0]["values"][0] == {
        "id": value.pk,
        "period": "2025",
        "value": "12.5000",
        "grade": "",
    }


def test_page_says_where_it_stands(client: Client) -> None:
    home = site_home()
    report = PolicyReportPageFactory.create()
    index = report.get_parent()
    breadcrumbs = get(client, f"pages/{report.pk}/")["meta"]["breadcrumbs"]
    assert [step["id"] for step in breadcrumbs] == [home.pk, index.pk]
    index.unpublish()
    breadcrumbs = get(client, f"pages/{report.pk}/")["meta"]["breadcrumbs"]
    assert [step["id"] for step in breadcrumbs] == [home.pk]


def test_page_names_its_translations(client: Client) -> None:
    page = StandardPageFactory.create()
    english = Locale.objects.get_or_create(language_code="en")[0]
    site_home().copy_for_translation(english).save_revision().publish()
    translated = page.copy_for_translation(english)
    assert get(client, f"pages/{page.pk}/")["meta"]["translations"] == []
    translated.save_revision().publish()
    (other,) = get(client, f"pages/{page.pk}/")["meta"]["translations"]
    assert (other["id"], other["locale"]) == (translated.pk, "en")
    assert other["html_url"].startswith("http://testserver/en/")
    assert get(client, f"pages/{translated.pk}/")["meta"]["locale"] == "en"
    assert get(client, "pages/?locale=en")["count"] == 2


def test_blocks_are_told_apart_by_their_type(client: Client) -> None:
    heading = block("heading", {"text": "목적", "level": "3"})
    table = block(
        "table",
        {
            "columns": [{"type": "text", "heading": "구분"}, {"type": "number", "heading": "금액"}],
            "rows": [{"values": ["정회원", "20000"]}],
            "caption": "출연",
        },
    )
    steps = block("steps", {"title": "신청", "steps": [{"title": "쓰기", "text": "<p>글</p>"}]})
    body = body_of(client, page_with(heading, table, steps))
    assert body[0] == heading
    assert body[1]["value"] == {
        "caption": "출연",
        "columns": [{"type": "text", "heading": "구분"}, {"type": "number", "heading": "금액"}],
        "rows": [[{"type": "text", "value": "정회원"}, {"type": "number", "value": "20000"}]],
    }
    assert body[2]["value"]["steps"] == [{"title": "쓰기", "text": "<p>글</p>"}]


def test_blocks_bring_their_pictures_documents_and_pages(client: Client) -> None:
    picture, document, target = ImageFactory(), DocumentFactory(), StandardPageFactory()
    shown = {"image": {"image": picture.pk, "alt_text": "모임", "decorative": False}, "caption": ""}
    page = page_with(
        block("image", shown),
        block("document", {"document": document.pk, "label": "정관"}),
        block("button", {"label": "더 보기", "page": target.pk, "url": ""}),
    )
    image, file, button = [each["value"] for each in body_of(client, page)]
    assert image["image"]["alt"] == "모임"
    assert image["image"]["url"].startswith("http://testserver/media/")
    assert [each["name"] for each in image["image"]["renditions"]] == ["small", "large"]
    assert file["document"]["bytes"] == len(b"%PDF-1.7 test")
    assert len(file["document"]["sha256"]) == 64
    assert button["page"]["title"] == target.title


def test_what_is_private_is_missing_where_blocks_refer_to_it(client: Client) -> None:
    collection = private_collection()
    picture = ImageFactory(collection=collection, title="비밀 사진")
    document = DocumentFactory(collection=collection, title="비밀 문서")
    target = StandardPageFactory(title="비밀 쪽", live=False)
    links = (
        f'<p><a linktype="page" id="{target.pk}">쪽</a>'
        f'<a linktype="document" id="{document.pk}">문서</a></p>'
    )
    page = page_with(
        block("image", {"image": {"image": picture.pk, "alt_text": ""}, "caption": ""}),
        block("document", {"document": document.pk, "label": ""}),
        block("button", {"label": "더 보기", "page": target.pk, "url": ""}),
        block("paragraph", links),
    )
    values = [each["value"] for each in body_of(client, page)]
    assert values[0]["image"] is values[1]["document"] is values[2]["page"] is None
    assert values[3] == "<p><a>쪽</a><a>문서</a></p>"
    assert "비밀" not in client.get(f"/api/v1/pages/{page.pk}/").content.decode()


def test_rich_text_is_final_html_or_markdown(client: Client) -> None:
    target = StandardPageFactory.create(slug="purpose")
    page = page_with(
        block("paragraph", f'<p>굵게 <b>함께</b> <a linktype="page" id="{target.pk}">목적</a></p>')
    )
    url = "http://testserver/purpose/"
    assert body_of(client, page)[0]["value"] == f'<p>굵게 <b>함께</b> <a href="{url}">목적</a></p>'
    text = body_of(client, page, "?rich_text_format=markdown")[0]["value"]
    assert text == f"굵게 **함께** [목적]({url})"


def test_rich_text_that_code_stored_does_no_harm(client: Client) -> None:
    page = page_with(
        block("paragraph", '<p onclick="x()">글<script>x()</script><a href="javascript:x()">a</a>')
    )
    assert body_of(client, page)[0]["value"] == "<p>글<a>a</a></p>"


def test_block_that_the_code_no_longer_knows_is_left_out(client: Client) -> None:
    page = page_with(block("heading", {"text": "남음"}))
    StandardPageFactory._meta.model.objects.filter(pk=page.pk).update(
        body=[block("gone", 1), block("heading", {"text": "남음"})]
    )
    assert body_of(client, page)[0]["value"] == {"text": "남음", "level": "2"}


def test_page_is_found_by_its_address_on_the_site(client: Client) -> None:
    page = StandardPageFactory.create(slug="purpose")
    assert get(client, "pages/find/?html_path=/purpose/")["id"] == page.pk
    assert get(client, "pages/find/?html_path=/purpose")["id"] == page.pk
    assert get(client, "pages/find/?html_path=/")["id"] == site_home().pk
    missing = get(client, "pages/find/?html_path=/nothing/", 404)
    page.unpublish()
    assert get(client, "pages/find/?html_path=/purpose/", 404) == missing


@pytest.mark.parametrize("query", ["", "?html_path=purpose", "?html_path=", "?html_path=/%00"])
def test_address_that_is_none_is_a_named_problem(client: Client, query: str) -> None:
    answer = get(client, f"pages/find/{query}", 422)
    assert answer["errors"][0]["parameter"] == "html_path"


def test_translated_page_is_found_at_its_own_address(client: Client) -> None:
    site_home().copy_for_translation(
        Locale.objects.get_or_create(language_code="en")[0]
    ).save_revision().publish()
    assert get(client, "pages/find/?html_path=/en/")["meta"]["locale"] == "en"


def test_navigation_is_a_tree_of_what_menus_show(client: Client) -> None:
    shown = StandardPageFactory.create(title="소개", show_in_menus=True)
    below = StandardPageFactory.create(title="목적", show_in_menus=True, parent=shown)
    StandardPageFactory.create(title="안 보임", parent=shown)
    hidden = StandardPageFactory.create(title="비공개", show_in_menus=True)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    answer = get(client, "navigation/")
    assert answer["home"]["id"] == site_home().pk
    assert [item["title"] for item in answer["items"]] == ["소개"]
    assert [item["id"] for item in answer["items"][0]["children"]] == [below.pk]
    assert get(client, "navigation/?depth=1")["items"][0]["children"] == []


def test_service_document_leads_to_every_resource(client: Client) -> None:
    site_home()
    answer = get(client, "")
    names = [resource["name"] for resource in answer["resources"]]
    assert names == ["history", "programs", "publications", "members", "pages"]
    for resource in answer["resources"]:
        assert client.get(resource["url"]).status_code == 200
    for name, url in answer["links"].items():
        asked = {"q": "협동"} if name == "search" else {}
        assert client.get(url, asked).status_code == 200
    assert [export["name"] for export in answer["exports"]] == ["members.csv", "members.geojson"]
    for export in answer["exports"]:
        content_type = client.get(export["url"])["Content-Type"]
        assert content_type.split(";")[0] == export["media_type"]


def test_service_document_says_from_where_to_follow(client: Client) -> None:
    StandardPageFactory.create(title="먼저")
    cursor = get(client, "")["cursor"]
    assert get(client, f"changes/?since={cursor}")["items"] == []
    later = StandardPageFactory.create(title="나중")
    (change,) = get(client, f"changes/?since={cursor}")["items"]
    assert change["id"] == later.pk
    assert get(client, "")["cursor"] != cursor


def test_service_document_costs_the_same_whatever_there_is(client: Client) -> None:
    site_home()
    get(client, "")
    with CaptureQueriesContext(connection) as few:
        get(client, "")
    MemberFactory.create_batch(5)
    get(client, "")
    with CaptureQueriesContext(connection) as many:
        get(client, "")
    assert len(few) == len(many) <= 4


def test_page_of_another_site_is_no_part_of_this_one(client: Client) -> None:
    inner = StandardPageFactory.create()
    Site.objects.create(hostname="other.example", root_page=inner)
    below = StandardPageFactory.create(parent=inner)
    ids = {item["id"] for item in get(client, "pages/")["items"]}
    assert not {inner.pk, below.pk} & ids
    get(client, f"pages/{below.pk}/", 404)


@pytest.mark.parametrize("query", ["child_of", "descendant_of"])
def test_pages_below_another_are_found_where_that_one_is_public(client: Client, query: str) -> None:
    above = StandardPageFactory.create()
    child = StandardPageFactory.create(parent=above)
    assert [item["id"] for item in get(client, f"pages/?{query}={above.pk}")["items"]] == [child.pk]
    nothing = get(client, f"pages/?{query}=99999")
    Page.objects.filter(pk=above.pk).update(expire_at=timezone.now())
    assert get(client, f"pages/?{query}={above.pk}") == nothing
    Page.objects.filter(pk=above.pk).update(expire_at=None)
    above.unpublish()
    assert get(client, f"pages/?{query}={above.pk}") == nothing


def test_history_leads_only_to_pages_that_are_public(client: Client) -> None:
    history = HistoryPageFactory.create()
    open_page, hidden = StandardPageFactory.create(), StandardPageFactory.create(live=False)
    HistoryEntryFactory.create(page=history, link_page=open_page, date=datetime.date(2012, 1, 1))
    HistoryEntryFactory.create(page=history, link_page=hidden)
    entries = get(client, f"history/{history.pk}/")["entries"]
    assert [entry["link"] for entry in entries] == [
        open_page.full_url.replace("localhost", "testserver"),
        None,
    ]


def test_program_gives_its_body_as_blocks(client: Client) -> None:
    program = ProgramPageFactory.create(body=[block("quote", {"text": "함께", "source": ""})])
    answer = get(client, f"programs/{program.pk}/")
    assert answer["body"][0]["value"] == {"text": "함께", "source": ""}
    assert answer["status"] == {"code": "running", "name": "진행 중"}


def test_filters_of_pages_join(client: Client) -> None:
    page = StandardPageFactory.create(show_in_menus=True)
    PolicyReportPageFactory.create()
    tomorrow = (timezone.now() + datetime.timedelta(days=1)).isoformat().replace("+", "%2B")
    kinds = "type=home.StandardPage&type=home.HomePage"
    assert get(client, f"pages/?{kinds}&show_in_menus=true")["items"][0]["id"] == page.pk
    assert get(client, f"pages/?first_published_at_from={tomorrow}")["count"] == 0
    answer = get(client, "pages/?type=nothing.Page", 422)
    assert "home.StandardPage" in answer["errors"][0]["allowed"]
