"""Where a Korean line must not break: a short word that leans on its neighbour stays with it."""

import re

NO_BREAK_SPACE = "\u00a0"

# Determiners and adverbs of one syllable, which nobody writes last on a line.
_LEANS_FORWARD = re.compile(
    r"(?<!\S)([(‘“「『]?(?:더|및|그|이|저|각|온|첫|새|못|안|한|두|세|네)) +(?=\S)"
)
# Bound nouns of one syllable, which nobody writes first on a line.
_LEANS_BACK = re.compile(r"(?<=\S) +(?=(?:등|수|것|때|뿐|중|간|후|전)(?:[\s.,)·]|$))")


def without_orphans(text: str) -> str:
    """`text` with no-break spaces where a break would leave a bare syllable at a line's end."""
    joined = _LEANS_FORWARD.sub(rf"\1{NO_BREAK_SPACE}", text)
    return _LEANS_BACK.sub(NO_BREAK_SPACE, joined)
