"""Korean business registration numbers (사업자등록번호): ten digits, the last a check digit."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
WRITTEN_FORM = re.compile(r"(\d{3})-?(\d{2})-?(\d{5})", re.ASCII)


def check_digit(digits: str) -> int:
    """The tenth digit that belongs to the nine before it.

    The National Tax Service's weighted sum, to which the tens of the last product are added.
    """
    values = [int(digit) for digit in digits[:9]]
    total = sum(value * weight for value, weight in zip(values, WEIGHTS, strict=True))
    total += values[8] * WEIGHTS[8] // 10
    return -total % 10


def validate_business_number(text: str) -> None:
    """Raise ValidationError unless `text` is a business number with the right check digit."""
    match = WRITTEN_FORM.fullmatch(text.strip())
    if match is None:
        raise ValidationError(
            _("A business registration number has ten digits, like 123-45-67891."),
            code="invalid_business_number",
        )
    digits = "".join(match.groups())
    if check_digit(digits) != int(digits[9]):
        raise ValidationError(
            _("The digits of this business registration number do not agree. Check for a typo."),
            code="wrong_check_digit",
        )


def written_business_number(text: str) -> str:
    """The number as it is printed, 123-45-67891; `text` unchanged if it is not one."""
    match = WRITTEN_FORM.fullmatch(text.strip())
    return "-".join(match.groups()) if match else text
