"""Text that looks like a person's own number: resident registration, mobile phone, account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_FINDINGS: Final = 50

_DASH: Final = "[-‐‑–—−]"
_RESIDENT: Final = re.compile(
    rf"(?<![\d-])(\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(\s?{_DASH}\s?)?([1-8]\d{{6}})(?![\d-])"
)
_MOBILE: Final = re.compile(
    r"(?<![\d-])(?:\+?82[ .-]?\(?0?\)?|0)1[016789]"
    rf"(?:{_DASH}|[ .)])?\s?\d{{3,4}}(?:{_DASH}|[ .])?\d{{4}}(?![\d-])"
)
_GROUPED: Final = re.compile(rf"(?<![\d-])\d{{2,6}}(?:{_DASH}\d{{2,8}}){{2,3}}(?![\d-])")
_BANK: Final = re.compile(
    "은행|뱅크|농협|수협|신협|축협|새마을금고|우체국|계좌|예금주|입금|토스|카카오페이|account",
    re.IGNORECASE,
)
_NEAR_A_BANK: Final = 40
_ACCOUNT_DIGITS: Final = range(10, 17)
_BUSINESS_NUMBER: Final = re.compile(r"\d{3}-\d{2}-\d{5}")
_CORPORATION_NUMBER: Final = re.compile(r"\d{6}-\d{7}")
_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_FIRST_OF_FOREIGNERS: Final = 5
_SHOWN_AT_START: Final = 3


class PersonalData(models.TextChoices):
    """What kind of number it may be."""

    RESIDENT = "resident", _("resident registration number")
    MOBILE = "mobile", _("mobile number")
    ACCOUNT = "account", _("account number")


@dataclass(frozen=True)
class Finding:
    """A number in a text, mostly hidden; `section` counts from 1, 0 is outside of any section."""

    kind: str
    section: int
    shown: str

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)


def findings_in(sections: Sequence[str]) -> list[Finding]:
    """The first findings in the sections of a text, in their order, each number once a section."""
    found: dict[Finding, None] = {}
    for number, text in enumerate(sections, start=1):
        for kind, written in numbers_in(text):
            found[Finding(kind, number, hidden(written))] = None
            if len(found) >= MOST_FINDINGS:
                return list(found)
    return list(found)


def numbers_in(text: str) -> Iterator[tuple[str, str]]:
    """Each number that may be personal, with its kind."""
    for match in _RESIDENT.finditer(text):
        if is_resident_number(match):
            yield PersonalData.RESIDENT, match.group()
    for match in _MOBILE.finditer(text):
        yield PersonalData.MOBILE, match.group()
    for match in _GROUPED.finditer(text):
        if is_account_number(match, text):
            yield PersonalData.ACCOUNT, match.group()


def is_resident_number(match: re.Match[str]) -> bool:
    """Whether it is written with the usual dash, or its check digit is right.

    Numbers given since October 2020 have no check digit, so it decides only where 13 digits
    without a dash could as well be anything else.
    """
    birth, dash, rest = match.groups()
    return bool(dash) or has_check_digit(birth + rest)


def has_check_digit(digits: str) -> bool:
    """Whether the last of 13 digits follows from the others, for residents or for foreigners."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    first = 13 if int(digits[6]) >= _FIRST_OF_FOREIGNERS else 11
    return (first - total % 11) % 10 == int(digits[-1])


def is_account_number(match: re.Match[str], text: str) -> bool:
    """Whether it has an account's length, no other number's form, and a bank beside it."""
    written = match.group()
    digits = sum(char.isdigit() for char in written)
    if digits not in _ACCOUNT_DIGITS or _BUSINESS_NUMBER.fullmatch(written):
        return False
    if _CORPORATION_NUMBER.fullmatch(written) or _MOBILE.fullmatch(written):
        return False
    around = text[max(0, match.start() - _NEAR_A_BANK) : match.end() + _NEAR_A_BANK]
    return bool(_BANK.search(around))


def hidden(written: str) -> str:
    """The number with its first digits only, enough to find the place."""
    return written[:_SHOWN_AT_START] + re.sub(r"\d", "*", written[_SHOWN_AT_START:])
