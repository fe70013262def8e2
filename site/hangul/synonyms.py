"""Words that mean the same, asked for when somebody searches.

This package keeps none itself. An application registers a function that returns them:

    from hangul import synonyms

    def kept_by_editors() -> Iterable[synonyms.Synonyms]:
        return [Synonyms(words=("생협", "생활협동조합")), Synonyms(words=("쿱",), means=("coop",))]

    synonyms.register(kept_by_editors)

Nothing of them is in the index, so a change is in force with the next search. The function is
called once or more in each search: it is the function that keeps its answer at hand. What a query
means is kept for as long as the function gives equal entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hangul.particles import stem
from hangul.words import words

Provider = Callable[[], "Iterable[Synonyms]"]

# Of one entry; what is longer is no entry.
MOST_WORDS = 12

_providers: list[Provider] = []


@dataclass(frozen=True)
class Synonyms:
    """One entry: each of `words` also finds the others, and what is in `means`.

    The way back from `means` to `words` is not taken. Several words in a string count as one.
    """

    words: tuple[str, ...]
    means: tuple[str, ...] = ()


def register(provider: Provider) -> None:
    """Ask `provider` in every search from now on; to register it again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def unregister(provider: Provider) -> None:
    """Ask `provider` no longer."""
    if provider in _providers:
        _providers.remove(provider)


@dataclass(frozen=True, eq=False)
class Meanings:
    """What else each word finds. Keys are as `key` makes them; values as they were written.

    Equal to itself alone, so that what was worked out with it may be kept for as long as it holds.
    """

    by_word: dict[str, tuple[str, ...]]

    def terms_of(self, chunks: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """How many chunks make up each term of a query, from the first on, and its synonyms.

        Chunks are the words between spaces, as `key` makes them. Those that together are an entry
        are one term, with or without a particle at the end.
        """
        place = 0
        while place < len(chunks):
            length, others = self.longest_entry(chunks[place : place + MOST_WORDS])
            yield length, others
            place += length

    def longest_entry(self, chunks: Sequence[str]) -> tuple[int, tuple[str, ...]]:
        """Of the entries that the chunks begin with the longest; one chunk where there is none."""
        for length in range(len(chunks), 0, -1):
            text = "".join(chunks[:length])
            others = self.by_word.get(text) or self.by_word.get(stem(text))
            if others:
                return length, others
        return 1, ()


def meanings() -> Meanings:
    """Those of all registered synonyms: the same object for as long as these do not change."""
    return _meanings(tuple(entry for provider in _providers for entry in provider()))


@lru_cache(maxsize=2)
def _meanings(entries: tuple[Synonyms, ...]) -> Meanings:
    found: dict[str, dict[str, None]] = {}
    for entry in entries:
        others = dict.fromkeys((*entry.words, *entry.means))
        for word in entry.words:
            found.setdefault(key(word), {}).update(others)
    return Meanings(
        {
            word: tuple(other for other in others if key(other) != word)
            for word, others in found.items()
            if word
        }
    )


def key(text: str) -> str:
    """The form in which synonyms are compared: neither spaces nor marks, width nor case count."""
    return "".join(word.text for word in words(text))
