"""Template tags for what every content app shows."""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.template.defaultfilters import stringfilter
from django.utils import formats
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.blocks import DecimalBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.embeds.blocks import EmbedValue
from wagtail.models import AbstractPage, Site

from content import dates, embeds, fields
from content.line_breaks import markup_without_orphans, without_orphans
from content.models import SCHEMA_CONTEXT, BasePage

register = template.Library()

FIRST_OF_FIVE_DIGITS = 10_000
# What follows the scheme of a web address.
ADDRESS = re.compile(r"(?<=://)(\S+)")
# What would end a <script> element or open a comment in it, as JSON escapes.
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def precise_date(date: datetime.date, precision: str, *, within_year: bool = False) -> SafeString:
    """A <time> element that shows as much of the date as is known, the year left out on request."""
    spoken = dates.spoken_date_within_year if within_year else dates.spoken_date
    return format_html(
        '<time datetime="{}">{}</time>', dates.iso_date(date, precision), spoken(date, precision)
    )


@register.simple_tag
def video_of(value: EmbedValue) -> embeds.Video:
    """The video that an embed block names."""
    return embeds.video_of(value)


@register.filter
def telephone_uri(number: str) -> str:
    """A number in the form that a `tel:` link takes; one that is none stays as it is."""
    try:
        return fields.international_phone_number(number)
    except ValidationError:
        return number


@register.filter
def shown_address(url: str) -> str:
    """A web address as people write it: without its scheme and the stroke that ends it."""
    return url.removeprefix("https://").removeprefix("http://").removesuffix("/")


@register.filter
@stringfilter
def breakable(text: str) -> SafeString:
    """Text whose web addresses go on to the next line after a stroke, not within a word."""
    parts = ADDRESS.split(text)
    shown = (
        format_html_join(SafeString("/<wbr>"), "{}", ((step,) for step in part.split("/")))
        if place % 2
        else escape(part)
        for place, part in enumerate(parts)
    )
    return SafeString("".join(shown))


@register.simple_tag(takes_context=True)
def structured_data(context: dict[str, Any], obj: Any) -> SafeString:
    """What `obj` is in the words of schema.org, as a JSON-LD script element."""
    text = json.dumps(
        obj.structured_data(context["request"]), cls=DjangoJSONEncoder, ensure_ascii=False
    )
    safe_text = SafeString(text.translate(SCRIPT_ESCAPES))
    return format_html('<script type="application/ld+json">{}</script>', safe_text)


@register.inclusion_tag("content/breadcrumbs.html", takes_context=True)
def breadcrumbs(
    context: dict[str, Any], page: AbstractPage, last_title: str = ""
) -> dict[str, Any]:
    """The way from the front page to `page`, or to what `page` shows under `last_title`."""
    request = context["request"]
    above = [*pages_above(page, request), *([page] if last_title else [])]
    steps = [{"title": step.title, "url": step.get_url(request)} for step in above]
    if steps:
        steps[0]["title"] = gettext("Home")
    steps.append({"title": last_title or page.title, "url": None})
    return {"steps": steps, "trail": Trail(steps), "request": request}


def pages_above(page: AbstractPage, request: HttpRequest) -> list[AbstractPage]:
    """The public pages above `page`, from the front page on; no query for those at hand."""
    site = Site.find_for_request(request)
    if site is None or not page.is_descendant_of(site.root_page):
        return list(page.get_ancestors().filter(depth__gt=1).live())
    found = []
    while page.depth > site.root_page.depth + 1:
        page = page.page_above if isinstance(page, BasePage) else page.get_parent()
        found.append(page)
    return [site.root_page, *(above for above in reversed(found) if above.live)]


@dataclass(frozen=True)
class Trail:
    """Breadcrumbs in the words of schema.org."""

    steps: list[dict[str, str | None]]

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        items = []
        for position, step in enumerate(self.steps, start=1):
            url = step["url"] or request.path
            items.append(
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": step["title"],
                    "item": request.build_absolute_uri(url),
                }
            )
        return {
            "@context": SCHEMA_CONTEXT,
            "@type": "BreadcrumbList",
            "itemListElement": items,
        }


@register.filter(is_safe=True)
@stringfilter
def unbroken(text: str) -> str:
    """A title or lead whose lines end and begin well, wherever they break."""
    return without_orphans(text)


@register.filter(is_safe=True)
@stringfilter
def unbroken_markup(markup: str) -> str:
    """Rich text whose lines end and begin well, wherever they break."""
    return markup_without_orphans(markup)


@register.simple_tag(takes_context=True)
def canonical_url(context: dict[str, Any], subject: Any) -> str:
    """The one address of what is shown; empty where it has none, as in a preview."""
    return subject.canonical_url(context["request"]) or "" if "request" in context else ""


@register.simple_tag(takes_context=True)
def url_of(context: dict[str, Any], subject: Any) -> str:
    """Where a listed page or snippet stands; what it looks up for that, it does once a request."""
    return subject.get_url(context.get("request")) or ""


@register.simple_tag(takes_context=True)
def absolute(context: dict[str, Any], url: str) -> str:
    """An address of this site with its host; one that has a host stays as it is."""
    return str(context["request"].build_absolute_uri(url)) if "request" in context else url


@register.filter
def labelled_columns(table: TypedTable) -> list[dict[str, Any]]:
    """The table's columns: heading, whether numbers stand there, whether to set thousands apart.

    A column of years has no number of five digits, and 2,025 is no year.
    """
    columns = []
    for place, column in enumerate(table.columns):
        is_number = isinstance(column["block"], DecimalBlock)
        numbers = [cells[place].value or 0 for cells in table.rows] if is_number else []
        columns.append(
            {
                "heading": column["heading"],
                "is_number": is_number,
                "is_grouped": any(abs(number) >= FIRST_OF_FIVE_DIGITS for number in numbers),
            }
        )
    return columns


@register.filter
def labelled_rows(table: TypedTable) -> Iterator[list[dict[str, Any]]]:
    """The table's rows, each cell with its column's heading for narrow screens."""
    columns = labelled_columns(table)
    for row in table.rows:
        yield [
            {**column, "block": cell, "text": number_text(cell.value, column)}
            for column, cell in zip(columns, row, strict=True)
        ]


def number_text(value: Any, column: dict[str, Any]) -> str:
    """A number as the reader's language writes it; nothing for an empty cell or another kind."""
    if not column["is_number"] or value is None:
        return ""
    grouping = column["is_grouped"]
    return str(formats.number_format(value, use_l10n=True, force_grouping=grouping))


@register.filter
def grouped(number: int) -> str:
    """A whole number with its thousands set apart, as the reader's language does it."""
    return str(formats.number_format(number, use_l10n=True, force_grouping=True))
