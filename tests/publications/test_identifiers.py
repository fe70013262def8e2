from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from publications.identifiers import validate_doi, validate_isbn, validate_issn


@pytest.mark.parametrize(
    ("validate", "text"),
    [
        (validate_isbn, "979-11-5604-072-9"),
        (validate_isbn, "9791156040729"),
        (validate_isbn, "89-349-0490-9"),
        (validate_issn, "1225-4940"),
        (validate_issn, "2434-561X"),
        (validate_doi, "10.1000/182"),
        (validate_doi, "10.22820/coop.2017.35.1.001"),
    ],
)
def test_well_formed_identifiers_are_accepted(validate: Callable[[str], None], text: str) -> None:
    validate(text)


@pytest.mark.parametrize(
    ("validate", "text", "code"),
    [
        (validate_isbn, "979-11-5604-072-8", "invalid_isbn"),
        (validate_isbn, "979-11-5604", "invalid_isbn"),
        (validate_isbn, "없음", "invalid_isbn"),
        (validate_issn, "1225-4941", "invalid_issn"),
        (validate_issn, "1225-494", "invalid_issn"),
        (validate_issn, "없음", "invalid_issn"),
        (validate_doi, "https://doi.org/10.1000/182", "invalid_doi"),
        (validate_doi, "10.1000", "invalid_doi"),
        (validate_doi, "10.1000/1 82", "invalid_doi"),
        (validate_doi, "doi:10.1000/182", "invalid_doi"),
    ],
)
def test_malformed_identifiers_are_refused(
    validate: Callable[[str], None], text: str, code: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate(text)
    assert refusal.value.code == code
