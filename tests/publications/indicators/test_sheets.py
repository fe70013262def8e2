from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from publications.indicators.cells import Measured
from publications.indicators.sheets import (
    Row,
    column_letter,
    merged,
    pasted_sheet,
    read_sheet,
    sheet_of,
)

HEADINGS = ["관점", "지표", "단위", "비고"]
EXCEL = (
    "관점\t지표\t단위\t2023년\t2024\t비고\r\n"
    "사회\t조합원 수\t명\t1,200\t1,350\t연말 기준\r\n"
    '사회\t"두 줄\n이름"\t\t-\t우수\t"""따옴표"""\r\n'
    "\t\t\t\t\t\r\n"
)


def test_a_table_copied_in_excel_is_read() -> None:
    reading = read_sheet(pasted_sheet(EXCEL))
    assert reading.problems == []
    assert reading.rows == [
        Row("조합원 수", "사회", "명", "연말 기준",
            {"2023": Measured(Decimal(1200)), "2024": Measured(Decimal(1350))}),
        Row("두 줄 이름", "사회", "", '"따옴표"', {"2024": Measured(grade="우수")}),
    ]  # fmt: skip


@pytest.mark.parametrize("heading", ["지표", "지표명", "항목", "Indicator", " name "])
def test_the_columns_may_stand_in_any_order(heading: str) -> None:
    reading = read_sheet(pasted_sheet(f"2024\t{heading}\n3\t가\n"))
    assert reading.rows == [Row("가", values={"2024": Measured(Decimal(3))})]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("이름\t2024\n가\t1", ["1행 A열"]),
        ("지표\t2024\t2024년\n가\t1\t2", ["1행 B열", "1행 C열"]),
        ("지표\t2024\t\n가\t1\t2", ["1행 C열"]),
        ("지표\t2024\n가\t1\n\t2", ["3행 A열"]),
        ("지표\t2024\n가\t1,2\n나\t12명", ["2행 B열", "3행 B열"]),
        ("지표\t2024\n가\t1\n\n가\t2", ["4행 A열"]),
        (f"지표\t2024\n{'가' * 201}\t1", ["2행 A열"]),
        (f"지표\t{'2' * 31}\n가\t1", ["1행 B열"]),
        ("지표\t단위\t2024\n가\t" + "나" * 51 + "\tx", ["2행 B열"]),
        ("지표\n" + "가\n" * 301, ["1행 A열"]),
        ("지표" + "\t" * 61 + "x", ["1행 A열"]),
    ],
)
def test_every_fault_is_named_with_its_row_and_column(text: str, places: list[str]) -> None:
    with translation.override("ko"):
        problems = [str(problem) for problem in read_sheet(pasted_sheet(text)).problems]
    assert [problem.partition(":")[0] for problem in problems] == places


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [column_letter(number) for number in (0, 25, 26, 59)] == ["A", "Z", "AA", "BH"]


def test_a_table_that_is_written_reads_the_same() -> None:
    rows = read_sheet(pasted_sheet(EXCEL)).rows
    assert read_sheet(sheet_of(rows, HEADINGS)).rows == rows


def test_pasting_adds_rows_and_replaces_what_it_names() -> None:
    old = [
        Row("가", "사회", "명", "", {"2023": Measured(Decimal(1)), "2024": Measured(Decimal(2))}),
        Row("나", "경제", "원", "메모", {"2023": Measured(Decimal(5))}),
    ]
    pasted = [
        Row("나", values={"2024": Measured(Decimal(6))}),
        Row("다", values={"2024": Measured(grade="우수")}),
        Row("가", "사회", "", "새 메모", {"2024": Measured(Decimal(3))}),
    ]
    assert merged(old, pasted) == [
        Row("가", "사회", "명", "새 메모",
            {"2023": Measured(Decimal(1)), "2024": Measured(Decimal(3))}),
        Row("나", "경제", "원", "메모",
            {"2023": Measured(Decimal(5)), "2024": Measured(Decimal(6))}),
        Row("다", values={"2024": Measured(grade="우수")}),
    ]  # fmt: skip
    assert merged(old, []) == old


@given(st.text(alphabet=st.sampled_from('지표\t\n\r"1,.\0가 ')) | st.text())
def test_any_pasted_text_is_read_or_refused(text: str) -> None:
    reading = read_sheet(pasted_sheet(text))
    assert not (reading.rows and not all(row.name for row in reading.rows)) or reading.problems
    for problem in reading.problems:
        assert str(problem)
