"""Words, particles and the tokens that are made of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hangul import synonyms
from hangul.expressions import Phrase, found_in
from hangul.particles import stem
from hangul.questions import exact_phrase, question
from hangul.synonyms import Synonyms
from hangul.tokens import PAIRS, TRIPLES, WORD, Cut, whole
from hangul.words import words

pytestmark = pytest.mark.usefixtures("no_synonyms")

ANY_TEXT = st.text(st.characters(), max_size=80)
KOREAN = st.text(
    st.one_of(st.sampled_from(" ,.·-ESG2018을를"), st.sampled_from("가나다협동조합사회적")),
    max_size=40,
)
CUTS = pytest.mark.parametrize("cut", [PAIRS, TRIPLES], ids=["pairs", "triples"])


@CUTS
@given(text=st.one_of(ANY_TEXT, KOREAN))
def test_a_whole_text_is_cut_as_its_words_are(cut: Cut, text: str) -> None:
    tokens = cut.text(text)
    stream = cut.stream(words(text))
    assert tokens[: len(stream)] == stream
    marked = [token[1:] for token in tokens[len(stream) :] if token[0] == WORD]
    assert marked == list(dict.fromkeys(whole(word.text) for word in words(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ESG경영", ["esg", "경영"]),
        ("2018년 GSEF2014", ["2018", "년", "gsef", "2014"]),
        ("café, Ａ", ["cafe", "a"]),
        ("2,000만원 1,2", ["2000", "만원", "1", "2"]),
        ("協同組合과 コープ", ["協同組合과", "コープ"]),
        ('"(주)"', ["주"]),
        ("", []),
    ],
)
def test_scripts_and_numbers_are_words_of_their_own(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("협동조합을", "협동조합"),
        ("협동조합에서의", "협동조합"),
        ("조합들은", "조합"),
        ("협의회의", "협의회"),
        ("법을", "법"),
        ("서울로", "서울"),
        ("마을", "마을"),
        ("사과", "사과"),
        ("평가", "평가"),
        ("회의", "회의"),
        ("을", "을"),
        ("esg", "esg"),
    ],
)
def test_particles_are_taken_off_where_the_sound_before_allows_them(
    word: str, expected: str
) -> None:
    assert stem(word) == expected


@given(st.text(min_size=1))
def test_a_stem_is_the_beginning_of_any_word_and_never_empty(word: str) -> None:
    assert stem(word)
    assert word.startswith(stem(word))


@given(ANY_TEXT)
def test_any_text_makes_tokens_of_letters_and_digits_alone(text: str) -> None:
    for token in [*PAIRS.text(text), *TRIPLES.text(text)]:
        assert re.fullmatch(r"[ωμλ]?[a-z0-9가-힣ㄱ-ㅣ㐀-䶵一-鿌々ぁ-ゖァ-ヺー]+", token)


@given(KOREAN)
def test_spaces_between_syllables_leave_the_stream_as_it_is(text: str) -> None:
    bare = re.sub(r"(?<=[가-힣])[ ·-]+(?=[가-힣])", "", text)
    assert PAIRS.stream(words(text)) == PAIRS.stream(words(bare))


@CUTS
@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("협동조합", "강서구협동조합협의회"),
        ("사회적가치", "사회적 가치를 높인다"),
        ("사회 적가치", "사회적가치"),
        ("협동조합을", "협동조합은"),
        ("ESG경영", "esg 경영의"),
        ("경영", "ESG경영"),
        ("esg", "ESG경영"),
        ("2018년", "2018년에"),
        ("제5차", "제5차 총회"),
        ("쿱", "아이쿱서울"),
        ("정책 및 제도", "제도와 정책"),
        ("ESG를", "ESG 공시"),
        ("2000만원", "2,000만원"),
    ],
)
def test_a_question_finds(cut: Cut, query: str, text: str) -> None:
    assert found_in(question(query, cut).found, cut.text(text))


@CUTS
@given(text=st.text("2018년도a 가·,", max_size=12), number=st.sampled_from(["2018", "1", "a"]))
def test_a_number_with_one_syllable_is_found_as_its_phrase_is(
    cut: Cut, text: str, number: str
) -> None:
    asked = cut.phrase(words(f"{number}년"))
    assert found_in(asked, cut.text(text)) == found_in(
        Phrase((number, "년"), is_open=True), cut.text(text)
    )


@CUTS
@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("2018년", "2018 여년"),
        ("2018년", "12018년"),
        ("협동조합", "협동하는 조합"),
        ("한살림", "한살 아이의 살림"),
        ("esg", "ESGs"),
        ("2018", "20180"),
        ("협동 교육", "협동"),
        ("", "협동"),
        ("!?", "협동"),
    ],
)
def test_a_question_does_not_find(cut: Cut, query: str, text: str) -> None:
    assert not found_in(question(query, cut).found, cut.text(text))


SEVERAL_WORDS = (
    Synonyms(words=("SROI", "Social Return on Investment")),
    Synonyms(words=("사회적경제 활성화 및 지원에 관한 법률",), means=("사경법",)),
    Synonyms(words=("social value", "사회적 가치")),
)


@CUTS
@pytest.mark.parametrize(
    ("query", "text", "is_found"),
    [
        ("Social Return on Investment 분석", "SROI 분석", True),
        ("sroi", "the social return on investment", True),
        ("사회적경제 활성화 및 지원에 관한 법률", "사경법", True),
        ("사경법", "사회적경제 활성화 및 지원에 관한 법률", False),
        ("social value", "사회적가치", True),
        ("사회적 가치를", "social value", True),
        ("social value", "a value that is social", True),
        ("on investment", "SROI", False),
    ],
)
def test_synonyms_of_several_words(
    monkeypatch: pytest.MonkeyPatch, cut: Cut, query: str, text: str, is_found: bool
) -> None:
    monkeypatch.setattr(synonyms, "_providers", [lambda: SEVERAL_WORDS])
    assert found_in(question(query, cut).found, cut.text(text)) is is_found


def test_a_phrase_keeps_the_order_of_its_words() -> None:
    assert found_in(exact_phrase("social value", PAIRS).found, PAIRS.text("The social value of"))
    assert not found_in(exact_phrase("social value", PAIRS).found, PAIRS.text("value, social"))


@given(KOREAN, KOREAN)
def test_pairs_and_triples_find_the_same(query: str, text: str) -> None:
    pairs, triples = (
        found_in(question(query, cut).found, cut.text(text)) for cut in (PAIRS, TRIPLES)
    )
    assert pairs == triples


@given(KOREAN, KOREAN, KOREAN)
def test_what_is_proven_is_found(before: str, query: str, after: str) -> None:
    for cut in (PAIRS, TRIPLES):
        asked = question(query, cut)
        tokens = cut.text(f"{before} {query} {after}")
        assert found_in(asked.found, tokens) or not found_in(asked.proof, tokens)


@given(st.text(st.sampled_from("가나다라마바사"), min_size=1, max_size=12), KOREAN, KOREAN)
def test_a_word_is_found_wherever_it_stands(word: str, before: str, after: str) -> None:
    for cut in (PAIRS, TRIPLES):
        assert found_in(question(word, cut).found, cut.text(f"{before}.{word}{after}"))


@given(ANY_TEXT, ANY_TEXT)
def test_any_two_strings_make_a_question_and_a_text(query: str, text: str) -> None:
    for cut in (PAIRS, TRIPLES):
        found_in(question(query, cut, "or", is_open=True).found, cut.text(text))
