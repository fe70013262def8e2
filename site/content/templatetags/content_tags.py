"""Template tags for what every content app shows."""

import datetime
import json
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from content import dates, fields

register = template.Library()

# What would end a <script> element or open a comment in it, as JSON escapes.
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def precise_date(date: datetime.date, precision: str) -> SafeString:
    """A <time> element that shows as much of the date as is known."""
    return format_html(
        '<time datetime="{}">{}</time>',
        dates.iso_date(date, precision),
        dates.spoken_date(date, precision),
    )


@register.filter
def telephone_uri(number: str) -> str:
    """A number in the form that a `tel:` link takes; one that is none stays as it is."""
    try:
        return fields.international_phone_number(number)
    except ValidationError:
        return number


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """A JSON-LD script element for search engines (schema.org)."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    safe_text = mark_safe(text.translate(SCRIPT_ESCAPES))  # noqa: S308
    return format_html('<script type="application/ld+json">{}</script>', safe_text)
