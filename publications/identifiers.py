"""Numbers by which libraries know a publication: ISBN, ISSN and DOI."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import isbn, issn

SEPARATORS = re.compile(r"[\s-]")
ISBN_LENGTHS = (10, 13)
DOI_FORM = re.compile(r"10\.\d{4,9}/\S+")


def validate_isbn(text: str) -> None:
    """Raise ValidationError unless `text` is an ISBN with the right check digit (ISO 2108)."""
    # The library also takes the nine digits of an SBN, which an ISBN without its last would be.
    if not isbn.is_valid(text) or len(SEPARATORS.sub("", text)) not in ISBN_LENGTHS:
        raise ValidationError(
            _("This is not a valid ISBN. Check the digits, for example 979-11-5604-072-9."),
            code="invalid_isbn",
        )


def validate_issn(text: str) -> None:
    """Raise ValidationError unless `text` is an ISSN with the right check digit (ISO 3297)."""
    if not issn.is_valid(text):
        raise ValidationError(
            _("This is not a valid ISSN. Check the digits, for example 1225-4940."),
            code="invalid_issn",
        )


def validate_doi(text: str) -> None:
    """Raise ValidationError unless `text` is a DOI name (ISO 26324), not its web address."""
    if not DOI_FORM.fullmatch(text):
        raise ValidationError(
            _("Write the DOI alone, without its web address, for example 10.1000/182."),
            code="invalid_doi",
        )
