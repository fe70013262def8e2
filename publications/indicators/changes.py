"""How an indicator changed between two periods, in words that need no colour."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext, pgettext

PERCENT = frozenset({"%", "％", "퍼센트", "percent"})
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Change:
    """The difference with its sign, and what part of the old value it is where that says much."""

    difference: str
    share: str = ""

    def __str__(self) -> str:
        return f"{self.difference} ({self.share})" if self.share else self.difference


def change_between(old: Decimal | None, new: Decimal | None, unit: str) -> Change | None:
    """None where either number is missing.

    Percentages change by percentage points, and a part is told only between numbers above zero.
    """
    if old is None or new is None:
        return None
    if new == old:
        return Change(pgettext("change of an indicator", "unchanged"))
    if unit.strip().lower() in PERCENT:
        return Change(gettext("%(number)s points") % {"number": signed(new - old)})
    if old <= 0 or new <= 0:
        return Change(signed(new - old))
    share = ((new - old) / old * 100).quantize(TENTH)
    return Change(signed(new - old), f"{signed(share)}%")


def signed(number: Decimal) -> str:
    """+1,234.5 or −3, as the reader's language writes numbers."""
    sign = "−" if number < 0 else "+"
    return sign + written_number(abs(number))


def written_number(number: Decimal) -> str:
    """The number as the reader's language writes it, without idle zeros."""
    whole = number == number.to_integral_value()
    plain = number.quantize(Decimal(1)) if whole else number.normalize()
    return str(formats.number_format(plain, use_l10n=True, force_grouping=True))
