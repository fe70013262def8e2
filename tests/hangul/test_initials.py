"""Initial consonants of names, and queries made of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hangul.initials import initials, is_initials

CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
ANY_TEXT = st.text(st.characters())
SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("한살림", "ㅎㅅㄹ"),
        (unicodedata.normalize("NFD", "한살림"), "ㅎㅅㄹ"),
        ("(사)한국협동조합연구소", "ㅎㄱㅎㄷㅈㅎㅇㄱㅅ"),
        ("㈔한국협동조합연구소", "ㅎㄱㅎㄷㅈㅎㅇㄱㅅ"),
        ("사회적협동조합 혜민서", "ㅎㅁㅅ"),
        ("해드림사회적협동조합", "ㅎㄷㄹㅅㅎㅈㅎㄷㅈㅎ"),
        ("(사)한국마이크로크레디트 신나는조합", "ㅎㄱㅁㅇㅋㄹㅋㄹㄷㅌㅅㄴㄴㅈㅎ"),
        ("쿱 Coop 2018!", "ㅋcoop2018"),
        ("꿈·빵", "ㄲㅃ"),
        ("(주)", "ㅈ"),
        ("Ελλάδα", "ελλαδα"),
        ("", ""),
        ("★ … !", ""),
    ],
)
def test_initials_of_a_name(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_initials_agree_with_the_decomposition_of_every_syllable() -> None:
    for code in range(0xAC00, 0xD7A4):
        leading = unicodedata.normalize("NFD", chr(code))[0]
        assert initials(chr(code)) == CONSONANTS[ord(leading) - 0x1100]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("ㅎㅅㄹ", "ㅎㅅㄹ"), ("ㅎ ㅅ ㄹ", "ㅎㅅㄹ"), ("ㄳㄱ", "ㄱㅅㄱ"), ("ㄲㅆ", "ㄲㅆ")],
)
def test_a_query_of_consonants_is_comparable_with_stored_initials(
    query: str, expected: str
) -> None:
    assert is_initials(query)
    assert initials(query) == expected


@pytest.mark.parametrize("consonant", CONSONANTS)
def test_each_initial_consonant_makes_a_query(consonant: str) -> None:
    assert is_initials(consonant)
    assert initials(consonant) == consonant


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "한살림",
        "ㅎ살림",
        "ㅎa",
        "ㅎ1",
        "ㅏ",
        "ㅎㅏ",
        "ㅎ,ㅅ",
        "(ㅎ)",
        "abc",
        "★",
        "ㆍ",
        "ㅿ",
    ],
)
def test_anything_else_in_a_query_makes_it_an_ordinary_one(query: str) -> None:
    assert not is_initials(query)


@pytest.mark.parametrize("length", range(1, 15))
def test_a_member_is_found_while_its_initials_are_being_typed(length: int) -> None:
    typed = "ㅇㄹㄷㅁㅂㅇㅅㅁㅅㅎㅈㅎㄷㅈㅎ"[:length]
    assert initials("우리동물병원생명 사회적협동조합").startswith(typed)


@given(SYLLABLES)
def test_syllables_have_one_initial_each(text: str) -> None:
    found = initials(f"가{text}가")
    assert len(found) == len(text) + 2
    assert is_initials(found)


@given(ANY_TEXT)
def test_initials_take_any_text_and_twice_is_once(text: str) -> None:
    found = initials(text)
    assert initials(found) == found
    assert all(character.isalnum() for character in found)
    assert isinstance(is_initials(text), bool)


@given(st.text(st.sampled_from(CONSONANTS + " "), min_size=1).filter(str.strip))
def test_a_query_of_consonants_loses_only_its_spaces(query: str) -> None:
    assert is_initials(query)
    assert initials(query) == query.replace(" ", "")
