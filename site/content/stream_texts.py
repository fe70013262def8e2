"""The texts of a body as the search index holds them, read without what the blocks refer to.

Wagtail's own `get_searchable_content` makes every value of the body first, and so asks the database
for each page's pictures, documents and linked pages, of which no text is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import Block, ChooserBlock, ListBlock, StreamBlock, StreamValue, StructBlock


def stream_texts(value: StreamValue) -> Iterator[str]:
    """The texts of a body, block by block."""
    return block_texts(value.stream_block, value.raw_data)


def block_texts(block: Block, raw: Any) -> Iterator[str]:
    """The texts of a block from its value as it is kept; none of one that chooses something."""
    if raw is None or isinstance(block, ChooserBlock) or not getattr(block, "search_index", True):
        return
    if isinstance(block, StructBlock):
        # A picture without a description may be kept as its number alone.
        for name, child in block.child_blocks.items() if isinstance(raw, dict) else ():
            yield from block_texts(child, raw.get(name))
    elif isinstance(block, ListBlock):
        for item in raw:
            # Wagtail before 2.16 kept the values alone.
            is_wrapped = isinstance(item, dict) and item.keys() >= {"type", "value"}
            yield from block_texts(block.child_block, item["value"] if is_wrapped else item)
    elif isinstance(block, StreamBlock):
        for item in raw:
            if item["type"] in block.child_blocks:
                yield from block_texts(block.child_blocks[item["type"]], item["value"])
    else:
        yield from block.get_searchable_content(block.to_python(raw))
