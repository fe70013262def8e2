from decimal import Decimal

import pytest
from django.utils import translation

from publications.indicators.changes import change_between


@pytest.mark.parametrize(
    ("old", "new", "unit", "expected"),
    [
        ("12300", "13150.5", "명", "+850.5 (+6.9%)"),
        ("200", "150", "", "−50 (−25%)"),
        ("40", "43.2", "%", "+3.2%p"),
        ("40", "40", "%", "변화 없음"),
        ("0", "5", "명", "+5"),
        ("-12", "8", "원", "+20"),
        ("80", "-15", "원", "−95"),
        (None, "8", "원", "None"),
        ("8", None, "원", "None"),
    ],
)
def test_a_change_is_told_in_words(
    old: str | None, new: str | None, unit: str, expected: str
) -> None:
    numbers = [None if each is None else Decimal(each) for each in (old, new)]
    with translation.override("ko"):
        assert str(change_between(*numbers, unit)) == expected
