"""Form and model fields that every content app shares: telephone numbers and web addresses."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

HOME_REGION = "KR"


def parse_phone_number(text: str) -> phonenumbers.PhoneNumber:
    """The number that `text` writes, read as Korean where it names no country.

    Raises ValidationError where no telephone could have that number.
    """
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        number = phonenumbers.PhoneNumber()
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("“%(value)s” is not a telephone number. Write it like 02-351-3168."),
            code="invalid_phone",
            params={"value": text},
        )
    return number


def validate_phone_number(text: str) -> None:
    """Raise ValidationError unless `text` is a possible telephone number."""
    parse_phone_number(text)


def written_phone_number(text: str) -> str:
    """The number in the form that its country writes: 02-351-3168, +44 20 7946 0000."""
    number = parse_phone_number(text)
    home = phonenumbers.country_code_for_region(HOME_REGION)
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if number.country_code == home
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, form)


def international_phone_number(text: str) -> str:
    """The number as a `tel:` address takes it (RFC 3966): +82-2-351-3168; empty for no number."""
    if not text:
        return ""
    number = parse_phone_number(text)
    uri = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
    return uri.removeprefix("tel:")


class PhoneNumberField(models.CharField):
    """A telephone number, checked for its country and stored as people there write it."""

    default_validators = [validate_phone_number]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.strip() if isinstance(text, str) else text

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        text = super().clean(value, model_instance)
        return written_phone_number(text) if text else text


class SortKeyField(models.CharField):
    """A key that sorts by code points on every database, whatever its collation."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class WebAddressField(models.URLField):
    """An address on the web; one typed without a scheme, as on a leaflet, becomes https."""

    default_validators = [
        URLValidator(
            schemes=["http", "https"],
            message=_("This is not a web address. Write it like https://www.seoulcoop.org."),
        )
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": WebAddressFormField, **kwargs})


class WebAddressFormField(forms.URLField):
    """The form side of a web address, with its own words for what is wrong."""

    default_error_messages = {
        "invalid": _("This is not a web address. Write it like https://www.seoulcoop.org.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})
