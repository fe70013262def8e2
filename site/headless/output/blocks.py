"""StreamField blocks as typed data: each kind of block has a schema, and a way from what is stored.

Stored values are read as they are, never through the blocks' own `to_python`: that fetches what
the blocks refer to page by page, while here all of it is fetched once for a whole answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, JsonValue
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from headless.output.annotations import any_of, list_of, new_schema, one_of
from headless.output.context import Context
from headless.output.rich_text import rich_text
from headless.output.schemas import Document, Embed, Image, Reference, document, embed, image

GENERIC = {"StructBlock", "StreamBlock", "ListBlock", "TypedTableBlock"}


@dataclass(frozen=True)
class BlockForm:
    """What a block's value looks like in an answer, and how it is made of the stored one."""

    annotation: Any
    value: Callable[[Any, Context], Any]


def stream_form(block: blocks.StreamBlock, name: str) -> BlockForm:
    """A list of blocks, told apart by their `type`."""
    children = {key: form_of(child, name) for key, child in block.child_blocks.items()}
    items = [item_schema(name, key, form) for key, form in children.items()]
    if not items:
        return BlockForm(list[JsonValue], lambda stored, context: [])
    one = items[0] if len(items) == 1 else discriminated(items)
    return BlockForm(list_of(one), lambda stored, context: stream_data(stored, children, context))


def discriminated(items: list[type[Schema]]) -> Any:
    return Annotated[any_of(items), Field(discriminator="type")]


def item_schema(stream: str, key: str, form: BlockForm) -> type[Schema]:
    """One kind of block in a stream."""
    described = Field(description="Stays with the block through its revisions.")
    return new_schema(
        f"{stream}{camel_case(key)}",
        {
            "type": (one_of([key]), ...),
            "id": (str | None, described),
            "value": (form.annotation, ...),
        },
    )


def camel_case(text: str) -> str:
    return "".join(part.capitalize() for part in text.replace("-", "_").split("_"))


def stream_data(
    stored: Any, children: Mapping[str, BlockForm], context: Context
) -> list[dict[str, Any]]:
    """The blocks of a stream; kinds that the code no longer knows are left out, as on the site."""
    return [
        {
            "type": item["type"],
            "id": item.get("id"),
            "value": children[item["type"]].value(item["value"], context),
        }
        for item in stored or ()
        if item["type"] in children
    ]


def struct_form(block: blocks.StructBlock, name: str) -> BlockForm:
    """An object with a property for each child."""
    children = {key: form_of(child, name) for key, child in block.child_blocks.items()}
    defaults = {key: stored_default(child) for key, child in block.child_blocks.items()}
    fields: dict[str, Any] = {
        safe_name(key): (form.annotation, Field(alias=key)) for key, form in children.items()
    }
    schema = new_schema(own_name(block, name), fields)

    def value(stored: Any, context: Context) -> dict[str, Any]:
        stored = stored if isinstance(stored, dict) else {}
        return {
            key: form.value(stored.get(key, defaults[key]), context)
            for key, form in children.items()
        }

    return BlockForm(schema, value)


def stored_default(block: blocks.Block) -> Any:
    """What a child has that was added to the code after the block was stored."""
    return block.get_prep_value(block.normalize(block.get_default()))


def safe_name(key: str) -> str:
    """`key` as an attribute that hides none of pydantic's own."""
    return f"{key}_" if hasattr(Schema, key) or key.startswith(("_", "model_")) else key


def own_name(block: blocks.Block, name: str) -> str:
    """The name of the block's class, where it has one of its own."""
    class_name = type(block).__name__
    return name if class_name in GENERIC else class_name


def list_form(block: blocks.ListBlock, name: str) -> BlockForm:
    form = form_of(block.child_block, f"{name}Item")
    return BlockForm(
        list_of(form.annotation),
        lambda stored, context: [form.value(each, context) for each in list_items(stored)],
    )


def list_items(stored: Any) -> Iterator[Any]:
    """The items' values, also of lists that were stored before items had ids."""
    for item in stored or ():
        is_new = isinstance(item, dict) and item.get("type") == "item" and "value" in item
        yield item["value"] if is_new else item


def table_form(block: BaseTypedTableBlock, name: str) -> BlockForm:
    """A table whose columns each hold one kind of value."""
    name = f"{name}Table"
    children = {key: form_of(child, name) for key, child in block.child_blocks.items()}
    column = {"type": (one_of(children), ...), "heading": (str, ...)}
    cells = [cell_schema(name, key, form) for key, form in children.items()]
    cell = cells[0] if len(cells) == 1 else discriminated(cells)
    fields = {
        "caption": (str, ...),
        "columns": (list_of(new_schema(f"{name}Column", column)), ...),
        "rows": (list_of(list_of(cell)), ...),
    }
    return BlockForm(
        new_schema(f"{name}Value", fields) | None,
        lambda stored, context: table_data(stored, children, context),
    )


def cell_schema(table: str, key: str, form: BlockForm) -> type[Schema]:
    fields = {"type": (one_of([key]), ...), "value": (form.annotation, ...)}
    return new_schema(f"{table}{camel_case(key)}Cell", fields)


def table_data(
    stored: Any, children: Mapping[str, BlockForm], context: Context
) -> dict[str, Any] | None:
    if not stored:
        return None
    columns = stored["columns"]
    known = [place for place, column in enumerate(columns) if column["type"] in children]
    return {
        "caption": stored.get("caption") or "",
        "columns": [
            {"type": columns[place]["type"], "heading": columns[place]["heading"]}
            for place in known
        ],
        "rows": [
            [cell_data(columns[place]["type"], row["values"][place], children, context)
             for place in known]
            for row in stored["rows"]
        ],
    }  # fmt: skip


def cell_data(
    kind: str, stored: Any, children: Mapping[str, BlockForm], context: Context
) -> dict[str, Any]:
    return {"type": kind, "value": children[kind].value(stored, context)}


def image_block_form(block: ImageBlock, name: str) -> BlockForm:
    def value(stored: Any, context: Context) -> Any:
        if not isinstance(stored, dict):
            return image(stored, context)
        alt = "" if stored.get("decorative") else stored.get("alt_text") or ""
        return image(stored.get("image"), context, alt)

    return BlockForm(Image | None, value)


def reference_form(block: blocks.ChooserBlock, name: str) -> BlockForm:
    model = block.target_model
    return BlockForm(Reference | None, lambda stored, context: context.reference(model, stored))


def choice_form(block: blocks.ChoiceBlock, name: str) -> BlockForm:
    """One of the choices' codes; empty where none is asked for."""
    codes = choice_codes(block.field.choices)
    if not codes:
        return text_form(block, name)
    return BlockForm(one_of(codes), lambda stored, context: "" if stored is None else stored)


def choices_form(block: blocks.MultipleChoiceBlock, name: str) -> BlockForm:
    codes = tuple(code for code in choice_codes(block.field.choices) if code != "")
    annotation = list_of(one_of(codes)) if codes else list[str]
    return BlockForm(annotation, lambda stored, context: list(stored or ()))


def choice_codes(choices: Any) -> tuple[Any, ...]:
    """The codes of choices, also of those in groups."""
    codes: list[Any] = []
    for code, label in choices:
        codes.extend(choice_codes(label) if isinstance(label, list | tuple) else (code,))
    return tuple(codes)


def text_form(block: blocks.Block, name: str) -> BlockForm:
    return BlockForm(str, lambda stored, context: "" if stored is None else str(stored))


def rich_text_form(block: blocks.Block, name: str) -> BlockForm:
    described = Annotated[str, Field(description="HTML or Markdown, as `rich_text_format` says.")]
    return BlockForm(described, rich_text)


def plain_form(annotation: Any) -> Callable[[blocks.Block, str], BlockForm]:
    """A value that stands in the answer as it is stored; null where there is none."""
    form = BlockForm(annotation | None, lambda stored, context: None if stored == "" else stored)
    return lambda block, name: form


def decimal_form(block: blocks.Block, name: str) -> BlockForm:
    """As text, which keeps every digit."""
    return BlockForm(
        Decimal | None, lambda stored, context: None if stored in (None, "") else str(stored)
    )


def boolean_form(block: blocks.Block, name: str) -> BlockForm:
    return BlockForm(bool, lambda stored, context: bool(stored))


def embed_form(block: EmbedBlock, name: str) -> BlockForm:
    width = getattr(block.meta, "max_width", None)
    return BlockForm(Embed | None, lambda stored, context: embed(stored or "", width, context))


def unknown_form(block: blocks.Block, name: str) -> BlockForm:
    """A kind of block that only its own code understands."""

    def value(stored: Any, context: Context) -> Any:
        return block.get_api_representation(block.to_python(stored), {"request": context.request})

    return BlockForm(JsonValue, value)


# The first that fits decides.
FORMS: tuple[tuple[type[blocks.Block], Callable[[Any, str], BlockForm]], ...] = (
    (ImageBlock, image_block_form),
    (blocks.StaticBlock, plain_form(type(None))),
    (ImageChooserBlock, lambda block, name: BlockForm(Image | None, image)),
    (DocumentChooserBlock, lambda block, name: BlockForm(Document | None, document)),
    (blocks.ChooserBlock, reference_form),
    (BaseTypedTableBlock, table_form),
    (blocks.StreamBlock, stream_form),
    (blocks.StructBlock, struct_form),
    (blocks.ListBlock, list_form),
    (EmbedBlock, embed_form),
    (blocks.RichTextBlock, rich_text_form),
    (blocks.MultipleChoiceBlock, choices_form),
    (blocks.ChoiceBlock, choice_form),
    (blocks.BooleanBlock, boolean_form),
    (blocks.IntegerBlock, plain_form(int)),
    (blocks.FloatBlock, plain_form(float)),
    (blocks.DecimalBlock, decimal_form),
    (blocks.DateTimeBlock, plain_form(datetime.datetime)),
    (blocks.DateBlock, plain_form(datetime.date)),
    (blocks.TimeBlock, plain_form(datetime.time)),
    (blocks.CharBlock, text_form),
    (blocks.TextBlock, text_form),
    (blocks.RawHTMLBlock, text_form),
    (blocks.URLBlock, text_form),
    (blocks.EmailBlock, text_form),
    (blocks.RegexBlock, text_form),
)

_by_class: dict[type[blocks.Block], BlockForm] = {}


def form_of(block: blocks.Block, name: str) -> BlockForm:
    """The form of `block`; schemas are named after its class, else after `name`.

    Blocks of one class share a form as long as they have the children that their class declares.
    """
    kind = type(block)
    if not is_declared(block):
        return made_form(block, name)
    if kind not in _by_class:
        _by_class[kind] = made_form(block, kind.__name__.removesuffix("Block"))
    return _by_class[kind]


def is_declared(block: blocks.Block) -> bool:
    """Whether the block's class alone says what its children are."""
    declared = getattr(block, "base_blocks", None)
    return (
        declared is not None
        and type(block).__name__ not in GENERIC
        and not isinstance(block, ImageBlock)
        and list(declared) == list(block.child_blocks)
    )


def made_form(block: blocks.Block, name: str) -> BlockForm:
    for kind, make in FORMS:
        if isinstance(block, kind):
            return make(block, name)
    return unknown_form(block, name)


def stored_stream(value: Any) -> Any:
    """What the database holds of a StreamField's value."""
    return value.raw_data if value else ()
