from dataclasses import replace
from typing import Any

import pytest
from django.utils.html import conditional_escape

from publications.citing.names import Name
from publications.citing.prose import apa_citation, korean_citation
from tests.publications.citing import records
from tests.publications.citing.records import COUNCIL, JANE, RICHARD

URL = "https://example.org/a/"
KOREAN = replace(records.KOREAN, title="하나: 기금", publishers=(Name("협의회"),), url=URL)
ENGLISH = replace(records.ENGLISH, url=URL)

DOI = "https://doi.org/10.1000/182_a"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, f"김하나·이둘, 『하나: 기금』, 정책동향 제3호, 협의회, 2017. {DOI}"),
        ({"doi": "", "part_of": "", "date_parts": ()},
         "김하나·이둘, 『하나: 기금』, 협의회. https://example.org/a/"),
        ({"authors": (), "part_of": ""}, f"협의회, 『하나: 기금』, 2017. {DOI}"),
        ({"authors": (), "editors": (Name("박셋"),), "part_of": ""},
         f"박셋 엮음, 『하나: 기금』, 협의회, 2017. {DOI}"),
        ({"editors": (Name("박셋"),), "translators": (Name("최넷"),), "part_of": ""},
         "김하나·이둘 지음, 박셋 엮음, 최넷 옮김, 『하나: 기금』, 협의회, 2017. "
         + DOI),
        ({"title": "정책동향"}, f"김하나·이둘, 『정책동향』, 제3호, 협의회, 2017. {DOI}"),
        ({"authors": (), "publishers": (), "part_of": "", "date_parts": (), "doi": "", "url": ""},
         "『하나: 기금』."),
    ],
)  # fmt: skip
def test_korean_usage(changes: dict[str, Any], expected: str) -> None:
    assert str(korean_citation(replace(KOREAN, **changes))) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({},
         ("Doe, J. M., & Roe, J.-P. (2017, March). A Report: On Funds (Trends, no. 3). "
         "Seoul Council. https://example.org/a/")),
        ({"authors": (JANE,), "date_parts": (2017, 3, 9), "part_of": ""},
         "Doe, J. M. (2017, March 9). A Report: On Funds. Seoul Council. https://example.org/a/"),
        ({"authors": (), "date_parts": (), "part_of": ""},
         "Seoul Council. (n.d.). A Report: On Funds. https://example.org/a/"),
        ({"authors": (), "editors": (JANE, RICHARD), "date_parts": (2017,), "part_of": ""},
         ("Doe, J. M., & Roe, J.-P. (Eds.). (2017). A Report: On Funds. "
         "Seoul Council. https://example.org/a/")),
        ({"authors": (JANE,), "translators": (RICHARD,), "date_parts": (2017,), "part_of": "",
          "url": ""},
         "Doe, J. M. (2017). A Report: On Funds (J.-P. Roe, Trans.). Seoul Council."),
        ({"authors": (), "publishers": (), "part_of": "", "date_parts": (2017,), "url": ""},
         "(2017). A Report: On Funds."),
    ],
)  # fmt: skip
def test_apa(changes: dict[str, Any], expected: str) -> None:
    assert str(apa_citation(replace(ENGLISH, **changes))) == expected


def test_apa_of_a_korean_report_gives_korean_names_in_full() -> None:
    assert str(apa_citation(KOREAN)) == (
        "김하나, 이둘 (2017). 하나: 기금 (정책동향 제3호). 협의회. " + DOI
    )
    edited = replace(KOREAN, authors=(), editors=(Name("박셋"),), translators=(Name("최넷"),))
    assert str(apa_citation(edited)).startswith("박셋 (편) (2017). ")
    assert "(최넷 역)" in str(apa_citation(edited))


def test_apa_lists_nineteen_of_many_authors_and_the_last() -> None:
    many = tuple(Name(f"A{n} B{n}", f"B{n}", f"A{n}") for n in range(1, 26))
    text = str(apa_citation(replace(ENGLISH, authors=many)))
    assert "B19, A., . . . B25, A. (2017" in text
    assert "B20" not in text
    twenty = str(apa_citation(replace(ENGLISH, authors=many[:20])))
    assert "B19, A., & B20, A. (2017" in twenty


def test_a_western_title_is_in_italics_and_no_title_is_markup() -> None:
    record = replace(ENGLISH, title="<b>&</b>", authors=(COUNCIL,))
    for citation in (apa_citation(record), korean_citation(record)):
        assert "<i>&lt;b&gt;&amp;&lt;/b&gt;</i>" in conditional_escape(citation)
    assert "<i>" not in conditional_escape(apa_citation(KOREAN))
