"""The sample PDF, read back with PDFium."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pypdfium2 import PdfDocument

from seoulcoop.demo.documents import SampleText
from seoulcoop.demo.pdf import sample_pdf

PARAGRAPHS = (
    "협의회는 서울의 협동조합들이 함께 만든 조직으로, 자치구 협의회와 업종별 협의회가 참여합니다.",
    "기금에는 출연회원, 출자회원, 후원회원이 참여하고 그 결과를 해마다 총회에 보고합니다.",
)
TEXT = SampleText(
    "연대기금 운영 안내서", "서울지역협동조합협의회", "이 파일은 시연용 견본입니다.", PARAGRAPHS
)


def long_text(paragraphs: int) -> SampleText:
    numbered = tuple(f"{number}번째 문단. {PARAGRAPHS[0]}" for number in range(1, paragraphs + 1))
    return SampleText(TEXT.title, TEXT.organisation, TEXT.notice, numbered)


@contextmanager
def opened(text: SampleText) -> Iterator[PdfDocument]:
    document = PdfDocument(sample_pdf(text))
    yield document
    document.close()


def lines_of(document: PdfDocument, page: int) -> list[str]:
    return document[page].get_textpage().get_text_bounded().splitlines()


def words_of(document: PdfDocument) -> str:
    lines = (line for page in range(len(document)) for line in lines_of(document, page))
    return " ".join(" ".join(lines).split())


def test_first_page_opens_with_organisation_title_and_notice() -> None:
    with opened(TEXT) as document:
        assert lines_of(document, 0)[:3] == [TEXT.organisation, TEXT.title, TEXT.notice]


def test_every_paragraph_can_be_read_back() -> None:
    with opened(TEXT) as document:
        text = words_of(document)
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_long_text_runs_over_numbered_pages() -> None:
    with opened(long_text(80)) as document:
        last_lines = [lines_of(document, page)[-1] for page in range(len(document))]
        text = words_of(document)
    assert last_lines == ["1", "2", "3", "4", "5", "6"]
    assert all(f"{number}번째 문단." in text for number in range(1, 81))


def test_notice_stands_on_the_first_page_only() -> None:
    with opened(long_text(80)) as document:
        pages = [TEXT.notice in lines_of(document, page) for page in range(len(document))]
    assert pages == [True, *[False] * 5]


def test_lines_break_between_words_only() -> None:
    paragraph = " ".join(PARAGRAPHS * 4)
    with opened(SampleText("가", "나", "다", (paragraph,))) as document:
        lines = lines_of(document, 0)[3:-1]
    assert len(lines) > 4
    assert [word for line in lines for word in line.split()] == paragraph.split()


def test_word_longer_than_the_line_is_broken_and_stays_on_the_page() -> None:
    word = "협동조합" * 60
    with opened(SampleText("가", "나", "다", (word,))) as document:
        textpage = document[0].get_textpage()
        right = max(textpage.get_charbox(index)[2] for index in range(textpage.count_chars()))
        assert right < document[0].get_width()
        assert word in words_of(document).replace(" ", "")


def test_pages_are_a4() -> None:
    with opened(TEXT) as document:
        assert document[0].get_size() == pytest.approx((595.28, 841.89), abs=0.01)


def test_metadata_names_the_title_and_the_organisation_but_no_account() -> None:
    with opened(TEXT) as document:
        metadata = document.get_metadata_dict()
    assert metadata["Title"] == TEXT.title
    assert metadata["Author"] == TEXT.organisation
    assert metadata["Creator"] == "seoulcoop"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_language_is_declared(language: str) -> None:
    text = SampleText("가", "나", "다", (), language)
    assert re.search(rb"/Lang \(%b\)" % language.encode(), sample_pdf(text))


def test_typeface_is_embedded_as_a_subset() -> None:
    content = sample_pdf(TEXT)
    assert set(re.findall(rb"/FontName /([\w+-]+)", content)) == {
        b"AAAAAA+Pretendard-Regular",
        b"AAAAAA+Pretendard-Bold",
    }
    assert len(content) < 100_000


def test_same_text_gives_the_same_bytes() -> None:
    assert sample_pdf(TEXT) == sample_pdf(TEXT)


def test_markup_and_controls_in_the_text_are_harmless() -> None:
    text = SampleText("<b>가 & 나</b>", "a<br/>b", "</para>\x00]]>", ("&amp; \x07\ud800<i>", ""))
    with opened(text) as document:
        assert lines_of(document, 0)[:4] == ["a<br/>b", "<b>가 & 나</b>", "</para>]]>", "&amp; <i>"]


def test_character_without_a_glyph_shows_as_a_square() -> None:
    with opened(SampleText("가 🎉 나", "나", "다", ())) as document:
        assert lines_of(document, 0)[1] == "가 □ 나"


def test_empty_text_still_makes_a_page() -> None:
    with opened(SampleText("", "", "", ())) as document:
        assert len(document) == 1
