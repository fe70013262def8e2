"""Search by initial consonants (초성): ㅎㅅㄹ finds 한살림.

A precomposed syllable is 0xAC00 + 588 × initial + 28 × vowel + final (The Unicode Standard, section
3.12), so its initial consonant is a division. Consonants are written as compatibility jamo, which
is what a keyboard types.
"""

import re

from hangul.normalise import normalise
from hangul.sorting import OTHER, sort_key

_CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_LAST_LETTERS = re.compile("[ㄱ-ㅣ ]+$")
_ONLY_CONSONANTS = re.compile(f"[{_CONSONANTS} ]+")


def initials(text: str) -> str:
    """Return the initial consonant of each syllable, and other letters and digits in lower case.

    Taken from the sort key, so that legal forms such as (사), spaces, punctuation and accents are
    gone from both alike. A query of consonants comes back as it is, joined ones apart: ㄳㄱ gives
    ㄱㅅㄱ; compare that with the stored initials.
    """
    return "".join(map(_initial, sort_key(text).removeprefix(OTHER)))


def is_initials(query: str) -> bool:
    """Tell whether a query consists of initial consonants, spaces aside, and of nothing else."""
    return _ONLY_CONSONANTS.fullmatch(normalise(query)) is not None


def without_last_letters(typed: str) -> str:
    """What stands before a syllable that is still being typed: 한살ㄹ is on its way to 한살림.

    Letters alone stay as they are: they may be initial consonants.
    """
    text = normalise(typed)
    return _LAST_LETTERS.sub("", text) or text


def _initial(letter: str) -> str:
    if "가" <= letter <= "힣":
        return _CONSONANTS[(ord(letter) - 0xAC00) // 588]
    return letter
