from django.utils import translation

from directory.districts import District


def test_seoul_has_25_districts() -> None:
    assert len(District) == 25


def test_every_district_has_its_own_code_in_seouls_part_of_the_register() -> None:
    assert len(set(District.values)) == 25
    assert all(len(code) == 5 and code.isdecimal() for code in District.values)
    assert all(code.startswith("11") for code in District.values)


def test_districts_stand_in_the_order_of_their_codes() -> None:
    assert District.values == sorted(District.values)
    assert (District.JONGNO, District.GANGDONG) == ("11110", "11740")


def test_no_two_districts_are_called_the_same_in_any_language() -> None:
    for language in ("ko", "en"):
        with translation.override(language):
            assert len({str(label) for label in District.labels}) == 25
