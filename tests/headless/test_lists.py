"""Lists of the delivery API: filters, ranges, order, fields, facets, search, and their cost."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publications.models import (
    IndicatorValue,
    PolicyArea,
    PolicyRecommendation,
    PublicationContributor,
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
    PublicationFileFactory,
    SectorFactory,
    SocialValueReportPageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


def ids(answer: dict[str, Any]) -> list[int]:
    return [item["id"] for item in answer["items"]]


def test_several_values_of_a_filter_are_joined_by_or(client: Client) -> None:
    first = MemberFactory.create(district="11500", name="가")
    second = MemberFactory.create(district="11620", name="나", category=first.category)
    MemberFactory.create(district="11110", category=first.category)
    assert ids(get(client, "members/?district=11500&district=11620")) == [first.pk, second.pk]


def test_object_that_fits_twice_stands_once(client: Client) -> None:
    sectors = SectorFactory.create_batch(2)
    member = MemberFactory.create(sectors=sectors)
    answer = get(client, f"members/?sector={sectors[0].slug}&sector={sectors[1].slug}")
    assert (answer["count"], ids(answer)) == (1, [member.pk])


def test_ranges_include_both_ends(client: Client) -> None:
    for year in (2012, 2013, 2014):
        MemberFactory.create(founded_on=datetime.date(year, 5, 1), name=str(year))
    answer = get(client, "members/?founded_from=2012-05-01&founded_to=2013-05-01")
    assert sorted(item["title"] for item in answer["items"]) == ["2012", "2013"]


def test_order_puts_what_is_empty_last(client: Client) -> None:
    old = PolicyReportPageFactory.create(published_on=datetime.date(2012, 1, 1))
    new = PolicyReportPageFactory.create(published_on=datetime.date(2020, 1, 1))
    undated = PolicyReportPageFactory.create()
    assert ids(get(client, "publications/?order=published_on")) == [old.pk, new.pk, undated.pk]
    assert ids(get(client, "publications/?order=-published_on")) == [new.pk, old.pk, undated.pk]


def test_second_order_settles_what_the_first_leaves_open(client: Client) -> None:
    days = [datetime.date(2012, 1, 1), datetime.date(2020, 1, 1)]
    oldest, newest = (MemberFactory.create(name="나", founded_on=day) for day in days)
    first = MemberFactory.create(name="가", founded_on=days[0])
    asked = get(client, "members/?order=name,-founded_on")
    assert ids(asked) == [first.pk, newest.pk, oldest.pk]
    assert ids(get(client, "members/?order=-founded_on&order=name")) == [
        newest.pk, first.pk, oldest.pk,
    ]  # fmt: skip


def test_only_the_wanted_fields_are_given(client: Client) -> None:
    member = MemberFactory.create()
    (item,) = get(client, "members/?fields=title,district")["items"]
    assert set(item) == {"id", "meta", "title", "district"}
    assert set(get(client, f"members/{member.pk}/?fields=phone")) == {"id", "meta", "phone"}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("fields=secret", "fields"), ("order=password", "order"), ("facets=contacts", "facets"),
     ("founded_from=yesterday", "founded_from"), ("district=1", "district"),
     ("status=withdrawn", "status"), ("limit=1&limit=2", "limit"),
     ("founded_from=0", "founded_from")],
)  # fmt: skip
def test_what_does_not_fit_is_named(client: Client, query: str, parameter: str) -> None:
    answer = get(client, f"members/?{query}", 422)
    assert {error["parameter"] for error in answer["errors"]} == {parameter}


@pytest.mark.parametrize("moment", ["2017", "-1.5", "1e9"])
def test_number_is_no_moment(client: Client, moment: str) -> None:
    (error,) = get(client, f"pages/?first_published_at_from={moment}", 422)["errors"]
    assert error["parameter"] == "first_published_at_from"


def test_moments_may_lie_at_the_ends_of_time(client: Client) -> None:
    page = StandardPageFactory.create(first_published_at=timezone.now())
    for first in ("0001-01-01", "0001-01-01T00:00:00%2B14:00"):
        assert page.pk in ids(get(client, f"pages/?first_published_at_from={first}"))
    last = "9999-12-31T23:59:59-14:00"
    assert page.pk in ids(get(client, f"pages/?first_published_at_to={last}"))


def test_moment_without_time_zone_is_the_site_s(client: Client) -> None:
    published = datetime.datetime(2020, 1, 1, 15, tzinfo=datetime.UTC)
    page = StandardPageFactory.create(first_published_at=published)
    pages = "pages/?type=home.StandardPage&first_published_at_from="
    assert ids(get(client, f"{pages}2020-01-02")) == [page.pk]
    assert ids(get(client, f"{pages}2020-01-02T00:00:01")) == []


@pytest.mark.parametrize(
    ("query", "allowed"), [("order=password", "'founded_on'"), ("status=left", "'dormant'")]
)
def test_problem_says_what_is_allowed(client: Client, query: str, allowed: str) -> None:
    (error,) = get(client, f"members/?{query}", 422)["errors"]
    assert allowed in error["allowed"]


def test_facets_count_what_each_value_would_find(client: Client) -> None:
    category = MemberFactory.create(district="11500", legal_form="cooperative").category
    MemberFactory.create(district="11620", legal_form="cooperative", category=category)
    MemberFactory.create(district="11620", legal_form="section", category=category)
    MemberFactory.create(district="11620", legal_form="section", live=False)
    facets = get(client, "members/?facets=district,category&district=11500&legal_form=cooperative")
    assert facets["count"] == 1
    assert facets["facets"] == {
        "district": [
            {"value": "11500", "name": "강서구", "count": 1},
            {"value": "11620", "name": "관악구", "count": 1},
        ],
        "category": [{"value": category.slug, "name": category.name, "count": 1}],
    }


def test_facet_of_types_counts_publications(client: Client) -> None:
    PolicyReportPageFactory.create()
    facets = get(client, "publications/?facets=type")["facets"]
    assert facets["type"] == [
        {"value": "publications.PolicyReportPage", "name": "정책 보고서", "count": 1}
    ]


def test_search_joins_filters_order_and_facets(client: Client) -> None:
    first = PolicyReportPageFactory.create(title="협동조합 조달", language="ko")
    second = PolicyReportPageFactory.create(title="협동조합 금융", language="en")
    PolicyReportPageFactory.create(title="주거")
    answer = get(client, "publications/?search=협동조합&order=title&facets=language")
    assert ids(answer) == [second.pk, first.pk]
    counts = {value["value"]: value["count"] for value in answer["facets"]["language"]}
    assert counts == {"ko": 1, "en": 1}
    assert ids(get(client, "publications/?search=협동조합&language=ko")) == [first.pk]


@pytest.mark.parametrize(
    "text", ['"', "제1조(목적)", "(주)", "C%2B%2B", "%0A", "협동조합 AND", "*", "ㅎㅅㄹ", "   "]
)
def test_no_search_is_too_odd(client: Client, text: str) -> None:
    MemberFactory.create()
    get(client, f"members/?search={text}&facets=district")


def test_pages_of_a_filtered_list_keep_every_value(client: Client) -> None:
    first = MemberFactory.create(district="11500")
    MemberFactory.create(district="11620", category=first.category)
    answer = get(client, "members/?district=11500&district=11620&limit=1")
    assert answer["next"] == (
        "http://testserver/api/v1/members/?district=11500&district=11620&limit=1&offset=1"
    )


def full_report(number: int) -> Any:
    """A policy report with everything that one can have."""
    series = PublicationSeries.objects.get_or_create(name="총서", slug="series")[0]
    area = PolicyArea.objects.get_or_create(name="조달", slug="procurement")[0]
    cover = ImageFactory()
    body = [
        {"type": "heading", "value": {"text": "머리", "level": "2"}},
        {"type": "image", "value": {"image": cover.pk, "alt_text": "그림"}},
        {"type": "document", "value": {"document": DocumentFactory().pk}},
        {"type": "paragraph", "value": f'<p><a linktype="page" id="{number + 2}">쪽</a></p>'},
    ]
    report = PolicyReportPageFactory.create(
        series=series, issue_number=number + 1, cover=cover, body=body, listing_image=cover
    )
    report.policy_areas = [area]
    report.tags.add("조달", "정책")
    report.save()
    PublicationFileFactory.create(publication=report)
    PublicationContributor.objects.create(publication=report, member=MemberFactory.create())
    PolicyRecommendation.objects.create(report=report, title="사라", addressee="시")
    return report


def full_social_report(number: int) -> Any:
    report = SocialValueReportPageFactory.create(organisation=MemberFactory.create())
    indicator = SocialValueIndicator.objects.create(report=report, name="고용")
    IndicatorValue.objects.create(indicator=indicator, period="2025", value=number)
    return report


def mixed_pages(number: int) -> None:
    """One page of each type, every time."""
    full_report(number)
    full_social_report(number)
    StandardPageFactory.create(listing_image=ImageFactory())
    full_program(number)
    if not number:
        HistoryEntryFactory.create(page=HistoryPageFactory.create(), image=ImageFactory())


def full_program(number: int) -> None:
    program = ProgramPageFactory.create(number=number + 1)
    program.partners.create(member=MemberFactory.create())
    program.related_publications.create(publication=PolicyReportPageFactory.create())
    program.tags.add("금융")
    program.save()


def full_member(number: int) -> None:
    parent = MemberFactory.create(logo=ImageFactory(), name=f"가 {number}")
    member = MemberFactory.create(parent=parent, logo=ImageFactory(), name=f"나 {number}")
    MemberFactory._meta.model.objects.filter(pk=parent.pk).update(parent=member)
    member.sectors.set([SectorFactory.create()])
    member.tags.add("돌봄")
    member.former_names.create(name="옛 이름")
    member.save()


@pytest.mark.parametrize(
    ("path", "make", "most"),
    [
        ("members/", full_member, 10),
        ("programs/", full_program, 10),
        ("publications/?type=publications.PolicyReportPage", full_report, 25),
        ("publications/?type=publications.SocialValueReportPage", full_social_report, 25),
        ("pages/?type=publications.PolicyReportPage", full_report, 25),
        ("pages/?type=home.ProgramPage", full_program, 25),
    ],
)
def test_list_costs_the_same_queries_at_limit_1_and_100(
    client: Client, path: str, make: Callable[[int], Any], most: int
) -> None:
    for number in range(5):
        make(number)
    mark = "&" if "?" in path else "?"
    one = queries(client, f"{path}{mark}limit=1")
    assert queries(client, f"{path}{mark}limit=100") == one <= most


def test_history_costs_the_same_queries_with_many_entries(client: Client) -> None:
    page = HistoryPageFactory.create()
    HistoryEntryFactory.create(page=page, image=ImageFactory())
    one = queries(client, "history/?limit=1")
    for _number in range(5):
        HistoryEntryFactory.create(page=page, image=ImageFactory(), link_page=page)
    assert queries(client, "history/?limit=100") == one <= 10


def test_navigation_costs_the_same_queries_for_many_pages(client: Client) -> None:
    StandardPageFactory.create(show_in_menus=True)
    one = queries(client, "navigation/")
    StandardPageFactory.create_batch(5, show_in_menus=True)
    assert queries(client, "navigation/") == one <= 10


def test_all_types_together_stay_below_the_bound(client: Client) -> None:
    for number in range(2):
        mixed_pages(number)
    assert queries(client, "pages/?limit=100") <= 25
    assert queries(client, "publications/?limit=100") <= 25


def test_a_hundred_full_publications_come_in_one_answer(client: Client) -> None:
    PolicyReportPageFactory.create_batch(101)
    answer = get(client, "publications/?limit=100")
    assert (answer["count"], len(answer["items"])) == (101, 100)


def queries(client: Client, path: str) -> int:
    get(client, path)
    with CaptureQueriesContext(connection) as captured:
        get(client, path)
    return len(captured)
