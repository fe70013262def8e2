"""Questions to an index of tokens, in a form that every database's own syntax can be made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that follow each other; the last one may be only the beginning of one."""

    tokens: tuple[str, ...]
    is_open: bool = False

    @property
    def is_token(self) -> bool:
        return len(self.tokens) == 1


@dataclass(frozen=True, slots=True)
class All:
    """What every part finds. Of no parts: everything."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What any part finds. Of no parts: nothing."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What the part does not find."""

    part: Expression


Expression = Phrase | All | Either | Without

EVERYTHING = All(())
NOTHING = Either(())


def all_of(parts: Sequence[Expression]) -> Expression:
    """What every part finds, written as short as can be."""
    needed = tuple(dict.fromkeys(part for part in parts if part != EVERYTHING))
    if NOTHING in needed:
        return NOTHING
    return needed[0] if len(needed) == 1 else All(needed)


def either_of(parts: Sequence[Expression]) -> Expression:
    """What any part finds, written as short as can be."""
    needed = tuple(dict.fromkeys(part for part in parts if part != NOTHING))
    if EVERYTHING in needed:
        return EVERYTHING
    return needed[0] if len(needed) == 1 else Either(needed)


def without(part: Expression) -> Expression:
    """What the part does not find, written as short as can be."""
    if part == EVERYTHING:
        return NOTHING
    if part == NOTHING:
        return EVERYTHING
    return part.part if isinstance(part, Without) else Without(part)


def found_in(expression: Expression, tokens: Sequence[str]) -> bool:
    """Whether the tokens of one text are what the expression asks for.

    The meaning of an expression, to which each database is held.
    """
    if isinstance(expression, All):
        return all(found_in(part, tokens) for part in expression.parts)
    if isinstance(expression, Either):
        return any(found_in(part, tokens) for part in expression.parts)
    if isinstance(expression, Without):
        return not found_in(expression.part, tokens)
    return any(_stands_at(expression, tokens, place) for place in range(len(tokens)))


def _stands_at(phrase: Phrase, tokens: Sequence[str], place: int) -> bool:
    here = tuple(tokens[place : place + len(phrase.tokens)])
    if len(here) < len(phrase.tokens):
        return False
    if phrase.is_open:
        return here[:-1] == phrase.tokens[:-1] and here[-1].startswith(phrase.tokens[-1])
    return here == phrase.tokens
