"""The search backends, on whichever database the tests run."""

from __future__ import annotations

import hashlib
import inspect
import random
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from modelsearch import index
from modelsearch import query as queries
from modelsearch.backends import base, get_search_backend
from modelsearch.backends.base import FilterFieldError
from modelsearch.conf import get_app_config
from wagtail.models import Page

import hangul.search
from directory.models import Member
from hangul.excerpts import Marker
from hangul.expressions import found_in
from hangul.search.backend import TokenQueryCompiler, first_with_finds, values_of
from hangul.search.entries import entry
from hangul.search.undecoded import Undecoded
from tests.counting import queries_of
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    MemberCategoryFactory,
    MemberFactory,
    PolicyReportPageFactory,
    StandardPageFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_synonyms")]

HOSTILE = [
    '"', "'", "\\", "%", "_", "*", "(", ")", "()", '""', "\0", "\n", "\t", "a\0b", "가\0나", "-",
    "--", "C++", "C#", "(주)", "제1조(목적)", '"제1조(목적)"', "AND", "OR", "NOT", "NEAR(a b)", "+",
    "a AND", "title:x", "{body}: x", "body : x", "^a", "a*", "협동*", "'; DROP TABLE x; --", "1=1",
    "$1", "%s", "{}", "협동 & 조합", "협동 | 조합", "!협동", "협동:*", "<->", "a <-> b", "x:A",
    "ω협동", "α", "τ사회", "😀", "협동😀조합", "\u202e협동", "مرحبا", "שלום", "\ud800", "\uffff",
    "\u200b", "ㄳ", "ㆍ", "가" * 10_000, "a" * 10_000, "가 " * 5000, "( " * 300, '" ' * 300,
    "ㅎ" * 3000, "1 " * 1000, "Ⅳ", "١٢٣", "ΩΣς", "İstanbul", "ß", "日本", "ｶﾞ",
]  # fmt: skip


def names(found: Any) -> list[str]:
    return [member.name for member in found]


def titles(found: Any) -> list[str]:
    return [page.title for page in found]


def test_one_setting_chooses_by_the_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {"sqlite": "SQLiteBackend", "postgresql": "PostgreSQLBackend"}
    assert type(get_search_backend()).__name__ == expected[connection.vendor]
    other = SimpleNamespace(vendor="oracle", display_name="Oracle")
    monkeypatch.setattr(hangul.search, "connection", other)
    with pytest.raises(ImproperlyConfigured, match="Oracle"):
        hangul.search.SearchBackend({})


def test_values_are_those_of_the_objects_in_their_order() -> None:
    for number in range(4):
        MemberFactory(name=f"협동{'조합' * number}")
    for found in (
        Member.objects.search("협동"),
        Member.objects.search("협동")[1:3],
        Member.objects.order_by("sort_key").search("협동", order_by_relevance=False),
        Member.objects.search("없음"),
        Member.objects.search(""),
        Member.objects.order_by("name"),
    ):
        expected = [(member.pk, member.name) for member in found]
        assert values_of(found, "pk", "name") == expected


def test_a_search_takes_texts_undecoded_and_loads_nothing_twice() -> None:
    introduction = "말 " * 500 + "협동\u0301조합 é 😀 협동조합" + " 말" * 500
    MemberFactory(name="협동조합", introduction=introduction)
    members = Member.objects.only("name").annotate(undecoded=Undecoded("introduction"))
    marker = Marker("협동조합")
    members.search("협동조합").count()
    with CaptureQueriesContext(connection) as asked:
        (found,) = members.search("협동조합")[:5]
        parts = marker.excerpt(found.undecoded, 40)
    assert isinstance(found.undecoded, bytes if connection.vendor == "sqlite" else str)
    assert len(asked) == 2
    assert parts == Marker("협동조합").excerpt(introduction, 40)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_input_gives_a_result_or_none(text: str) -> None:
    MemberFactory(name="(주)협동 C++ 제1조(목적)", introduction="사회적 가치")
    for found in (
        Member.objects.search(text),
        Member.objects.search(text, operator="or"),
        Member.objects.autocomplete(text),
        Page.objects.search(queries.Phrase(text)),
        Member.objects.search(~queries.PlainText(text)),
    ):
        assert found.count() == len(list(found))


def test_each_database_finds_what_the_tokens_mean() -> None:
    chosen = random.Random(5)
    syllables = "협동조합사회적가치"
    kinds = [" ", "·", ". ", "", "", "을 ", "의 ", " ESG ", "2018"]

    def text(length: int) -> str:
        parts = (chosen.choice(syllables) + chosen.choice(kinds) for _ in range(length))
        return "".join(parts)

    for number in range(12):
        MemberFactory(name=text(4) + str(number), introduction=text(60))
    members = list(Member.objects.all())
    cut = get_search_backend().get_index_for_model(Member).cut
    tokens = {member.pk: entry(member, cut).body for member in members}
    for _ in range(120):
        results = Member.objects.search(query(chosen, text))
        asked = results.query_compiler.asked.found
        expected = {pk for pk, held in tokens.items() if found_in(asked, held)}
        assert {member.pk for member in results} == expected, asked
        assert results.count() == len(expected)


def query(chosen: random.Random, text: Any) -> Any:
    """A query of any kind."""
    first, second = (queries.PlainText(text(chosen.randint(1, 4))) for _ in range(2))
    kinds = [
        first,
        queries.PlainText(text(3), operator="or"),
        queries.Phrase(text(3)),
        first & second,
        first | second,
        first & ~second,
        ~first,
        first | ~second,
        queries.Boost(first, 2.0),
        first & queries.MATCH_ALL,
    ]
    return chosen.choice(kinds)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a setting of PostgreSQL")
def test_no_search_is_compiled_which_would_take_seconds() -> None:
    with Member.objects.search("협동").query_compiler.planning(), connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_which_search_finds_anything_is_one_query(
    django_assert_num_queries: Any,
) -> None:
    MemberFactory(name="물레방아")
    found, vain = Member.objects.search("물레"), Member.objects.search("코끼리")
    nothing, plain = Member.objects.none(), Member.objects.filter(name="물레방아")
    with django_assert_num_queries(1):
        assert first_with_finds([[vain], [nothing, vain], [vain, found], [plain]]) == 2
    assert first_with_finds([[vain], [plain]]) == 1
    assert first_with_finds([[vain], [nothing]]) is None
    assert first_with_finds([[nothing]]) is None
    assert first_with_finds([[Member.objects.search("")], [found]]) == 1


def test_match_all_and_match_none() -> None:
    MemberFactory()
    assert Member.objects.search(queries.MATCH_ALL).count() == 1
    assert list(Member.objects.search(queries.MATCH_NONE)) == []


def test_title_comes_before_tags_summary_and_body() -> None:
    body = StandardPageFactory(
        title="가", body=[("paragraph", "<p>상호부조 상호부조 상호부조</p>")]
    )
    summary = StandardPageFactory(title="나", summary="이웃의상호부조")
    tags = PolicyReportPageFactory(title="다")
    tags.tags.add("상호부조론")
    tags.save()
    index.insert_or_update_object(tags)
    part = StandardPageFactory(title="상호부조론")
    word = StandardPageFactory(title="상호부조의 역사")
    exact = StandardPageFactory(title="상호 부조")
    newer = StandardPageFactory(title="라", body=[("paragraph", "<p>상호부조론</p>")])
    found = Page.objects.search("상호부조")
    assert [page.pk for page in found] == [
        exact.pk, word.pk, part.pk, tags.pk, summary.pk, body.pk, newer.pk,
    ]  # fmt: skip


def test_among_equals_the_newest_is_first() -> None:
    pages = [StandardPageFactory(title=f"연대 {number}") for number in range(3)]
    for day, page in zip((3, 1, 2), pages, strict=True):
        Page.objects.filter(pk=page.pk).update(first_published_at=f"2024-01-0{day}T00:00Z")
    assert titles(Page.objects.search("연대")) == ["연대 0", "연대 2", "연대 1"]


def test_a_word_comes_before_a_part_of_another_and_a_particle_does_not_hide_it() -> None:
    MemberFactory(name="가", introduction="협의회의 살림")
    MemberFactory(name="나", introduction="회의를 연다")
    MemberFactory(name="다", introduction="협의회의 살림")
    assert names(Member.objects.search("회의"))[0] == "나"


def test_filters_orders_slices_and_counts_work_as_on_any_queryset() -> None:
    category = MemberCategoryFactory()
    for number in range(5):
        MemberFactory(name=f"두레 {number}", district="11500")
    MemberFactory(name="두레 마을", category=category)
    found = Member.objects.filter(district="11500").search("두레")
    assert found.count() == 5
    assert found[1:3].count() == len(found[1:3]) == 2
    assert found[0] in Member.objects.all()
    ordered = Member.objects.order_by("sort_key").search("두레", order_by_relevance=False)
    assert names(ordered) == [*sorted(names(found)), "두레 마을"]
    scores = [member.score for member in found.annotate_score("score")]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0
    assert Member.objects.filter(category=category).search("두레").facet("district") == {"": 1}
    assert Member.objects.search("두레").facet("district") == {"11500": 5, "": 1}
    with pytest.raises(FilterFieldError):
        found.facet("introduction")


def test_a_search_is_two_queries_and_its_count_another() -> None:
    for number in range(30):
        MemberFactory(name=f"두레 {number}")
    found = Member.objects.search("두레")
    assert "correlated" not in str(found.get_queryset().query)
    with_queries: list[int] = []
    for ask in (lambda: list(found[:20]), found[:].count):
        before = len(connection.queries_log)
        connection.force_debug_cursor = True
        ask()
        connection.force_debug_cursor = False
        with_queries.append(len(connection.queries_log) - before)
    assert with_queries == [2, 1]


def test_the_best_of_a_filtered_search_are_found_behind_many_better_ones() -> None:
    """More better finds outside the filter than are looked at in the first place."""
    near, far = MemberCategoryFactory(), MemberCategoryFactory()
    for number in range(20):
        MemberFactory(name=f"두레 {number}", category=far)
    for number in range(3):
        MemberFactory(name=f"물레 {number}", introduction="두레", category=near)
    best = MemberFactory(name="물레 9", introduction="두레 두레 두레", category=near)
    found = Member.objects.filter(category=near).search("두레")
    assert names(found[:2]) == ["물레 9", "물레 2"]
    assert names(found[1:3]) == ["물레 2", "물레 1"]
    scored = list(found[:2].annotate_score("score"))
    assert scored[0] == best
    assert scored[0].score > scored[1].score > 0
    assert list(found[4:6]) == []


def test_what_is_deleted_in_the_middle_of_a_search_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(3):
        MemberFactory(name=f"두레 {number}")
    best = TokenQueryCompiler.best

    def delete_one(self: Any, start: int, stop: int) -> list[tuple[Any, float]]:
        found = best(self, start, stop)
        Member.objects.get(name="두레 1").delete()
        return found

    monkeypatch.setattr(TokenQueryCompiler, "best", delete_one)
    found = Member.objects.search("두레").annotate_score("score")[:10]
    assert names(found) == ["두레 2", "두레 0"]


def test_objects_of_other_types_do_not_hide_finds() -> None:
    for number in range(20):
        StandardPageFactory(title=f"두레 {number}")
    MemberFactory(name="물레", introduction="두레")
    assert names(Member.objects.search("두레")[:1]) == ["물레"]
    assert Member.objects.search("두레").count() == 1


def test_autocomplete_finds_what_is_being_typed() -> None:
    MemberFactory(name="강서구협동조합협의회", name_en="Gangseo Council")
    for typed in ("협", "협동조", "강서구협동ㅈ", "gang", "gangseo cou", "ㄱㅅㄱ", "강서구 협의"):
        assert names(Member.objects.autocomplete(typed)) == ["강서구협동조합협의회"], typed
    assert names(Member.objects.autocomplete("council gangx")) == []


def test_a_search_in_some_fields_looks_into_no_others() -> None:
    StandardPageFactory(title="햇빛발전", summary="재생에너지")
    StandardPageFactory(title="재생에너지", summary="햇빛발전")
    assert titles(Page.objects.search("햇빛", fields=["title"])) == ["햇빛발전"]
    MemberFactory(name="물레", introduction="햇빛")
    assert names(Member.objects.search("햇빛", fields=["introduction"])) == ["물레"]
    assert names(Member.objects.search("햇빛", fields=["name"])) == []
    assert names(Member.objects.search("물레", fields=["name", "introduction"])) == ["물레"]


def test_what_is_changed_or_deleted_is_found_accordingly() -> None:
    member = MemberFactory(name="물레방아")
    member.name = "두레박"
    member.save()
    assert names(Member.objects.search("물레방아")) == []
    assert names(Member.objects.search("두레박")) == ["두레박"]
    member.delete()
    assert get_app_config().get_model("IndexEntry").objects.filter(body__isnull=False).count() == 0


def test_the_index_is_built_anew_by_the_command() -> None:
    MemberFactory(name="물레방아")
    get_search_backend().reset_indexes()
    assert names(Member.objects.search("물레")) == []
    call_command("update_index", verbosity=0)
    assert names(Member.objects.search("물레")) == ["물레방아"]


def test_a_very_long_text_is_indexed_and_found() -> None:
    filler = "".join(chr(0xAC00 + number * 7 % 11_172) for number in range(40_000))
    MemberFactory(name="긴 글", introduction=f"{filler} 마지막낱말입니다")
    assert names(Member.objects.search("마지막낱말")) == ["긴 글"]
    assert names(Member.objects.search(filler[20_000:20_010])) == ["긴 글"]


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/search/",
        "/admin/snippets/directory/member/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/images/chooser/results/",
        "/admin/documents/chooser/results/",
        "/admin/choose-page/search/",
    ],
)
def test_the_admin_searches_within_words(admin: Client, address: str) -> None:
    MemberFactory(name="시민햇빛발전")
    StandardPageFactory(title="시민햇빛발전")
    ImageFactory(title="시민햇빛발전")
    DocumentFactory(title="시민햇빛발전")
    assert "시민햇빛발전" in admin.get(address, {"q": "햇빛"}).content.decode()
    assert "시민햇빛발전" not in admin.get(address, {"q": "달빛"}).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/search/",
        "/admin/pages/search/results/",
        "/admin/snippets/directory/member/",
        "/admin/snippets/directory/membercategory/",
        "/admin/snippets/content/searchsynonym/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/images/chooser/results/",
        "/admin/documents/chooser/results/",
        "/admin/choose-page/search/",
        "/admin/users/",
        "/admin/redirects/",
        "/admin/searchpicks/",
    ],
)
def test_the_admin_survives_every_search(admin: Client, address: str) -> None:
    MemberFactory(name="시민햇빛발전")
    StandardPageFactory(title="시민햇빛발전")
    for text in HOSTILE:
        answer = admin.get(address, {"q": text.encode("utf-8", "replace").decode()})
        assert answer.status_code == 200, text[:30]


def test_the_admin_search_costs_the_same_queries_however_much_is_found(admin: Client) -> None:
    for number in range(3):
        StandardPageFactory(title=f"연대 {number}")
    few = queries_of(admin, "/admin/pages/search/?q=연대")
    for number in range(3, 12):
        StandardPageFactory(title=f"연대 {number}")
    assert queries_of(admin, "/admin/pages/search/?q=연대") <= few + 9


# What of modelsearch the backends replace, extend or rely on. When a new version changes one of
# these, compare the old and the new source, adapt `hangul.search`, and put the new digest here.
HOOKED = {
    "BaseSearchQueryCompiler.__init__": base.BaseSearchQueryCompiler.__init__,
    "BaseSearchQueryCompiler.check": base.BaseSearchQueryCompiler.check,
    "BaseSearchResults": base.BaseSearchResults,
    "BaseSearchBackend": base.BaseSearchBackend,
    "BaseIndex": base.BaseIndex,
}


def hooked_in_the_database_backend() -> dict[str, Any]:
    backend = type(get_search_backend()).__mro__[1]
    return {
        f"{connection.vendor} backend": backend,
        f"{connection.vendor} index": backend.index_class,
        f"{connection.vendor} compiler": backend.query_compiler_class,
        f"{connection.vendor} results": backend.results_class,
        f"{connection.vendor} rebuilder": backend.rebuilder_class,
        f"{connection.vendor} entries": get_app_config().get_model("IndexEntry").__mro__[1],
    }


DIGESTS = {
    "BaseIndex": "785fa582df9b",
    "BaseSearchBackend": "17d5ca9f367c",
    "BaseSearchQueryCompiler.__init__": "c4680c36c7ce",
    "BaseSearchQueryCompiler.check": "a57effec1bcd",
    "BaseSearchResults": "22f699f5e0ab",
    "postgresql backend": "e80f6f5ddb58",
    "postgresql compiler": "9570ce363c54",
    "postgresql entries": "0e884634b803",
    "postgresql index": "c7bbc239ee94",
    "postgresql rebuilder": "b73639b30ba0",
    "postgresql results": "a67fcef91ca5",
    "sqlite backend": "33aef09768c1",
    "sqlite compiler": "2c78a42503c0",
    "sqlite entries": "9122c7cddb0d",
    "sqlite index": "96ed6cc169d1",
    "sqlite rebuilder": "c28e6ee6d55c",
    "sqlite results": "0acb7c36efc8",
}


def test_modelsearch_is_what_the_backends_were_written_for() -> None:
    hooked = HOOKED | hooked_in_the_database_backend()
    found = {
        name: hashlib.sha256(inspect.getsource(what).encode()).hexdigest()[:12]
        for name, what in hooked.items()
    }
    assert found == {name: DIGESTS.get(name) for name in hooked}


def test_every_kind_of_query_of_modelsearch_is_known() -> None:
    known = {"SearchQuery", "PlainText", "Phrase", "Fuzzy", "MatchAll", "Boost", "And", "Or", "Not"}
    defined = {
        name
        for name, what in vars(queries).items()
        if inspect.isclass(what) and issubclass(what, queries.SearchQuery)
    }
    assert defined == known
