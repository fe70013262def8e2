"""The look that all samples share, so that the PDF, the HWPX and its preview are recognisably one.

The typeface is Pretendard (SIL Open Font License 1.1, `fonts/OFL.txt`), shipped unmodified.
Colours are `#rrggbb`; each text colour has a contrast of at least 4.5:1 on its ground (WCAG 1.4.3).
"""

from pathlib import Path
from typing import Final

_FONTS = Path(__file__).parent / "fonts"

FAMILY: Final = "Pretendard"
REGULAR: Final = _FONTS / "Pretendard-Regular.ttf"
BOLD: Final = _FONTS / "Pretendard-Bold.ttf"

INK: Final = "#1C1917"
MUTED: Final = "#57534E"
ACCENT: Final = "#0F5E4E"
NOTICE_INK: Final = "#7C2D12"
NOTICE_LINE: Final = "#C2410C"
NOTICE_GROUND: Final = "#FFF7ED"
