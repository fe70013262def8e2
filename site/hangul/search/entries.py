"""What the index holds of one object: three columns of tokens.

`body` holds everything, so that one look-up in one column decides what is found; `title` and
`autocomplete` are what they are called. Where in an object a word stands is its *zone*, which
decides how good a find it is:

=========  ===================================================  ====================
zone       fields                                               also in
=========  ===================================================  ====================
title      its own `title`, or with a boost of 5 and more       `title`
tags       below a relation `tags`, or with a boost of 3        `title`, under τ
summary    with a boost of 2                                    `title`, under σ
body       all others
file text  with a boost below 1                                 (whole words under φ)
=========  ===================================================  ====================
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, cast

from django.db.models import Manager
from django.utils.encoding import force_str
from modelsearch.index import AutocompleteField, RelatedFields, SearchField, get_indexed_models

from hangul.synonyms import key
from hangul.tokens import MOST_CHARACTERS, MUCH, WORD, Cut

EVERY = "α"
NAME = "θ"
TAG = "τ"
SUMMARY = "σ"
FILE = "φ"

TITLE, TAGS = "title", "tags"
TITLE_BOOST, TAG_BOOST, SUMMARY_BOOST, BODY_BOOST = 5, 3, 2, 1


class Zone(Enum):
    """Where in an object a text stands, the best place first."""

    TITLE = "title"
    TAGS = "tags"
    SUMMARY = "summary"
    BODY = "body"
    FILE = "file"


MARKS = {Zone.TAGS: TAG, Zone.SUMMARY: SUMMARY}


@dataclass(slots=True)
class Entry:
    """The tokens of one object, by column."""

    pk: str
    title: list[str]
    body: list[str]
    autocomplete: list[str]


@dataclass(frozen=True, slots=True)
class FieldText:
    """The text of one search field, and where it counts."""

    name: str
    text: str
    zone: Zone
    is_autocomplete: bool


def entry(obj: Any, cut: Cut) -> Entry:
    """What is to be indexed of `obj`."""
    found = Entry(force_str(obj.pk), [EVERY], [EVERY], [EVERY])
    for each in field_texts(obj, obj.get_search_fields()):
        tokens = cut.text(each.text)
        if each.is_autocomplete:
            found.autocomplete += [*tokens, *_names(each.text, cut)]
            continue
        found.body += _of_file(tokens) if each.zone is Zone.FILE else tokens
        if each.zone is Zone.TITLE:
            names = _names(each.text, cut)
            found.title += [*tokens, *names]
            found.body += names
        elif each.zone in MARKS:
            found.title += _under(MARKS[each.zone], tokens)
    return found


def field_texts(obj: Any, fields: Any, relation: str = "") -> Iterator[FieldText]:
    """The texts of an object's search fields, those of related objects among them."""
    for each in fields:
        if isinstance(each, RelatedFields):
            for related in _related(obj, each):
                yield from field_texts(related, each.fields, each.field_name)
        elif isinstance(each, SearchField | AutocompleteField):
            text = as_text(each.get_value(obj))
            if text.strip():
                is_autocomplete = isinstance(each, AutocompleteField)
                yield FieldText(each.field_name, text, _zone(each, relation), is_autocomplete)


def title_fields(fields: Any, relation: str = "") -> set[str]:
    """The fields that the column of titles is made of; none where related objects lend theirs."""
    found: set[str] = set()
    for each in fields:
        if isinstance(each, SearchField) and _zone(each, relation) is Zone.TITLE:
            found.add(each.field_name)
        elif isinstance(each, RelatedFields) and title_fields(each.fields, each.field_name):
            return set()
    return found


def as_text(value: Any) -> str:
    """What a search field gives, as one text."""
    if isinstance(value, list | tuple):
        return ", ".join(map(as_text, value))
    if isinstance(value, dict):
        return ", ".join(map(as_text, value.values()))
    return "" if value is None else force_str(value)


def _zone(each: Any, relation: str) -> Zone:
    """Where a field counts; `relation` is the one by which its object is reached, if any."""
    boost = getattr(each, "boost", None) or BODY_BOOST
    if relation == TAGS:
        return Zone.TAGS
    if boost >= TITLE_BOOST or (each.field_name == TITLE and not relation):
        return Zone.TITLE
    if boost >= TAG_BOOST:
        return Zone.TAGS
    if boost >= SUMMARY_BOOST:
        return Zone.SUMMARY
    return Zone.BODY if boost >= BODY_BOOST else Zone.FILE


def _related(obj: Any, each: RelatedFields) -> list[Any]:
    value = each.get_value(obj)
    if isinstance(value, Manager):
        return list(value.all())
    if callable(value):
        value = value()
    return [] if value is None else [value]


def _names(text: str, cut: Cut) -> list[str]:
    """The whole of a name as one token, and its initial consonants."""
    return [NAME + key(text)[:MOST_CHARACTERS], *cut.initials(text)]


def _under(mark: str, tokens: list[str]) -> Iterable[str]:
    return dict.fromkeys(mark + token for token in tokens if not token.startswith(MUCH))


def _of_file(tokens: list[str]) -> Iterator[str]:
    for token in tokens:
        if token.startswith(WORD):
            yield FILE + token.removeprefix(WORD)
        elif not token.startswith(MUCH):
            yield token


@cache
def zones_of(model: Hashable) -> frozenset[Zone]:
    """The zones that objects of a model and of its heirs can have."""
    models = [each for each in get_indexed_models() if issubclass(each, cast("type", model))]
    return frozenset(zone for each in models for zone in _zones(each.get_search_fields()))


def _zones(fields: Any, relation: str = "") -> Iterator[Zone]:
    for each in fields:
        if isinstance(each, RelatedFields):
            yield from _zones(each.fields, each.field_name)
        elif isinstance(each, SearchField):
            yield _zone(each, relation)
