"""What reference managers are given, read back by the parsers that people use."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from typing import Any

import citeproc
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string
from pybtex.plugin import find_plugin

from publications.citing.bibtex import bibtex
from publications.citing.csl import csl_json
from publications.citing.names import Name, plain
from publications.citing.records import Record
from publications.citing.ris import ris
from tests.publications.citing.records import COUNCIL, ENGLISH, JANE, KOREAN, NASTY_TITLES

# LaTeX commands of single characters, as LaTeX prints them.
PRINTED = {
    "\\textbackslash{}": "\0",
    "\\textbraceleft{}": "{",
    "\\textbraceright{}": "}",
    "\\textasciitilde{}": "~",
    "\\textasciicircum{}": "^",
    **{f"\\{character}": character for character in "%&#_$"},
}


def entry_of(record: Record) -> Entry:
    database = parse_string(bibtex(record), "bibtex")
    assert list(database.entries) == [record.key]
    return database.entries[record.key]


def printed(text: str) -> str:
    """What LaTeX makes of a field."""
    for command, character in PRINTED.items():
        text = text.replace(command, character)
    return text.replace("-{}", "-").replace("`{}", "`").replace("'{}", "'").replace("\0", "\\")


def reference_of(record: Record) -> dict[str, Any]:
    (found,) = rispy.loads(ris(record))
    return found


def bibliography_of(record: Record, style: str = "harvard-cite-them-right") -> str:
    """The item as a citation processor prints it."""
    with warnings.catch_warnings():
        # The processor's own notes on what of CSL it does not know.
        warnings.simplefilter("ignore", UserWarning)
        source = citeproc.source.json.CiteProcJSON(json.loads(csl_json(record)))
        looks = citeproc.CitationStylesStyle(style, validate=False)
        listed = citeproc.CitationStylesBibliography(looks, source, citeproc.formatter.plain)
        listed.register(citeproc.Citation([citeproc.CitationItem(record.key)]))
        return "".join(str(item) for item in listed.bibliography())


@pytest.mark.parametrize("title", NASTY_TITLES)
def test_no_title_breaks_a_format(title: str) -> None:
    record = replace(KOREAN, title=plain(title), abstract=plain(title), series=plain(title))
    entry = entry_of(record)
    assert printed(entry.fields["title"][1:-1]) == record.title
    assert printed(entry.fields["abstract"]) == record.title
    assert entry.fields["url"] == record.url
    assert reference_of(record)["title"] == record.title
    assert reference_of(record)["tertiary_title"] == record.title
    (item,) = json.loads(csl_json(record))
    assert item["title"] == record.title
    assert record.title.split()[0] in bibliography_of(record)


@given(st.text(min_size=1).map(plain).filter(bool))
def test_any_title_and_name_come_back_from_the_parsers(text: str) -> None:
    record = replace(KOREAN, title=text, authors=(Name(text), JANE), abstract=text)
    entry = entry_of(record)
    assert printed(entry.fields["title"][1:-1]) == text
    assert len(entry.persons["author"]) == 2
    assert reference_of(record)["title"] == text
    assert reference_of(record)["authors"] == [text, "Doe, Jane Mary"]


def test_bibtex_knows_what_pybtex_reads() -> None:
    entry = entry_of(KOREAN)
    assert entry.type == "techreport"
    assert dict(entry.fields) == {
        "title": "{하나 보고서: 기금을 중심으로}",
        "institution": "{서울지역협동조합협의회}",
        "year": "2017",
        "month": "March",
        "type": "정책동향",
        "number": "3",
        "isbn": "979-11-5604-072-9",
        "issn": "1225-4940",
        "doi": "10.1000/182_a",
        "url": "https://example.org/publications/first/",
        "language": "ko",
        "keywords": "기금, 조례",
        "abstract": "초록이다.",
    }
    assert [str(person) for person in entry.persons["author"]] == ["{김하나}", "{이둘}"]


def test_pybtex_prints_a_whole_bibliography_of_it() -> None:
    style = find_plugin("pybtex.style.formatting", "plain")()
    database = parse_string(bibtex(KOREAN) + bibtex(replace(ENGLISH, key="other")), "bibtex")
    backend = find_plugin("pybtex.backends", "plaintext")()
    texts = [item.text.render(backend) for item in style.format_bibliography(database)]
    assert any("김하나 and 이둘" in text and "정책동향 3" in text for text in texts)
    assert any("Jane Mary Doe and Jean-Paul Roe" in text for text in texts)


def test_a_body_with_and_or_a_comma_in_its_name_stays_one_author() -> None:
    bodies = (
        Name("Food and Drink, Inc."),
        Name("A, B and C"),
        Name("Kim and Lee", "Lee", "Kim and"),
    )
    entry = entry_of(replace(ENGLISH, authors=bodies))
    assert [str(person) for person in entry.persons["author"]] == [
        "{Food and Drink, Inc.}", "{A, B and C}", "{Kim and Lee}",
    ]  # fmt: skip


def test_every_role_has_its_place() -> None:
    record = replace(KOREAN, editors=(Name("박셋"),), translators=(JANE,))
    entry = entry_of(record)
    assert [str(person) for person in entry.persons["editor"]] == ["{박셋}"]
    assert entry.fields["translator"] == "Doe, Jane Mary"
    reference = reference_of(record)
    assert reference["authors"] == ["김하나", "이둘"]
    assert reference["subsidiary_authors"] == ["Doe, Jane Mary"]
    assert "ED  - 박셋" in ris(record)
    (item,) = json.loads(csl_json(record))
    assert item["author"] == [{"literal": "김하나"}, {"literal": "이둘"}]
    assert item["editor"] == [{"literal": "박셋"}]
    assert item["translator"] == [{"family": "Doe", "given": "Jane Mary"}]


def test_what_nobody_signed_is_by_its_publisher_unless_it_has_an_editor() -> None:
    unsigned = replace(KOREAN, authors=())
    assert str(entry_of(unsigned).persons["author"][0]) == "{서울지역협동조합협의회}"
    assert reference_of(unsigned)["authors"] == [COUNCIL.text]
    assert json.loads(csl_json(unsigned))[0]["author"] == [{"literal": COUNCIL.text}]
    edited = replace(unsigned, editors=(JANE,))
    assert "author" not in entry_of(edited).persons
    assert "authors" not in reference_of(edited)
    assert "author" not in json.loads(csl_json(edited))[0]


@pytest.mark.parametrize(
    ("parts", "ris_date", "month"),
    [((), None, None), ((2017,), "2017///", None), ((2017, 3), "2017/03//", "March"),
     ((2017, 3, 9), "2017/03/09/", "March")],
)  # fmt: skip
def test_only_the_known_part_of_a_date_is_told(
    parts: tuple[int, ...], ris_date: str | None, month: str | None
) -> None:
    record = replace(KOREAN, date_parts=parts)
    assert reference_of(record).get("date") == ris_date
    assert entry_of(record).fields.get("month") == month
    assert entry_of(record).fields.get("year") == (str(parts[0]) if parts else None)
    issued = json.loads(csl_json(record))[0].get("issued")
    assert issued == ({"date-parts": [list(parts)]} if parts else None)
    assert bibliography_of(record)


def test_a_citation_processor_prints_names_the_right_way_round() -> None:
    text = bibliography_of(KOREAN)
    assert "김하나" in text
    assert "2017" in text
    assert "하나 보고서: 기금을 중심으로" in text
    assert "Doe" in bibliography_of(ENGLISH)


def test_ris_has_the_line_ends_and_the_end_that_it_asks_for() -> None:
    lines = ris(KOREAN).split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(line[2:6] == "  - " for line in lines[:-1])


def test_a_record_with_a_title_alone_is_enough() -> None:
    record = Record(key="report1", title="제목", genre="", language="ko", url="")
    assert dict(entry_of(record).fields) == {"title": "{제목}", "language": "ko"}
    assert reference_of(record)["title"] == "제목"
    assert bibliography_of(record)
