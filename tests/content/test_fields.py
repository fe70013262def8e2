import pytest
from django.core.exceptions import ValidationError

from content.fields import (
    PhoneNumberField,
    WebAddressField,
    international_phone_number,
    written_phone_number,
)
from content.models import OrganisationSettings
from directory.models import Member
from tests.factories import MemberFactory

BAD_NUMBERS = ["02-351", "전화 없음", "000-0000-0000", "02-351-3168-99999", "１２３", "<b>"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("023513168", "02-351-3168"),
        ("02 351 3168", "02-351-3168"),
        ("02)351-3168", "02-351-3168"),
        ("+82 2 351 3168", "02-351-3168"),
        ("07012345678", "070-1234-5678"),
        ("010 1234 5678", "010-1234-5678"),
        ("15771577", "1577-1577"),
        ("+44 2079460000", "+44 20 7946 0000"),
    ],
)
def test_telephone_numbers_are_stored_as_their_country_writes_them(
    typed: str, written: str
) -> None:
    assert written_phone_number(typed) == written


@pytest.mark.parametrize("typed", BAD_NUMBERS)
def test_what_no_telephone_can_have_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        PhoneNumberField().clean(typed, None)
    assert refusal.value.error_list[0].code == "invalid_phone"
    assert typed in refusal.value.messages[0]


def test_a_telephone_number_may_be_left_out() -> None:
    assert PhoneNumberField(blank=True).clean("", None) == ""
    assert international_phone_number("") == ""


def test_spaces_around_a_telephone_number_do_not_matter() -> None:
    assert PhoneNumberField().clean(" 02-351-3168 ", None) == "02-351-3168"


@pytest.mark.parametrize(
    ("written", "uri"),
    [("02-351-3168", "+82-2-351-3168"), ("1577-1577", "+82-1577-1577")],
)
def test_the_international_form_starts_with_the_country(written: str, uri: str) -> None:
    assert international_phone_number(written) == uri


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("www.seoulcoop.org", "https://www.seoulcoop.org"),
        ("seoulcoop.org/회원", "https://seoulcoop.org/회원"),
        ("http://www.seoulcoop.org", "http://www.seoulcoop.org"),
        ("https://www.seoulcoop.org/?a=1", "https://www.seoulcoop.org/?a=1"),
        ("https://협동조합.한국", "https://협동조합.한국"),
    ],
)
def test_a_web_address_without_a_scheme_becomes_https(typed: str, stored: str) -> None:
    assert WebAddressField().formfield().clean(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["서울 협동조합", "https://", "javascript:alert(1)", "ftp://example.org", "http://a b.kr"],
)
def test_what_is_no_address_on_the_web_is_refused(typed: str) -> None:
    field = WebAddressField()
    with pytest.raises(ValidationError):
        field.clean(field.formfield().clean(typed), None)


def test_web_addresses_of_other_schemes_are_refused_by_the_model_too() -> None:
    settings = OrganisationSettings(website="ftp://example.org")
    with pytest.raises(ValidationError) as refusal:
        settings.full_clean(exclude=["site"])
    assert list(refusal.value.message_dict) == ["website"]


@pytest.mark.django_db
def test_sort_keys_are_ordered_by_code_point_in_every_database() -> None:
    for name in ["하나", "가나", "Zeta", "alpha", "Éclair", "7번가", "漢字", "가 나다", "각"]:
        MemberFactory.create(name=name)
    keys = list(Member.objects.order_by("sort_key").values_list("sort_key", flat=True))
    assert keys == sorted(keys)
