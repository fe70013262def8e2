import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publications.indicators.cells import CellError, Measured, measured_in, written_cell


@pytest.mark.parametrize(
    ("text", "unit", "value", "grade"),
    [
        ("1,234.5", "명", "1234.5", ""),
        (" 12 ", "", "12", ""),
        ("１２", "", "12", ""),
        ("-3", "", "-3", ""),
        ("−3", "", "-3", ""),
        ("+3", "", "3", ""),
        ("△1,200", "원", "-1200", ""),
        ("(1,200)", "원", "-1200", ""),
        ("₩1,200", "원", "1200", ""),
        ("12.5%", "%", "12.5", ""),
        ("12명", "명", "12", ""),
        ("12 명", "명", "12", ""),
        (".5", "", "0.5", ""),
        ("0", "", "0", ""),
        ("탁월", "", None, "탁월"),
        ("A+", "", None, "A+"),
        ("(1등급)", "", None, "1등급"),
        ("87.2 (우수)", "점", "87.2", "우수"),
        ("87.2점(우수)", "점", "87.2", "우수"),
        ("", "", None, ""),
        ("-", "", None, ""),
        ("–", "", None, ""),
    ],
)
def test_a_cell_holds_a_number_a_grade_or_both(
    text: str, unit: str, value: str | None, grade: str
) -> None:
    expected = Measured(Decimal(value) if value is not None else None, grade)
    assert measured_in(text, unit) == expected


@pytest.mark.parametrize(
    "text",
    ["12,34", "1.2.3", "12명", "1등급", "12O0", "1.23E+08", "########", "#DIV/0!", "1,2,3",
     "0.12345", "12345678901234567", "가" * 31, "3 (" + "가" * 31 + ")", "1 2", "5,", "▲1,200"],
)  # fmt: skip
def test_what_looks_like_a_number_and_is_none_is_refused(text: str) -> None:
    with pytest.raises(CellError, match=r"^“"):
        measured_in(text)


@given(
    st.decimals(-(10**15), 10**15, places=4) | st.none(),
    st.sampled_from(["", "우수", "A+", "1등급", "-"]),
)
def test_what_is_written_is_read_back(value: Decimal | None, grade: str) -> None:
    measured = Measured(value, grade)
    assert measured_in(written_cell(measured)) == measured


@given(st.text(), st.text())
def test_any_text_is_read_or_refused(text: str, unit: str) -> None:
    with contextlib.suppress(CellError):
        assert isinstance(measured_in(text, unit), Measured)
