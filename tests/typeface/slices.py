"""Which characters stand in which file of the typeface; no character stands in two.

`syllables.txt` has a line for each file with syllables, the commonest first:
1. the 337 syllables of the demo's pages, filled up to 600 with the commonest of the Korean web;
2. the 500 next ones, a hundred a line, so that a rare one brings little else along;
3. the rest of KS X 1001's 2,350, and some ninety that it lacks but people write, by their number.
How common they are on the web is the order of the files that Pretendard itself comes in. Of half a
million syllables in the Korean messages of a Debian system, one is not among these 2,445. The other
8,700 Hangul syllables are left to the reader's own font: naming them took as many bytes of the
style sheet as all the rest.
"""

from __future__ import annotations

from pathlib import Path

SYLLABLES = Path(__file__).with_name("syllables.txt")

# What Korean and English text, figures, dates and lists are made of besides syllables.
LATIN = range(0x20, 0x7F)
SIGNS = "\u00a0\u00ad©«®°±²³·»×÷–—‘’“”•…‹›※₩€™−←↑→↓↗○●■□▶★☆✓①②③④⑤⑥⑦⑧⑨⑩℃㎡㈜〈〉《》「」『』【】ㆍ"
CONSONANTS = range(0x3131, 0x314F)

# Seldom seen, and then together: accented letters; letters of other scripts; figures, units, arrows
# and shapes; kana and wide forms.
SELDOM = (
    [(0xA1, 0x17F), (0x218, 0x21B), (0x2B0, 0x2DD)],
    [(0x180, 0x217), (0x21C, 0x2AF), (0x370, 0x52F), (0x1E00, 0x1FFF)],
    [(0x2000, 0x2BFF), (0x314F, 0x33FF), (0x1F100, 0x1F1FF)],
    [(0x3000, 0x30FF), (0xFF00, 0xFFEF)],
)


def slices(available: set[int]) -> list[list[int]]:
    """The code points of each file, of those that are `available`; each in order."""
    first, *others = (
        list(map(ord, line)) for line in SYLLABLES.read_text(encoding="utf-8").splitlines()
    )
    base = {*first, *LATIN, *map(ord, SIGNS), *CONSONANTS}
    groups = [base, *map(set, others)]
    for blocks in SELDOM:
        within = {code for start, end in blocks for code in range(start, end + 1)}
        groups.append(within - base)
    return [sorted(group & available) for group in groups]


def unicode_ranges(groups: list[list[int]]) -> list[str]:
    """Each group as CSS names it. What is in no group may be named with its neighbours: it saves
    bytes, and brings a reader who meets such a character a file in vain.
    """
    owners = {code: number for number, codes in enumerate(groups) for code in codes}
    runs: list[tuple[int, int, int]] = []
    for code, owner in sorted(owners.items()):
        if runs and runs[-1][0] == owner:
            runs[-1] = (owner, runs[-1][1], code)
        else:
            runs.append((owner, code, code))
    return [
        ",".join(written(start, end) for owner, start, end in runs if owner == number)
        for number in range(len(groups))
    ]


def written(start: int, end: int) -> str:
    return f"U+{start:x}" if start == end else f"U+{start:x}-{end:x}"
