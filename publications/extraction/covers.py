"""The picture of a first page, made anew in the formats and widths that pages show."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

WIDTHS: Final = (240, 480)
# Later ones are for browsers that do not know the earlier ones.
FORMATS: Final = (("avif", "AVIF", 60), ("webp", "WEBP", 78), ("jpg", "JPEG", 82))
LARGEST: Final = WIDTHS[-1]
TALLEST: Final = 3 * LARGEST
MOST_PIXELS: Final = 40_000_000
LEAST_SIDE: Final = 16
READABLE: Final = ("PNG", "JPEG", "GIF", "BMP")


def cover_name(width: int, extension: str) -> str:
    return f"cover-{width}.{extension}"


def open_picture(content: bytes) -> Image.Image | None:
    """The picture in `content`, if it is one of a known format and of a sensible size."""
    try:
        picture = Image.open(io.BytesIO(content), formats=READABLE)
        if picture.width * picture.height > MOST_PIXELS:
            return None
        picture.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    return picture


def save_cover(picture: Image.Image, folder: Path) -> tuple[int, int] | None:
    """Write the cover in every width and format; its size at the largest width.

    None for what is no page: a strip, a dot.
    """
    if min(picture.size) < LEAST_SIDE:
        return None
    page = flattened(picture)
    page.thumbnail((LARGEST, TALLEST), Image.Resampling.LANCZOS)
    if min(page.size) < LEAST_SIDE:
        return None
    for width in WIDTHS:
        height = max(1, round(page.height * width / page.width))
        scaled = page.resize((width, height), Image.Resampling.LANCZOS)
        for extension, name, quality in FORMATS:
            scaled.save(folder / cover_name(width, extension), name, quality=quality)
    return LARGEST, max(1, round(page.height * LARGEST / page.width))


def flattened(picture: Image.Image) -> Image.Image:
    """The picture upright, on white paper, in plain colours."""
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    paper = Image.new("RGBA", upright.size, "white")
    paper.alpha_composite(upright)
    return paper.convert("RGB")
