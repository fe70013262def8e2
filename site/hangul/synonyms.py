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

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from hangul.words import words

Provider = Callable[[], "Iterable[Synonyms]"]

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
