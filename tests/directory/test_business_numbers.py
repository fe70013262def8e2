import pytest
from django.core.exceptions import ValidationError

from directory.business_numbers import (
    check_digit,
    validate_business_number,
    written_business_number,
)

# Of large companies, as they print them on their own web pages.
KNOWN_NUMBERS = ["124-81-00998", "220-81-62517", "120-81-47521"]


@pytest.mark.parametrize("number", KNOWN_NUMBERS)
def test_numbers_in_real_use_are_valid(number: str) -> None:
    validate_business_number(number)


@pytest.mark.parametrize("number", KNOWN_NUMBERS)
def test_the_last_digit_follows_from_the_others(number: str) -> None:
    digits = number.replace("-", "")
    assert check_digit(digits[:9]) == int(digits[9])
    wrong = f"{digits[:9]}{(int(digits[9]) + 1) % 10}"
    with pytest.raises(ValidationError) as refusal:
        validate_business_number(wrong)
    assert refusal.value.code == "wrong_check_digit"


@pytest.mark.parametrize("number", ["1248100998", " 124-81-00998 ", "124-8100998"])
def test_hyphens_and_surrounding_spaces_may_be_left_out_or_added(number: str) -> None:
    validate_business_number(number)
    assert written_business_number(number) == "124-81-00998"


@pytest.mark.parametrize(
    "number", ["", "124-81-0099", "124-81-009980", "12-481-00998", "１２４-81-00998", "사업자번호"]
)
def test_anything_but_ten_digits_is_malformed(number: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_business_number(number)
    assert refusal.value.code == "invalid_business_number"


def test_what_is_no_business_number_is_written_as_it_stands() -> None:
    assert written_business_number("모름") == "모름"
