"""Excerpts and the synonyms that they mark."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hangul import synonyms
from hangul.excerpts import ELLIPSIS, Part, excerpt
from hangul.synonyms import Synonyms

pytestmark = pytest.mark.usefixtures("no_synonyms")

ANY_TEXT = st.text(st.characters(), max_size=60)


@pytest.fixture
def kept() -> Iterator[list[Synonyms]]:
    """Synonyms kept by editors, as long as a test lasts."""
    entries: list[Synonyms] = []

    def provider() -> list[Synonyms]:
        return entries

    synonyms.register(provider)
    yield entries
    synonyms.unregister(provider)


def hits(parts: list[Part]) -> list[str]:
    return [part.text for part in parts if part.is_hit]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("낙찰 기준에 사회적 가치 점수", "사회적가치를", ["사회적 가치"]),
        ("강서구협동조합협의회", "협동조합", ["협동조합"]),
        ("ＥＳＧ경영", "esg", ["ＥＳＧ"]),
        ("2,000만원", "2000", ["2,000"]),
        ("Café au lait", "cafe", ["Café"]),
        ("한살림서울", "ㅎㅅㄹ", ["한살림"]),
        ("정책 및 제도", "정책 및 제도", ["정책", "제도"]),
        ("ESGs", "esg", []),
        ("협동", "", []),
    ],
)
def test_hits_are_marked_as_the_index_finds_them(
    text: str, query: str, expected: list[str]
) -> None:
    assert hits(excerpt(text, query)) == expected


def test_an_excerpt_is_cut_around_the_most_different_terms() -> None:
    text = f"{'가나다 ' * 100} 교육 이야기. {'라마바 ' * 100} 교육과 기금을 말한다. {'사아 ' * 100}"
    parts = excerpt(text, "기금 교육", 60)
    assert hits(parts) == ["교육", "기금"]
    assert parts[0].text.startswith(ELLIPSIS)
    assert parts[-1].text.endswith(ELLIPSIS)
    assert sum(len(part.text) for part in parts) <= 62


@pytest.mark.parametrize("written", ["ESG", "Esg", "esg", "eSg"])
def test_letters_are_hits_in_any_case_but_not_inside_of_a_word(written: str) -> None:
    text = f"{'ESGs ' * 20}{'말 ' * 200}{written}경영 eSG {'말 ' * 200}"
    parts = excerpt(text, "esg", 80)
    assert hits(parts) == [written, "eSG"]


def test_an_excerpt_is_cut_around_what_is_written_as_it_was_asked_for() -> None:
    text = f"{'협동 조합 ' * 3}{'말 ' * 200}협동조합과 협 동 조합{' 말' * 200}"
    parts = excerpt(text, "협동조합", 80)
    assert hits(parts) == ["협동조합", "협 동 조합"]


def test_without_a_hit_it_is_the_beginning() -> None:
    assert excerpt("하나 둘 셋 넷 다섯", "여섯", 6) == [Part("하나 둘 셋…", is_hit=False)]


def test_synonyms_are_hits_and_one_way_is_one_way(kept: list[Synonyms]) -> None:
    kept.append(Synonyms(words=("생협", "생활 협동조합")))
    kept.append(Synonyms(words=("쿱",), means=("coop",)))
    assert hits(excerpt("두레생협과 생활협동조합", "생협")) == ["생협", "생활협동조합"]
    assert hits(excerpt("Coop 쿱", "쿱")) == ["Coop", "쿱"]
    assert hits(excerpt("Coop 쿱", "coop")) == ["Coop"]


def test_synonyms_of_several_words_are_hits_both_ways(kept: list[Synonyms]) -> None:
    kept.append(Synonyms(words=("SROI", "Social Return on Investment", "사회적 투자수익률")))
    everything = "SROI, Social  Return on Investment, 사회적투자 수익률"
    expected = ["SROI", "Social Return on Investment", "사회적투자 수익률"]
    assert hits(excerpt(everything, "sroi")) == expected
    assert hits(excerpt("SROI 분석", "Social return on investment")) == ["SROI"]
    assert hits(excerpt("SROI 분석", "사회적 투자수익률을")) == ["SROI"]


@given(ANY_TEXT, ANY_TEXT, st.integers(1, 50))
def test_any_text_has_an_excerpt_for_any_query(text: str, query: str, length: int) -> None:
    parts = excerpt(text, query, length)
    assert all(part.text for part in parts)
    assert all(left.is_hit != right.is_hit for left, right in itertools.pairwise(parts))
