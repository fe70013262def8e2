"""The search page: publications with the text inside their files, members, and other pages."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from content.models import SearchSynonym, UnansweredQuery
from directory.models import Member
from home.models import ProgramIndexPage
from publications.models import (
    ExtractedSection,
    ExtractedText,
    PolicyReportPage,
    PublicationFile,
    PublicationIndexPage,
)
from tests.counting import queries_of
from tests.factories import (
    DirectoryPageFactory,
    DocumentFactory,
    HistoryPageFactory,
    ImageFactory,
    MemberCategoryFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    PublicationFileFactory,
    SocialValueReportPageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db

INSIDE = "서로배움 공제기금은 조합원이 함께 마련한 안전망이다."


def visit(client: Client, **parameters: object) -> BeautifulSoup:
    response = client.get("/search/", parameters)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [title.get_text() for title in page.select(".result__title")]


def groups(page: BeautifulSoup) -> dict[str, list[str]]:
    return {section["aria-labelledby"]: titles(section) for section in page.select(".member-group")}


def message(page: BeautifulSoup) -> str:
    return " ".join(each.get_text(" ", strip=True) for each in page.select("[role=status]"))


def with_text(text: str, *, number: int = 1, media_type: str = "application/pdf") -> Any:
    """A public publication with a file in which `text` stands."""
    file: PublicationFile = PublicationFileFactory.create()
    found, _new = ExtractedText.objects.update_or_create(
        document=file.document, defaults={"status": "read", "media_type": media_type}
    )
    ExtractedSection.objects.filter(extracted_text=found).delete()
    ExtractedSection.objects.create(extracted_text=found, number=number, text=text)
    return PolicyReportPage.objects.get(pk=file.publication_id)


def test_what_was_found_stands_in_groups_by_kind(client: Client) -> None:
    DirectoryPageFactory.create()
    PolicyReportPageFactory.create(title="햇빛발전 보고서")
    MemberFactory.create(name="서울시민햇빛발전협동조합")
    StandardPageFactory.create(title="햇빛 안내")
    assert groups(visit(client, q="햇빛")) == {
        "publications": ["햇빛발전 보고서"],
        "members": ["서울시민햇빛발전협동조합"],
        "pages": ["햇빛 안내"],
    }


def test_text_inside_a_pdf_leads_to_its_publication_and_names_the_page(client: Client) -> None:
    report = with_text(INSIDE, number=7)
    page = visit(client, q="서로배움 공제기금")
    assert titles(page) == [report.title]
    name = report.files.get().document.filename
    assert f"{name}, 7쪽" in page.select_one(".result").get_text()
    assert "서로배움 공제기금" in " ".join(mark.get_text() for mark in page.select("p mark"))


def test_text_inside_another_file_names_the_file_alone(client: Client) -> None:
    report = with_text(INSIDE, media_type="application/hwp+zip")
    place = visit(client, q="서로배움").select(".result__meta")[-1]
    assert place.get_text() == report.files.get().document.filename


def test_words_in_the_title_come_before_words_inside_a_file(client: Client) -> None:
    inside = with_text("공제기금 공제기금 공제기금")
    named = PolicyReportPageFactory.create(title="공제기금 연구")
    assert titles(visit(client, q="공제기금")) == [named.title, inside.title]


def hide(report: PolicyReportPage, how: str) -> None:
    if how == "draft":
        report.unpublish()
    elif how == "private page":
        PageViewRestriction.objects.create(page=report, restriction_type="login")
    elif how == "expired":
        past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        Page.objects.filter(pk=report.pk).update(expire_at=past)
    elif how == "private collection":
        inner = Collection.get_first_root_node().add_child(name="안쪽")
        CollectionViewRestriction.objects.create(collection=inner, restriction_type="login")
        document = report.files.get().document
        document.collection = inner
        document.save()


@pytest.mark.parametrize("how", ["draft", "private page", "expired", "private collection"])
def test_text_inside_a_hidden_file_is_not_found_counted_or_quoted(client: Client, how: str) -> None:
    report = with_text(INSIDE)
    hide(report, how)
    page = visit(client, q="서로배움 공제기금")
    assert not titles(page)
    assert "안전망" not in page.get_text()
    assert not page.select(".facet")


def test_a_withdrawn_member_is_not_found(client: Client) -> None:
    DirectoryPageFactory.create()
    Member.objects.filter(pk=MemberFactory.create(name="떠난협동조합").pk).update(
        status="withdrawn"
    )
    assert not titles(visit(client, q="떠난협동조합"))


def test_initial_consonants_find_members(client: Client) -> None:
    DirectoryPageFactory.create()
    MemberFactory.create(name="한살림서울생활협동조합")
    assert titles(visit(client, q="ㅎㅅㄹ")) == ["한살림서울생활협동조합"]


def test_results_can_be_narrowed_to_a_kind_a_year_or_a_category(client: Client) -> None:
    DirectoryPageFactory.create()
    for number, year in enumerate((2023, 2024, 2024)):
        day = datetime.date(year, 5, 1)
        PolicyReportPageFactory.create(title=f"돌봄 {number}", published_on=day)
    category = MemberCategoryFactory.create(name="지역", slug="region")
    MemberFactory.create(name="돌봄협동조합", category=category)
    MemberFactory.create(name="돌봄나눔협동조합")
    StandardPageFactory.create(title="돌봄 안내")
    everything = visit(client, q="돌봄")
    offered = [" ".join(link.get_text(" ").split()) for link in everything.select(".facet__link")]
    assert {"발간물 3", "회원 2", "페이지 1", "2024년 2", "2023년 1", "지역 1"} <= set(offered)
    links = {
        link.select_one(".facet__label").get_text(): link["href"]
        for link in everything.select(".facet__link")
    }
    by_year = BeautifulSoup(client.get(f"{links['2023년']}").content, "html.parser")
    assert titles(by_year) == ["돌봄 0"]
    by_category = BeautifulSoup(client.get(f"{links['지역']}").content, "html.parser")
    assert titles(by_category) == ["돌봄협동조합"]
    assert set(groups(visit(client, q="돌봄", kind="pages"))) == {"pages"}


def test_a_kind_with_many_hits_is_paged(client: Client) -> None:
    for number in range(12):
        PolicyReportPageFactory.create(title=f"상호부조 {number}")
    everything = visit(client, q="상호부조")
    assert len(titles(everything)) == 5
    more = everything.select_one(".link-arrow")["href"]
    assert "kind=publications" in more
    first = visit(client, q="상호부조", kind="publications")
    second = visit(client, q="상호부조", kind="publications", p=2)
    assert len(titles(first)) == 10
    assert len({*titles(first), *titles(second)}) == 12


@pytest.mark.parametrize(
    "filters",
    [
        {"kind": "nonsense"}, {"year": "x"}, {"year": "99999999999"}, {"category": "<script>"},
        {"p": "-1"}, {"p": "x"}, {"p": "99999999999999999999"}, {"kind": "members", "p": "0"},
    ],
)  # fmt: skip
def test_filters_that_make_no_sense_are_let_go(client: Client, filters: dict[str, str]) -> None:
    PolicyReportPageFactory.create(title="상호부조")
    visit(client, q="상호부조", **filters)


ODD = [
    '"', "'", '""', '"제1조(목적)"', "(주)", "C++", "a\nb", "a\0b", "%", "_", "\\", "*", "?",
    "NEAR(a b)", "a AND", "OR", "NOT", "a:b", "title:가", "{a}", "^a", "a*", "-a", "+a",
    "가" * 10_000, "a" * 10_000, "🎉", "👩‍👩‍👧", "\u202eabc", "مرحبا", "'; DROP TABLE x; --",
    "<script>alert(1)</script>", "&amp;", "!!", "& | ! <->", "가 & 나", "ㄱ", "ㅏ", "\ud800",
    "﷽", " \t ", "é",
    "1/2", "½", "a'b",
]  # fmt: skip


def test_any_text_is_answered(client: Client) -> None:
    PolicyReportPageFactory.create(title="가나다")
    for text in ODD:
        page = visit(client, q=text.encode("utf-8", "replace").decode())
        assert page.select_one("h1").get_text() == "검색", text
        assert not page.select("main script"), text


def test_part_of_the_words_is_better_than_nothing_and_is_said(client: Client) -> None:
    PolicyReportPageFactory.create(title="공정무역 연구")
    page = visit(client, q="공정무역 코끼리")
    assert titles(page) == ["공정무역 연구"]
    assert "일부만" in message(page)


def test_a_long_word_is_shortened_and_that_is_said(client: Client) -> None:
    PolicyReportPageFactory.create(title="공정무역 연구")
    page = visit(client, q="공정무역해봐요")
    assert titles(page) == ["공정무역 연구"]
    assert "‘공정무역’" in message(page)
    assert "‘공정무역해봐요’" in message(page)


def test_a_number_is_not_shortened_to_another(client: Client) -> None:
    PolicyReportPageFactory.create(title="제20회 총회")
    PolicyReportPageFactory.create(title="2031 계획")
    assert titles(visit(client, q="2024")) == []
    assert titles(visit(client, q="2031년도")) == ["2031 계획"]


def test_searches_in_vain_are_noted_for_the_staff(client: Client) -> None:
    visit(client, q="코끼리열차")
    client.head("/search/?q=기린열차")
    assert [row.query for row in UnansweredQuery.objects.all()] == ["코끼리열차"]


def test_searches_that_find_something_are_not_noted(client: Client) -> None:
    PolicyReportPageFactory.create(title="공정무역 연구")
    visit(client, q="공정무역", year=1999)
    assert not UnansweredQuery.objects.exists()


def test_a_synonym_is_in_force_with_the_next_search(client: Client) -> None:
    report = PolicyReportPageFactory.create(title="소비자생활협동조합 연구")
    assert not titles(visit(client, q="쿱"))
    synonym = SearchSynonym.objects.create(word="쿱", equivalents="생활협동조합")
    found = visit(client, q="쿱")
    assert titles(found) == [report.title]
    assert found.select_one(".result mark").get_text() == "생활협동조합"
    synonym.delete()
    assert not titles(visit(client, q="쿱"))


def test_a_one_way_synonym_does_not_work_backwards(client: Client) -> None:
    SearchSynonym.objects.create(word="상조", equivalents="장례", direction="one-way")
    PolicyReportPageFactory.create(title="장례 안내")
    PolicyReportPageFactory.create(title="상조 안내")
    assert set(titles(visit(client, q="상조"))) == {"장례 안내", "상조 안내"}
    assert titles(visit(client, q="장례")) == ["장례 안내"]


def test_what_editors_promote_comes_first_unless_it_is_hidden(client: Client) -> None:
    page = StandardPageFactory.create(title="가입 안내")
    hidden = StandardPageFactory.create(title="비공개 안내")
    hidden.unpublish()
    query = Query.get("회원 가입")
    for each in (page, hidden):
        SearchPromotion.objects.create(query=query, page=Page.objects.get(pk=each.pk))
    assert groups(visit(client, q="회원 가입"))["promoted"] == ["가입 안내"]


def test_number_of_queries_does_not_grow(client: Client) -> None:
    def add(number: int) -> None:
        MemberFactory.create(name=f"협동조합 {number}")
        StandardPageFactory.create(title=f"협동조합 안내 {number}")
        with_text(f"협동조합 {number}")
        PolicyReportPageFactory.create(title=f"협동조합 보고 {number}")

    DirectoryPageFactory.create()
    for number in range(5):
        add(number)
    few = queries_of(client, "/search/?q=협동조합")
    for number in range(5, 10):
        add(number)
    assert queries_of(client, "/search/?q=협동조합") == few
    assert few <= 20


def every_kind_of_page() -> None:
    """Two of each, with the same word, and a promotion of it."""
    factories: list[Any] = [
        HistoryPageFactory, PolicyReportPageFactory, ProgramPageFactory,
        SocialValueReportPageFactory, StandardPageFactory,
    ]  # fmt: skip
    for number, factory in enumerate(factories * 2):
        page = factory.create(title=f"상호부조 이야기 {number}")
    for index in Page.objects.type(ProgramIndexPage, PublicationIndexPage).specific():
        index.title = f"상호부조 {index.pk}"
        index.save()
    DirectoryPageFactory.create(title="상호부조 명부")
    MemberFactory.create(name="상호부조협동조합")
    with_text("상호부조는 조합원이 함께 마련한 안전망이다.")
    SearchPromotion.objects.create(
        query=Query.get("상호부조"), page=Page.objects.get(pk=page.pk), sort_order=0
    )


@pytest.mark.parametrize(
    "asked",
    [
        "상호부조", "상호부조해봐요", "상호부조 코끼리 기린", "코끼리기린하마 사자호랑이",
        '"상호부조" 기린', "ㅅㅎㅂㅈ", "ㅋㅋㅋㅋㅋㅋ", "!!",
        "상호부조&kind=pages", "상호부조&kind=publications&year=2024", "상호부조해요&kind=members",
    ],
)  # fmt: skip
def test_no_search_costs_more_than_twenty_queries(client: Client, asked: str) -> None:
    every_kind_of_page()
    assert queries_of(client, f"/search/?q={asked}") <= 20
    UnansweredQuery.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/search/?q={asked}")
    assert len(queries) <= 20


def test_what_bodies_refer_to_costs_no_queries(client: Client) -> None:
    picture = {"image": ImageFactory.create(), "caption": ""}
    document = {"document": DocumentFactory.create(), "label": ""}
    for number in range(10):
        StandardPageFactory.create(
            title=f"안내 {number}",
            body=[("image", picture), ("document", document), ("paragraph", "<p>품앗이</p>")],
        )
    queries_of(client, "/search/?q=품앗이&kind=pages")
    assert queries_of(client, "/search/?q=품앗이&kind=pages") <= 20


def test_hits_of_every_type_have_the_fields_of_their_type(client: Client) -> None:
    every_kind_of_page()
    page = StandardPageFactory.create(
        title="안내", body=[("paragraph", "<p>품앗이계로 시작했다.</p>")]
    )
    found = visit(client, q="품앗이계")
    assert titles(found) == [page.title]
    assert found.select_one(".result mark").get_text() == "품앗이계"
    assert len(groups(visit(client, q="상호부조", kind="pages"))["pages"]) == 9


def test_a_search_in_vain_says_so_and_keeps_what_was_typed(client: Client) -> None:
    every_kind_of_page()
    page = visit(client, q="코끼리열차", kind="members")
    assert not titles(page)
    assert not page.select(".facet")
    assert "찾지 못했습니다" in message(page) or "없습니다" in message(page)
    assert page.select_one("#q")["value"] == "코끼리열차"


def test_synonyms_and_words_without_their_particles_are_marked(client: Client) -> None:
    SearchSynonym.objects.create(word="쿱", equivalents="생활협동조합")
    StandardPageFactory.create(
        title="안내", body=[("paragraph", "<p>우리 생활 협동조합은 햇빛발전을 한다.</p>")]
    )
    for asked, hit in (("쿱을", "생활 협동조합"), ("햇빛발전에서", "햇빛발전")):
        page = visit(client, q=asked)
        assert [mark.get_text() for mark in page.select("p mark")] == [hit]
