"""What to look for instead where nothing was found: first some of the words, then less of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from seoulcoop.search.asked import Asked

SHORTEST = 2
MOST_TRIES = 4


@dataclass(frozen=True)
class Relaxation:
    """Another question, and what visitors are told of it."""

    asked: Asked
    note: str


def relaxations(asked: Asked) -> Iterator[Relaxation]:
    """Other questions that may find something, the nearest first."""
    words = asked.text.replace('"', " ").split()
    if len(words) > 1:
        note = _("Nothing has all of these words. This is what has some of them.")
        yield Relaxation(asked.with_text(" ".join(words), operator="or"), note)
    for shorter in shortened(max(words, key=len, default="")):
        note = _("Nothing was found for “%(asked)s”. This is what “%(shorter)s” finds.")
        told = note % {"asked": asked.text, "shorter": shorter}
        yield Relaxation(asked.with_text(shorter), told)


def shortened(word: str) -> Iterator[str]:
    """`word` without its last character, its last two, and so on; half a number is another."""
    for end in range(len(word) - 1, max(SHORTEST, len(word) - MOST_TRIES) - 1, -1):
        if not (word[end - 1].isdigit() and word[end].isdigit()):
            yield word[:end]
