"""The delivery API, asked over HTTP as a partner portal asks it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from home.models import HistoryOrder
from tests.factories import (
    DirectoryPageFactory,
    HistoryEntryFactory,
    HistoryPageFactory,
    MemberContactFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    PublicationFileFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


def names(answer: dict[str, Any]) -> list[str]:
    return [item["title"] for item in answer["items"]]


def test_members_stand_in_the_order_of_the_keys_of_their_names(client: Client) -> None:
    category = MemberFactory.create(name="(사)한국협동조합연구소").category
    MemberFactory.create(name="모아사회적협동조합", category=category)
    MemberFactory.create(name="가치더함사회적협동조합", category=category)
    assert names(get(client, "members/")) == [
        "가치더함사회적협동조합",
        "모아사회적협동조합",
        "(사)한국협동조합연구소",
    ]


def test_member_is_found_by_its_id_and_by_its_slug(client: Client) -> None:
    member = MemberFactory.create(name="한살림서울생활협동조합")
    by_id = get(client, f"members/{member.pk}/")
    assert by_id["title"] == "한살림서울생활협동조합"
    assert by_id == get(client, f"members/{member.slug}/")


def test_id_goes_before_a_slug_of_digits(client: Client) -> None:
    first = MemberFactory.create()
    MemberFactory.create(slug=str(first.pk))
    assert get(client, f"members/{first.pk}/")["id"] == first.pk


def test_relations_are_expanded(client: Client) -> None:
    parent = MemberFactory.create(name="서울교육협동조합연합회")
    child = MemberFactory.create(parent=parent, district="11500")
    answer = get(client, f"members/{child.pk}/")
    assert answer["district"] == {"code": "11500", "name": "강서구"}
    assert answer["category"]["standing"] == {"code": "full", "name": "정회원"}
    assert answer["parent"] == {
        "id": parent.pk,
        "type": "directory.Member",
        "title": "서울교육협동조합연합회",
        "detail_url": f"http://testserver/api/v1/members/{parent.pk}/",
        "html_url": None,
    }


def test_names_of_codes_follow_the_locale(client: Client) -> None:
    member = MemberFactory.create(district="11500")
    answer = get(client, f"members/{member.pk}/?locale=en")
    assert answer["district"]["name"] == "Gangseo-gu"
    assert answer["category"]["standing"]["name"] == "Full member"


def test_browser_language_does_not_change_an_answer(client: Client) -> None:
    member = MemberFactory.create(district="11500")
    response = client.get(f"/api/v1/members/{member.pk}/", headers={"accept-language": "en"})
    assert response.json()["district"]["name"] == "강서구"


def test_answer_says_in_which_language_it_is(client: Client) -> None:
    member = MemberFactory.create()
    english = Locale.objects.get_or_create(language_code="en")[0]
    page = StandardPageFactory.create(locale=english)
    for path, language in {
        "members/": "ko",
        f"members/{member.pk}/?locale=en": "en",
        f"pages/{page.pk}/": "en",
        "docs/?locale=en": "en",
        "members/?locale=none": "en",
    }.items():
        assert client.get(f"/api/v1/{path}")["Content-Language"] == language, path


def test_html_address_leads_to_the_member_page(client: Client) -> None:
    DirectoryPageFactory.create()
    member = MemberFactory.create(slug="hansalim")
    answer = get(client, f"members/{member.pk}/")
    assert answer["meta"]["html_url"] == "http://testserver/directory/hansalim/"


@pytest.mark.parametrize(
    "hidden", [{"live": False}, {"expired": True}, {"status": "withdrawn"}], ids=str
)
def test_hidden_member_answers_like_a_missing_one(client: Client, hidden: dict[str, Any]) -> None:
    member = MemberFactory.create(**hidden)
    assert get(client, "members/")["count"] == 0
    by_id = get(client, f"members/{member.pk}/", 404)
    assert by_id == get(client, "members/no-such-member/", 404)


def test_hidden_parent_is_not_named(client: Client) -> None:
    child = MemberFactory.create(parent=MemberFactory.create(live=False))
    assert get(client, f"members/{child.pk}/")["parent"] is None


def test_contact_person_stands_in_no_answer(client: Client) -> None:
    contact = MemberContactFactory.create(
        name="홍길동", email="gildong@example.org", shared_with_partners=True
    )
    for path in ("members/", f"members/{contact.member.pk}/"):
        text = client.get(f"/api/v1/{path}").content.decode()
        assert "홍길동" not in text
        assert "gildong" not in text


def test_filters_narrow_the_list(client: Client) -> None:
    member = MemberFactory.create(district="11500", legal_form="cooperative")
    MemberFactory.create(district="11620", legal_form="cooperative", category=member.category)
    assert get(client, "members/?district=11500")["count"] == 1
    assert get(client, "members/?legal_form=cooperative")["count"] == 2
    assert get(client, f"members/?category={member.category.slug}&district=11620")["count"] == 1
    assert get(client, "members/?standing=associate")["count"] == 0
    assert get(client, f"members/?slug={member.slug}")["items"][0]["id"] == member.pk


def test_pages_of_a_list_lead_to_each_other(client: Client) -> None:
    category = MemberFactory.create().category
    MemberFactory.create_batch(4, category=category)
    first = get(client, "members/?limit=2&standing=full")
    assert first["count"] == 5
    assert first["previous"] is None
    seen, following = names(first), first["next"]
    while following:
        answer = client.get(following).json()
        seen, following = seen + names(answer), answer["next"]
    assert len(seen) == len(set(seen)) == 5
    assert answer["previous"] == "http://testserver/api/v1/members/?limit=2&standing=full&offset=2"


def test_unknown_parameter_is_named_with_what_is_allowed(client: Client) -> None:
    answer = get(client, "members/?region=11500", 422)
    assert answer["errors"] == [{"parameter": "region", "message": "Unknown parameter."}]
    assert "district" in answer["allowed"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "offset=-1", "offset=99999999999", "locale=xx",
     "district=99999", "standing=x", "legal_form="],
)  # fmt: skip
def test_malformed_parameter_is_named(client: Client, query: str) -> None:
    response = client.get(f"/api/v1/members/?{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "path",
    ["members/0/", "members/99999999999999999999/", "members/%00/", "members/%F0%9F%8C%8A/",
     "members/1%20or%201=1/", "nothing/", "members/1/2/"],
)  # fmt: skip
def test_no_address_answers_anything_but_a_problem(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["slug=%00", "category=a%00b", "tag=x&tag=%00"])
def test_nul_in_a_value_is_a_named_problem(client: Client, query: str) -> None:
    answer = get(client, f"members/?{query}", 422)
    assert answer["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(("query", "status"), [("q%00=1", 422), ("slug=%FF", 200)])
def test_odd_bytes_in_a_query_are_no_server_error(client: Client, query: str, status: int) -> None:
    get(client, f"members/?{query}", status)


def test_history_dates_are_as_exact_as_known(client: Client) -> None:
    page = HistoryPageFactory.create()
    for date, precision in [("2012-01-01", "year"), ("2013-06-01", "month"), ("2013-06-27", "day")]:
        HistoryEntryFactory.create(
            page=page, date=datetime.date.fromisoformat(date), precision=precision
        )
    (answer,) = get(client, "history/")["items"]
    assert [entry["date"] for entry in answer["entries"]] == ["2012", "2013-06", "2013-06-27"]


def test_history_follows_the_order_of_its_page(client: Client) -> None:
    page = HistoryPageFactory.create(order=HistoryOrder.NEWEST_FIRST)
    for year in (2012, 2018, 2013):
        HistoryEntryFactory.create(page=page, date=datetime.date(year, 1, 1), precision="year")
    (answer,) = get(client, "history/")["items"]
    assert [entry["date"] for entry in answer["entries"]] == ["2018", "2013", "2012"]


def test_publication_says_its_own_type_and_its_files(client: Client) -> None:
    file = PublicationFileFactory.create(label="전체 보고서")
    (answer,) = get(client, "publications/")["items"]
    assert answer["meta"]["type"] == "publications.PolicyReportPage"
    assert answer["files"][0]["label"] == "전체 보고서"
    assert answer["files"][0]["media_type"] == "application/pdf"
    assert answer["files"][0]["bytes"] == file.document.file.size
    download = client.get(answer["files"][0]["url"])
    assert download.getvalue() == b"%PDF-1.7 test"


def hide_by_draft(page: Any) -> None:
    page.unpublish()


def hide_by_expiry(page: Any) -> None:
    page.expire_at = timezone.now() - datetime.timedelta(seconds=1)
    page.save()


def hide_by_login(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def hide_by_group_of_parent(page: Any) -> None:
    restriction = PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type="groups"
    )
    restriction.groups.add(Group.objects.create(name="회원 전용"))


@pytest.mark.parametrize(
    "hide", [hide_by_draft, hide_by_expiry, hide_by_login, hide_by_group_of_parent]
)
@pytest.mark.parametrize(
    ("resource", "factory"),
    [("publications", PolicyReportPageFactory), ("programs", ProgramPageFactory)],
)
def test_hidden_page_answers_like_a_missing_one(
    client: Client, resource: str, factory: Any, hide: Any
) -> None:
    page = factory.create()
    assert get(client, f"{resource}/")["count"] == 1
    hide(page)
    assert get(client, f"{resource}/")["count"] == 0
    assert get(client, f"{resource}/{page.pk}/", 404) == get(client, f"{resource}/0/", 404)


def test_session_of_an_administrator_shows_no_more(admin: Client) -> None:
    PolicyReportPageFactory.create(live=False)
    assert get(admin, "publications/")["count"] == 0


@pytest.mark.parametrize("resource", ["members", "publications", "programs", "history"])
def test_a_list_costs_the_same_queries_at_any_length(client: Client, resource: str) -> None:
    make = {
        "members": MemberFactory.create,
        "publications": PublicationFileFactory.create,
        "programs": ProgramPageFactory.create,
        "history": HistoryEntryFactory.create,
    }[resource]
    if resource == "history":
        make(page=(page := HistoryPageFactory.create()))
    else:
        make()
    few = count_queries(client, resource)
    for _number in range(9):
        make(**({"page": page} if resource == "history" else {}))
    assert count_queries(client, resource) == few <= 16


def count_queries(client: Client, resource: str) -> int:
    client.get(f"/api/v1/{resource}/?limit=100")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        get(client, f"{resource}/?limit=100")
    return len(queries)


def test_openapi_document_describes_every_resource(client: Client) -> None:
    document = get(client, "openapi.json")
    assert document["openapi"].startswith("3.1")
    for resource in ("members", "history", "programs", "publications"):
        assert f"/api/v1/{resource}/" in document["paths"]
        assert f"/api/v1/{resource}/{{key}}/" in document["paths"]
    parameters = document["paths"]["/api/v1/members/"]["get"]["parameters"]
    assert {"limit", "offset", "locale", "district"} <= {item["name"] for item in parameters}
