"""The paragraph styles of a sample, in one table so that head and body agree on numbers."""

from dataclasses import dataclass
from typing import Final, Literal

from seoulcoop.demo import look

Border = Literal["none", "frame"]

BORDERS: Final[tuple[Border, ...]] = ("none", "frame")


@dataclass(frozen=True)
class Style:
    """One paragraph style; lengths are points, `line` is a percentage of the size."""

    name: str
    english_name: str
    size: int
    colour: str
    line: int
    after: int
    indent: int = 0
    bold: bool = False
    border: Border = "none"


# Hancom takes the first style as the document's default and knows it by the name 바탕글.
BODY: Final = Style("바탕글", "Normal", 11, look.INK, 170, 8)
ORGANISATION: Final = Style("단체", "Organisation", 12, look.ACCENT, 150, 6, bold=True)
TITLE: Final = Style("제목", "Title", 26, look.INK, 140, 28, bold=True)
NOTICE: Final = Style(
    "알림", "Notice", 11, look.NOTICE_INK, 160, 32, indent=10, bold=True, border="frame"
)

STYLES: Final = (BODY, ORGANISATION, TITLE, NOTICE)


def style_id(style: Style) -> int:
    """The number by which a paragraph refers to its style, paragraph and character properties."""
    return STYLES.index(style)
