"""What a cell of an indicator table says: a number, a grade, or both."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

MOST_DIGITS = 20
MOST_DECIMALS = 4
MOST_OF_A_GRADE = 30

# Dashes alone say that nothing is known.
NOTHING = re.compile(r"[-‐-―−ー~～.·\s]*")
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
# Accountants write negative numbers in brackets or after a triangle.
NEGATIVE = re.compile(rf"\(\s*(?:[₩\\]\s*)?(?P<number>{NUMBER})\s*\)")
MEASURED = re.compile(
    rf"(?P<sign>[-+−–△]?)\s*(?:[₩\\]\s*)?(?P<number>{NUMBER})\s*(?P<unit>[^\d\s(),.][^(]*?)?\s*"
    r"(?:\(\s*(?P<grade>[^()]+?)\s*\))?"
)
GRADE_ALONE = re.compile(r"\(\s*(?P<grade>[^()]+?)\s*\)")
LIKE_A_NUMBER = re.compile(r"[-+−–△▲▼₩\\(#]?\s*(?:\.?\d|#)")
EXPONENT = re.compile(r"\d[eE][-+]?\d")


class CellError(ValueError):
    """A cell that is neither a number nor a grade; the message is for the editor."""


@dataclass(frozen=True)
class Measured:
    """What an indicator showed in a period."""

    value: Decimal | None = None
    grade: str = ""

    def __bool__(self) -> bool:
        return self.value is not None or bool(self.grade)


def plain_number(number: Decimal) -> str:
    """The number without grouping and idle zeros: 13150.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written_cell(measured: Measured) -> str:
    """The cell as `measured_in` reads it back: 87.2, 우수 or 87.2 (우수)."""
    if measured.value is None:
        return written_grade(measured.grade)
    number = plain_number(measured.value)
    return f"{number} ({measured.grade})" if measured.grade else number


def written_grade(grade: str) -> str:
    """In brackets where it would be read as a number or as nothing."""
    is_unclear = grade and (LIKE_A_NUMBER.match(grade) or NOTHING.fullmatch(grade))
    return f"({grade})" if is_unclear else grade


def measured_in(text: str, unit: str = "") -> Measured:
    """What the cell says; its number may bear the indicator's unit.

    Raises CellError for what looks like a number and is none, so that a slip of the keyboard
    never becomes a grade unseen.
    """
    text = " ".join(text.split())
    if NOTHING.fullmatch(text):
        return Measured()
    plain = unicodedata.normalize("NFKC", text)
    if negative := NEGATIVE.fullmatch(plain):
        return Measured(number_in(f"-{negative['number']}"))
    if grade := GRADE_ALONE.fullmatch(text):
        return Measured(grade=checked_grade(grade["grade"]))
    if LIKE_A_NUMBER.match(plain):
        return measured_number(plain, text, unit)
    return Measured(grade=checked_grade(text))


def measured_number(plain: str, text: str, unit: str) -> Measured:
    if EXPONENT.search(plain):
        raise CellError(
            gettext("“%(text)s” is shortened. Show the whole number in Excel and copy it again.")
            % {"text": text}
        )
    match = MEASURED.fullmatch(plain)
    if match is None:
        raise CellError(gettext("“%(text)s” is not a number.") % {"text": text})
    if match["unit"] and match["unit"] != unicodedata.normalize("NFKC", unit).strip():
        raise CellError(
            gettext(
                "“%(text)s” is not a number. Write the unit in the unit column, and a grade "
                "that begins with a digit in brackets."
            )
            % {"text": text}
        )
    sign = "" if match["sign"] in ("", "+") else "-"
    return Measured(number_in(sign + match["number"]), checked_grade(match["grade"] or ""))


def number_in(text: str) -> Decimal:
    number = Decimal(text.replace(",", ""))
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MOST_DECIMALS:
        raise CellError(
            gettext("“%(text)s” has more than four decimal places. Round it.") % {"text": text}
        )
    if abs(number) >= Decimal(10) ** (MOST_DIGITS - MOST_DECIMALS):
        raise CellError(gettext("“%(text)s” is too large a number.") % {"text": text})
    return number


def checked_grade(text: str) -> str:
    if len(text) > MOST_OF_A_GRADE:
        raise CellError(
            gettext("“%(text)s…” is too long for a grade, which has at most 30 characters.")
            % {"text": text[:MOST_OF_A_GRADE]}
        )
    return text
