import datetime

import pytest
from django.utils import translation
from django.utils.translation import pgettext

from content.dates import iso_date, known_part, spoken_date, spoken_date_within_year

JUNE_27 = datetime.date(2013, 6, 27)


@pytest.mark.parametrize(
    ("precision", "written"), [("year", "2013"), ("month", "2013-06"), ("day", "2013-06-27")]
)
def test_iso_date_writes_no_more_than_is_known(precision: str, written: str) -> None:
    assert iso_date(JUNE_27, precision) == written


def test_iso_date_writes_four_digits_for_early_years() -> None:
    assert iso_date(datetime.date(1898, 1, 1), "year") == "1898"


@pytest.mark.parametrize(
    ("language", "precision", "spoken"),
    [
        ("ko", "month", "2013년 6월"),
        ("ko", "day", "2013년 6월 27일"),
        ("en", "year", "2013"),
        ("en", "month", "June 2013"),
        ("en", "day", "June 27, 2013"),
    ],
)
def test_spoken_date_follows_the_active_language(
    language: str, precision: str, spoken: str
) -> None:
    with translation.override(language):
        assert spoken_date(JUNE_27, precision) == spoken


def test_a_year_alone_is_spoken_without_month_or_day() -> None:
    with translation.override("ko"):
        spoken = spoken_date(JUNE_27, "year")
        assert spoken == pgettext("a year alone", "%(year)s") % {"year": 2013}
    assert "2013" in spoken
    assert "6" not in spoken


@pytest.mark.parametrize(
    ("precision", "stored"),
    [
        ("year", datetime.date(2013, 1, 1)),
        ("month", datetime.date(2013, 6, 1)),
        ("day", JUNE_27),
    ],
)
def test_the_unknown_part_of_a_date_is_stored_as_1(precision: str, stored: datetime.date) -> None:
    assert known_part(JUNE_27, precision) == stored


def test_below_a_heading_with_the_year_the_year_is_not_said_again() -> None:
    with translation.override("en"):
        said = [spoken_date_within_year(JUNE_27, part) for part in ("year", "month", "day")]
    assert said == ["", "June", "June 27"]
