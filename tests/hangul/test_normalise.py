"""The spelling in which texts are stored and compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hangul.normalise import compose, normalise, unspaced

ANY_TEXT = st.text(st.characters())  # surrogates, controls and unassigned code points included
CLOSE_TO_HANGUL = st.text(
    st.one_of(
        st.sampled_from(" ()²①ㆍ㈜\x00\t\u200b\u3164\u0301\ud800Aé1１ｱ"),
        st.characters(min_codepoint=0x1100, max_codepoint=0x11FF),
        st.characters(min_codepoint=0x3131, max_codepoint=0x318E),
        st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
        st.characters(min_codepoint=0xFFA0, max_codepoint=0xFFDC),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("한살림", "한살림"),
        (unicodedata.normalize("NFD", "한살림"), "한살림"),
        ("  서울 \t\n 지역\u3000협의회\xa0", "서울 지역 협의회"),
        ("", ""),
        ("Coop", "coop"),
        ("ＣＯＯＰ２０１８（재）", "coop2018(재)"),
        ("Straße", "strasse"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("㈜두레", "(주)두레"),
        ("㈔두레", "(사)두레"),
        ("㉮안", "가안"),
        ("제Ⅳ장", "제iv장"),
    ],
)
def test_width_case_spacing_and_composition_are_folded(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ㅎㅅㄹ", "ㅎㅅㄹ"),
        ("ㄱㅏ", "ㄱㅏ"),
        ("가ㄱ", "가ㄱ"),
        ("\uffbe\uffb5\uffa9", "ㅎㅅㄹ"),
        ("\u1112\u1109\u1105", "ㅎㅅㄹ"),
        ("㉠", "ㄱ"),
        ("㈀", "(ㄱ)"),
        ("ㄳㄱ", "ㄱㅅㄱ"),
        ("\u11aa", "ㄱㅅ"),
        ("ㄲㅆ", "ㄲㅆ"),
    ],
)
def test_lone_letters_become_compatibility_jamo_and_stay_apart(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_a_consonant_cluster_is_the_two_letters_it_was_typed_as() -> None:
    assert normalise("ㄳㄵㄶ ㄺㄻㄼㄽㄾㄿㅀ ㅄ") == "ㄱㅅㄴㅈㄴㅎ ㄹㄱㄹㅁㄹㅂㄹㅅㄹㅌㄹㅍㄹㅎ ㅂㅅ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10²", "10 2"),
        ("①2018년", "1 2018년"),
        ("2018①", "2018 1"),
        ("①②", "1 2"),
        ("1½", "1 1⁄2"),
        ("２０１８", "2018"),
        ("제①항", "제1항"),
    ],
)
def test_a_number_in_one_character_keeps_its_value(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_the_spellings_of_a_square_metre_are_one() -> None:
    assert normalise("100㎡") == normalise("100m²") == normalise("100m2")


@pytest.mark.parametrize("dot", "·ㆍ・･‧•∙⋅\u119e\u0387")
def test_every_middle_dot_is_the_same(dot: str) -> None:
    assert normalise(f"교육{dot}의료") == "교육·의료"


def test_the_old_vowel_is_read_as_its_modern_heir() -> None:
    assert normalise("\u1112\u119e\u11ab글") == "한글"


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\ufeff", "\u200d", "\ufe0f", "\u202e"])
def test_characters_that_nobody_sees_vanish(unseen: str) -> None:
    assert normalise(f"협동{unseen}조합") == "협동조합"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x85", "\ud800", "\u3164"])
def test_controls_surrogates_and_the_filler_become_a_space(character: str) -> None:
    assert normalise(f"협동{character}조합{character}") == "협동 조합"


def test_every_code_point_is_folded_once_and_for_all() -> None:
    assigned = range(0x32400)  # the rest is private use, tags and nothing
    once = {normalise(f"가{chr(code)}a") for code in assigned}
    assert {text for text in once if normalise(text) != text} == set()


@given(st.one_of(ANY_TEXT, CLOSE_TO_HANGUL))
def test_normalising_takes_any_text_and_twice_is_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert once == " ".join(once.split())
    once.encode()  # no surrogate is left


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_canonical_equivalents_are_normalised_alike(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(
        unicodedata.normalize("NFC", text)
    )


@given(st.text(st.characters(codec="euc_kr", exclude_characters="\u3164")))
def test_what_a_legacy_document_can_hold_ignores_case(text: str) -> None:
    assert normalise(text) == normalise(text.casefold())


def test_a_stored_name_is_composed_and_otherwise_unchanged() -> None:
    name = "㈜한살림  Seoul ２０１８²"
    assert compose(unicodedata.normalize("NFD", name)) == name


def test_a_stored_text_keeps_newlines_and_tabs_only() -> None:
    assert compose("한\x00살림\r\n\t서울\x1b\x85\x7f\ud800\n") == "한살림\n\t서울\n"


@given(ANY_TEXT)
def test_composing_takes_any_text_and_twice_is_once(text: str) -> None:
    once = compose(text)
    assert compose(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\x00" not in once
    once.encode()  # no surrogate is left


def test_names_are_compared_without_case_width_and_spacing() -> None:
    assert unspaced("서울 ＥＳＧ  협동조합") == unspaced("서울esg협동 조합") == "서울esg협동조합"
