"""Excerpts of texts in UTF-8: the same as of the texts."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hangul import utf8
from hangul.excerpts import MOST_PLACES, Marker

pytestmark = pytest.mark.usefixtures("no_synonyms")

QUERIES = (
    "협동조합",
    "정책",
    "정책을",
    "사회적 가치",
    "가가",
    "가가가 나",
    "ESG 경영",
    "2018년",
    "ㅎㄷ",
    "",
)
PIECES = st.sampled_from(
    [
        *(
            "협동조합",
            "협동 조합",
            "협동·조-합",
            "협동\u3000조합",
            "협  동  조합",
            "정책을",
            "정책",
        ),
        *("사회적가치", "사회적", "가치", "가", "가가", "나", "esg", "경영", "2,018년", "ㅎㄷ"),
        *(" ", "\xa0", "\u3000", "\x1c", "\n", "é", "\U0001f600", "“", "…", "\u1112\u1167\u11b8"),
        *("말 " * 30, "다른 말이 길게 이어진다. " * 40, "띄어쓰지않은" * 60, "plain words " * 50),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map("".join)


@given(TEXTS, st.sampled_from(QUERIES), st.integers(1, 200))
@example("가" * 2_000, "가가", 40)
@example("정책을 " * (MOST_PLACES + 10) + "말 " * 900, "정책", 160)
@example(" 말" * 900 + " 정책", "정책", 160)
@example("\u3000" * 900 + "정책" + " 말" * 400, "정책", 40)
@example("정책" + " 말" * 400 + "\xa0" * 900, "정책", 40)
@example("\U0001f600" * 900 + "정책" + "\U0001f600" * 900, "정책", 40)
@settings(max_examples=1_000, deadline=None)
def test_an_excerpt_of_utf8_is_that_of_the_text(text: str, query: str, length: int) -> None:
    text = text.encode(errors="ignore").decode()
    marker = Marker(query)
    assert marker.excerpt(text.encode(), length) == marker.excerpt(text, length)
    assert marker.excerpt(text.encode()) == marker.excerpt(text)


def test_only_a_piece_of_a_long_text_is_decoded() -> None:
    marker = Marker("정책")
    text = "말 " * 3_000 + "정책" + " 말" * 3_000
    piece = marker.piece(text.encode(), 160)
    assert piece
    assert "정책" in piece.text
    assert len(piece.text) < 1_000


def test_between_syllables_the_same_characters_stand_as_in_a_text() -> None:
    pattern = utf8.pattern_of_bytes(f"가{utf8.GAP}나")
    assert pattern
    gap = re.compile(utf8.GAP)
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        if not "\ud800" <= character <= "\udfff":
            text = f"가{character}나".encode()
            found = pattern.search(text)
            is_found = found is not None and found.span() == (utf8.LEAP, len(text))
            assert is_found == bool(gap.fullmatch(character)), hex(number)


def test_white_space_of_any_kind_is_seen_at_either_end() -> None:
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        if not "\ud800" <= character <= "\udfff":
            assert utf8.has_space_around(f"{character}가".encode()) == character.isspace()
            assert utf8.has_space_around(f"가{character}".encode()) == character.isspace()
