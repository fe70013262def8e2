"""Whose streams of blocks and rich texts show what a provider told of an address.

Wagtail's index of references knows no addresses. They are looked for in the texts as the database
holds them, which finds too much rather than too little: what is found is compared anyway.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any

from django.db.models import Field, Model, Q, TextField
from django.db.models.functions import Cast
from wagtail.blocks import Block
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.models import Embed
from wagtail.fields import RichTextField, StreamField

from headless.registry import covered_models, registrations, watched_paths

# What neither JSON nor HTML writes in another way, on any database.
PLAIN = re.compile(r"[\w\-.~:/?#@!$()*+,;=%]+", re.ASCII)
IN_RICH_TEXT = "embedtype"
# Of more addresses than these, each is not looked for by itself.
MOST_SEARCHED = 40

TextsField = Field[Any, Any]
# What a text with one address contains, all of it.
Pieces = tuple[str, ...]


def showing_embeds(
    keys: Collection[Any], addresses: Collection[str], *, is_any: bool = False
) -> Iterator[tuple[type[Model], set[Any]]]:
    """The objects that may show the embeds with `keys`, or those that there were of `addresses`.

    `is_any` says that any embed may have changed.
    """
    if not (keys or addresses or is_any):
        return
    wanted = None if is_any else pieces_of(keys, addresses)
    for model, fields in fields_with_embeds().items():
        conditions = [condition for field in fields for condition in holding(field, wanted)]
        texts = {text_name(field): Cast(field.name, TextField()) for field in fields}
        found = model._base_manager.alias(**texts).filter(reduce(or_, conditions, Q(pk__in=[])))
        yield model, set(found.values_list("pk", flat=True))


def pieces_of(keys: Collection[Any], addresses: Collection[str]) -> set[Pieces] | None:
    """The pieces of each address; None where every embed is to be looked for."""
    if len(keys) + len(addresses) > MOST_SEARCHED:
        return None
    known = Embed.objects.filter(pk__in=keys).values_list("url", flat=True) if keys else ()
    found = {tuple(PLAIN.findall(address)) for address in (*known, *addresses)}
    return found if all(found) else None


def holding(field: TextsField, wanted: set[Pieces] | None) -> Iterator[Q]:
    """The conditions of which one is true where the field holds something that is wanted."""
    for pieces in marks_of(field) if wanted is None else wanted:
        yield reduce(and_, (Q(**{f"{text_name(field)}__contains": piece}) for piece in pieces))


def text_name(field: TextsField) -> str:
    return f"{field.name}_as_text"


def marks_of(field: TextsField) -> set[Pieces]:
    """What the field's text contains where it holds any embed at all."""
    names = names_of_embeds(field.stream_block) if isinstance(field, StreamField) else ()
    return {(IN_RICH_TEXT,), *((f'"{name}"',) for name in names)}


def names_of_embeds(block: Block, name: str = "") -> Iterator[str]:
    """By which names embeds stand in what is stored of `block`, which itself has `name`."""
    if isinstance(block, EmbedBlock):
        yield name
    for child_name, child in getattr(block, "child_blocks", {}).items():
        yield from names_of_embeds(child, child_name)
    if hasattr(block, "child_block"):
        yield from names_of_embeds(block.child_block, name)


def fields_with_embeds() -> dict[type[Model], list[TextsField]]:
    """By the model that has them: the streams and rich texts that a representation may show."""
    return found_fields(registrations())


@lru_cache(maxsize=1)
def found_fields(_registrations: int) -> dict[type[Model], list[TextsField]]:
    found: dict[type[Model], list[TextsField]] = defaultdict(list)
    for model in {*covered_models(), *watched_paths()}:
        for field in model._meta.concrete_fields:
            if isinstance(field, StreamField | RichTextField) and field not in found[field.model]:
                found[field.model].append(field)
    return {model: fields for model, fields in found.items() if fields}
