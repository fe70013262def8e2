"""Names of contributors, taken apart where their language lets them."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Scripts whose names stand family name first and are never turned around or abbreviated.
UNSPLIT = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7ff]")
NOT_PRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def plain(text: str) -> str:
    """`text` on one line, without control characters."""
    return " ".join(NOT_PRINTED.sub(" ", text).split())


@dataclass(frozen=True)
class Name:
    """A name as it is written; `family` and `given` are filled where it has such parts."""

    text: str
    family: str = ""
    given: str = ""

    @property
    def is_split(self) -> bool:
        return bool(self.family and self.given)

    @property
    def inverted(self) -> str:
        """Doe, Jane; a name that is one piece stays as it is."""
        return f"{self.family}, {self.given}" if self.is_split else self.text

    @property
    def abbreviated(self) -> str:
        """Doe, J. M., as APA lists it."""
        return f"{self.family}, {self.initials}" if self.is_split else self.text

    @property
    def initials(self) -> str:
        """J. M. or J.-P."""
        return " ".join(
            "-".join(f"{part[0].upper()}." for part in word.split("-") if part)
            for word in self.given.split()
        )


def name_of(text: str, *, is_body: bool) -> Name:
    """The name with its parts; bodies and Korean names are one piece.

    A comma or a family name in capitals says where to part it: "Kim, Minsu" or "KIM Minsu".
    """
    text = plain(text)
    if is_body or UNSPLIT.search(text):
        return Name(text)
    if "," in text:
        family, _comma, given = text.partition(",")
        return Name(f"{given.strip()} {family.strip()}".strip(), family.strip(), given.strip())
    words = text.split()
    if len(words) > 1 and words[0].isupper() and len(words[0]) > 1 and not words[-1].isupper():
        return Name(text, words[0].capitalize(), " ".join(words[1:]))
    return western_name(words)


def western_name(words: list[str]) -> Name:
    """The last word is the family name, with what is small before it: Ludwig van Beethoven."""
    first = len(words) - 1
    while first > 1 and words[first - 1].islower():
        first -= 1
    return Name(" ".join(words), " ".join(words[max(first, 0) :]), " ".join(words[: max(first, 0)]))
