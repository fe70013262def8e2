"""The text of a sample publication, handed in by the caller so that no wording lives in code."""

import unicodedata
from dataclasses import dataclass

_NONCHARACTERS = frozenset("\ufffe\uffff")
_UNPRINTABLE = frozenset({"Cc", "Cs"})


@dataclass(frozen=True)
class SampleText:
    """What one sample file says; `language` is a BCP 47 tag, `paragraphs` are plain text."""

    title: str
    organisation: str
    notice: str
    paragraphs: tuple[str, ...]
    language: str = "ko"

    def printable(self) -> "SampleText":
        """The same text as every format can carry it: one line a field, no empty paragraphs."""
        lines = (_printable(paragraph) for paragraph in self.paragraphs)
        return SampleText(
            title=_printable(self.title),
            organisation=_printable(self.organisation),
            notice=_printable(self.notice),
            paragraphs=tuple(line for line in lines if line),
            language=_printable(self.language),
        )


def _printable(value: str) -> str:
    """One line of the characters that XML 1.0 (section 2.2, Char) allows, without controls."""
    return " ".join("".join(filter(_is_printable, value)).split())


def _is_printable(character: str) -> bool:
    """Whether a character is white space, or is neither a control nor outside XML 1.0."""
    if character.isspace():
        return True
    return unicodedata.category(character) not in _UNPRINTABLE and character not in _NONCHARACTERS
