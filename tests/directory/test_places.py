"""Where members are, where they were, and where they are no more."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale, ReferenceIndex

from directory.district_centres import CENTRES
from directory.districts import District
from directory.geojson import feature_collection
from directory.models import Member
from publications.models import PublicationIndexPage
from tests.counting import queries_of
from tests.directory.test_imports import written
from tests.factories import (
    DirectoryPageFactory,
    MemberContactFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    only_child,
)
from tests.pages import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(db: None) -> Any:
    return DirectoryPageFactory.create()


def test_every_district_has_a_centre_in_seoul() -> None:
    assert set(CENTRES) == set(District.values)
    assert all(37.4 < lat < 37.72 and 126.75 < lon < 127.2 for lat, lon in CENTRES.values())


def test_geojson_marks_what_is_only_the_districts_centre(client: Client, directory: Any) -> None:
    exact = MemberFactory.create(
        name="정확", latitude=Decimal("37.608"), longitude=Decimal("126.933"), district="11380"
    )
    rough = MemberFactory.create(name="대강", district="11380")
    MemberFactory.create(name="서울전체")
    answer = client.get(f"{directory.url}download/geojson/")
    assert answer["Content-Type"] == "application/geo+json"
    features = {each["id"]: each for each in answer.json()["features"]}
    assert set(features) == {exact.pk, rough.pk}
    assert features[exact.pk]["geometry"] == {"type": "Point", "coordinates": [126.933, 37.608]}
    assert features[exact.pk]["properties"]["precision"] == "exact"
    latitude, longitude = CENTRES["11380"]
    assert features[rough.pk]["geometry"]["coordinates"] == [longitude, latitude]
    assert features[rough.pk]["properties"]["precision"] == "district-centre"
    assert features[rough.pk]["properties"]["url"].startswith("http://")


def test_geojson_is_filtered_like_the_list(client: Client, directory: Any) -> None:
    MemberFactory.create(name="은평", district="11380")
    MemberFactory.create(name="강서", district="11500")
    answer = client.get(f"{directory.url}download/geojson/", {"district": "11500"}).json()
    assert [each["properties"]["name"] for each in answer["features"]] == ["강서"]


def test_geojson_costs_the_same_for_more_members(client: Client, directory: Any) -> None:
    MemberFactory.create_batch(3, district="11380")
    few = queries_of(client, f"{directory.url}download/geojson/")
    MemberFactory.create_batch(9, district="11380")
    assert queries_of(client, f"{directory.url}download/geojson/") == few


def test_feature_collection_works_without_a_request() -> None:
    MemberFactory.create(district="11380")
    assert len(feature_collection(Member.objects.select_related("category"))["features"]) == 1


def test_former_names_lead_to_the_member(client: Client, directory: Any) -> None:
    member = MemberFactory.create(name="새 이름")
    member.former_names.create(name="옛 이름")
    member.save()
    answer = client.get(f"{directory.url}옛-이름/")
    assert answer.status_code == 301
    assert client.get(answer["Location"]).context["member"] == member


def test_former_name_of_two_members_leads_to_neither(client: Client, directory: Any) -> None:
    for member in MemberFactory.create_batch(2):
        member.former_names.create(name="옛 이름")
        member.save()
    assert client.get(f"{directory.url}옛-이름/").status_code == 404


def test_former_name_of_a_hidden_member_leads_nowhere(client: Client, directory: Any) -> None:
    hidden = MemberFactory.create(live=False)
    hidden.former_names.create(name="옛 이름")
    hidden.save()
    assert client.get(f"{directory.url}옛-이름/").status_code == 404


def moved(member: Member, slug: str) -> None:
    """Give the member another address the way an editor does."""
    member.slug = slug
    member.save_revision().publish()
    member.refresh_from_db()


def test_a_former_address_leads_to_the_member_without_a_former_name(
    client: Client, directory: Any
) -> None:
    member = MemberFactory.create(slug="first")
    moved(member, "second")
    moved(member, "세-번째")
    for slug in ("first", "second"):
        answer = client.get(f"{directory.url}{slug}/")
        assert answer.status_code == 301
        assert answer["Location"] == member.url
        shown = client.get(f"/api/v1/members/{slug}/").json()
        assert (shown["id"], shown["meta"]["slug"]) == (member.pk, "세-번째")


def test_a_former_address_that_another_member_took_is_the_others(
    client: Client, directory: Any
) -> None:
    first, second = MemberFactory.create(slug="one"), MemberFactory.create(slug="two")
    moved(first, "eins")
    moved(second, "one")
    assert client.get(f"{directory.url}one/").context["member"] == second
    assert client.get("/api/v1/members/one/").json()["id"] == second.pk
    moved(second, "zwei")
    assert client.get(f"{directory.url}one/")["Location"] == second.url
    moved(first, "one")
    assert client.get(f"{directory.url}one/").context["member"] == first


def test_no_address_of_a_draft_is_kept_nor_leads_to_one(client: Client, directory: Any) -> None:
    draft = MemberFactory.create(slug="draft", live=False)
    draft.slug = "other"
    draft.save()
    hidden = MemberFactory.create(slug="shown")
    moved(hidden, "later")
    hidden.unpublish()
    for slug in ("draft", "shown", "later"):
        assert client.get(f"{directory.url}{slug}/").status_code == 404
        assert client.get(f"/api/v1/members/{slug}/").status_code == 404


def test_an_import_that_changes_addresses_keeps_the_former_ones(
    client: Client, directory: Any
) -> None:
    member = MemberFactory.create(slug="first")
    written([["관리번호", "주소 이름"], [member.key, "second"]], mapping={"0": "key", "1": "slug"})
    assert client.get(f"{directory.url}second/").context["member"] == member
    assert client.get(f"{directory.url}first/").status_code == 301


def test_the_former_address_of_a_member_that_left_says_so(client: Client, directory: Any) -> None:
    member = MemberFactory.create(slug="first", name="떠난조합")
    moved(member, "second")
    member.status, member.left_on = "withdrawn", datetime.date(2025, 3, 1)
    member.save_revision().publish()
    for slug in ("first", "second"):
        answer = client.get(f"{directory.url}{slug}/")
        assert answer.status_code == 410
        assert "떠난조합" in answer.content.decode()


def test_a_member_with_a_former_address_can_be_deleted_without_a_warning() -> None:
    member = MemberFactory.create(slug="first")
    moved(member, "second")
    assert not ReferenceIndex.get_references_to(member).exists()
    member.delete()


LEFT = "떠나간조합"


@pytest.fixture
def gone(db: None) -> Member:
    """A member that was public with all that can be said of it, and left."""
    member: Member = MemberFactory.create(
        name=LEFT, name_en="Gone Cooperative", short_name="떠간", slug="gone-member",
        district="11380", phone="02-351-3168", email="gone@example.org",
        address="은평구 어딘가 1", website="https://gone.example.org",
        business_number="124-81-00998", latitude=Decimal("37.608"), longitude=Decimal("126.933"),
        introduction="<p>지난 소개</p>", products_and_services="<p>지난 반찬</p>",
        social_links=[("link", {"label": "옛 블로그", "url": "https://blog.gone.example.org/"})],
        parent=MemberFactory.create(name="본부조합"),
    )  # fmt: skip
    member.former_names.create(name="옛이름조합")
    member.save()
    MemberContactFactory.create(member=member, name="홍길동담당", email="person@example.org")
    member.status, member.left_on = "withdrawn", datetime.date(2025, 3, 1)
    member.save_revision().publish()
    return member


# What of it must stand nowhere any more.
SECRETS = (
    "02-351-3168", "+82-2-351-3168", "gone@example.org", "어딘가", "gone.example.org",
    "124-81-00998", "37.608", "126.933", "지난 소개", "지난 반찬", "옛 블로그", "홍길동담당",
    "person@example.org", "옛이름조합",
)  # fmt: skip


@pytest.mark.parametrize("language", ["ko", "en"])
def test_member_that_left_answers_410_with_name_and_day_alone(
    client: Client, directory: Any, gone: Member, language: str
) -> None:
    if language == "en":
        directory.copy_for_translation(
            Locale.objects.get_or_create(language_code="en")[0], copy_parents=True
        ).save_revision().publish()
    address = {"ko": f"{directory.url}{gone.slug}/", "en": f"/en/directory/{gone.slug}/"}[language]
    answer = client.get(address)
    assert answer.status_code == 410
    assert answer["X-Robots-Tag"] == "noindex"
    main = BeautifulSoup(answer.content, "html.parser").select_one("main")
    assert main is not None
    text = main.get_text(" ", strip=True)
    assert (LEFT if language == "ko" else "Gone Cooperative") in text
    assert ("2025년 3월 1일" if language == "ko" else "March 1, 2025") in text
    whole = answer.content.decode()
    assert not [secret for secret in SECRETS if secret in whole]


@pytest.mark.parametrize(
    "path",
    [
        "/directory/", "/directory/?order=name", "/directory/?q=떠나간", "/directory/?q=ㄸㄴㄱ",
        "/directory/?district=11380", "/directory/download/csv/", "/directory/download/geojson/",
        "/search/?q=떠간", "/search/?q=떠나간", "/search/?q=gone", "/sitemap.xml",
        "/api/v1/members/?limit=100", "/api/v1/members/?search=떠나간", "/api/v1/members.csv",
        "/api/v1/members.geojson", "/api/v1/search/?q=떠나간조합",
        "/api/v1/members/?facets=district", "/publications/feeds/rss/",
        "/publications/feeds/atom/", "/publications/feeds/json/", "/directory/본부조합/",
    ],
)  # fmt: skip
def test_member_that_left_stands_in_no_list(
    client: Client, directory: Any, gone: Member, path: str
) -> None:
    MemberFactory.create(name="남은조합", district="11380")
    only_child(PublicationIndexPage, "publications")
    answer = client.get(path)
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    text = content.decode()
    for secret in (*SECRETS, gone.slug, f"/members/{gone.pk}/", f'"id":{gone.pk},'):
        assert secret not in text
    assert LEFT not in text


def test_member_that_left_is_told_of_by_no_object_and_by_a_tombstone(
    client: Client, directory: Any, gone: Member
) -> None:
    for key in (gone.pk, gone.slug):
        assert client.get(f"/api/v1/members/{key}/").status_code == 404
    changes = client.get("/api/v1/changes/?include=object&limit=100").json()["items"]
    told = [each for each in changes if each["id"] == gone.pk and "Member" in each["type"]]
    assert not [each for each in told if each.get("object")]
    assert {each["action"] for each in told} <= {"unpublished", "deleted"}


def test_a_members_page_lists_reports_programs_and_its_own_members(
    client: Client, directory: Any
) -> None:
    council = MemberFactory.create(name="협의회", slug="council")
    MemberFactory.create(name="소속조합", parent=council)
    MemberFactory.create(name="숨은조합", parent=council, live=False)
    report = PolicyReportPageFactory.create(title="기여 보고서")
    report.contributors.create(member=council)
    report.save()
    program = ProgramPageFactory.create(title="함께 사업")
    program.partners.create(member=council)
    program.save()
    headings = {
        section.h2.get_text(): section.get_text()
        for section in visit(client, f"{directory.url}council/").select("section")
        if section.h2
    }
    assert "기여 보고서" in " ".join(headings.values())
    assert "함께 사업" in " ".join(headings.values())
    assert "소속조합" in headings["소속 회원"]
    assert "숨은조합" not in headings["소속 회원"]
