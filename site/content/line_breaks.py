"""Where a Korean line must not break: inside a date, and beside a word that leans on another."""

import re

NO_BREAK_SPACE = "\u00a0"

# Determiners and adverbs of one syllable, which nobody writes last on a line.
_LEANS_FORWARD = re.compile(
    r"(?<!\S)([(‘“「『]?(?:더|및|그|이|저|각|온|첫|새|못|안|한|두|세|네)) +(?=\S)"
)
# Bound nouns of one syllable, which nobody writes first on a line.
_LEANS_BACK = re.compile(r"(?<=\S) +(?=(?:등|수|것|때|뿐|중|간|후|전)(?:[\s.,)·]|$))")
# How many there are of what stands before it, such as 협동조합 1곳.
_COUNT = re.compile(r"(?<=[가-힣]) +(?=\d{1,3}(?:곳|명|개|건|종)(?:[\s.,)·]|$))")
# A date in figures, such as 2013. 6. 27., and one in words, such as 2013년 6월 27일.
_DATE = re.compile(
    r"(?<!\d)\d{4}(?:\. *\d{1,2}\.(?: *\d{1,2}\.)?|년 +\d{1,2}월(?: +\d{1,2}일)?)(?!\d)"
)
_TAG = re.compile(r"(<[^>]*>)")


def without_orphans(text: str) -> str:
    """`text` with no-break spaces where a break would leave a bare syllable or split a date."""
    joined = _LEANS_FORWARD.sub(rf"\1{NO_BREAK_SPACE}", text)
    joined = _LEANS_BACK.sub(NO_BREAK_SPACE, joined)
    joined = _COUNT.sub(NO_BREAK_SPACE, joined)
    return _DATE.sub(lambda date: date.group().replace(" ", NO_BREAK_SPACE), joined)


def markup_without_orphans(markup: str) -> str:
    """The same for the text of HTML; what stands within its tags stays as it is."""
    pieces = _TAG.split(markup)
    pieces[::2] = map(without_orphans, pieces[::2])
    return "".join(pieces)
