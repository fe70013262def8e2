"""The sample text, before any format sees it."""

import pytest

from seoulcoop.demo.documents import SampleText


def sample(*paragraphs: str) -> SampleText:
    return SampleText("제목", "단체", "알림", paragraphs)


def test_language_is_korean_unless_said_otherwise() -> None:
    assert sample().language == "ko"


def test_printable_text_keeps_ordinary_text_as_it_is() -> None:
    text = SampleText("연혁", "협의회", "견본입니다.", ("한 문장.", "<둘> & 🎉"), "en")
    assert text.printable() == text


@pytest.mark.parametrize(
    ("raw", "printable"),
    [
        ("한\x00글\x07", "한글"),
        ("한\ud800글", "한글"),
        ("한\ufffe글\uffff", "한글"),
        ("한 \x08 글", "한 글"),
        ("한\r\n글\t전용\x0b책\u2028", "한 글 전용 책"),
    ],
)
def test_printable_text_has_no_controls_and_one_line(raw: str, printable: str) -> None:
    assert sample(raw).printable() == sample(printable)


def test_printable_text_has_no_empty_paragraphs() -> None:
    assert sample("", "  \n", "\x00", "글").printable() == sample("글")


def test_every_field_is_made_printable() -> None:
    text = SampleText("가\x00", "나\x00", "다\x00", ("라\x00",), "ko\x00")
    assert text.printable() == SampleText("가", "나", "다", ("라",), "ko")
