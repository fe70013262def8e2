"""Records for tests, from plain to nasty."""

from __future__ import annotations

from dataclasses import replace

from publications.citing.names import Name
from publications.citing.records import Record

JANE = Name("Jane Mary Doe", "Doe", "Jane Mary")
RICHARD = Name("Jean-Paul Roe", "Roe", "Jean-Paul")
COUNCIL = Name("서울지역협동조합협의회")

KOREAN = Record(
    key="report7",
    title="하나 보고서: 기금을 중심으로",
    genre="정책 보고서",
    language="ko",
    url="https://example.org/publications/first/",
    authors=(Name("김하나"), Name("이둘")),
    publishers=(COUNCIL,),
    date_parts=(2017, 3),
    series="정책동향",
    number="3",
    part_of="정책동향 제3호",
    isbn="979-11-5604-072-9",
    issn="1225-4940",
    doi="10.1000/182_a",
    abstract="초록이다.",
    keywords=("기금", "조례"),
    pdf_url="https://example.org/downloads/abc/a.pdf",
)
ENGLISH = replace(
    KOREAN,
    title="A Report: On Funds",
    language="en",
    authors=(JANE, RICHARD),
    publishers=(Name("Seoul Council"),),
    part_of="Trends, no. 3",
    series="Trends",
    doi="",
)

NASTY_TITLES = [
    "괄호 {열고 }}닫고 {",
    "a \"quoted\" and 'single' title",
    "역슬래시 \\ \\textbf{x} \\\\",
    "100 % of A & B, #1 under $5, x_y ~ z^2",
    "이모지 🙂👩‍👩‍👧 제목",
    "가운뎃점·물결～ 『겹낫표』 〈제목〉",
    "ER  - \tTY  - 12",
    "--- ``ligatures'' ---",
    "@article{x, title={y}}",
    "x" * 255,
]
