"""Filters as plain links: each choice says how much it would find, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise


@dataclass(frozen=True)
class FilterLinks:
    """The addresses of one list, filtered in every way."""

    path: str
    given: dict[str, str]

    def with_choice(self, name: str, value: str) -> str:
        """The list as it is, narrowed down to `value`."""
        return self.address({**self.given, name: value})

    def without(self, name: str) -> str:
        """The list as it is, without the filter `name`."""
        return self.address({key: value for key, value in self.given.items() if key != name})

    def address(self, given: dict[str, str]) -> str:
        return f"{self.path}?{urlencode(given)}" if given else self.path


@dataclass(frozen=True)
class FacetChoice:
    """One value of a filter. The link of the chosen one takes it back."""

    value: str
    label: str | Promise
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter with what may be chosen in it."""

    name: str
    title: str | Promise
    choices: list[FacetChoice]

    @property
    def chosen(self) -> FacetChoice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)

    @property
    def offered(self) -> list[FacetChoice]:
        """The choices that would find anything, and the one that is made."""
        return [choice for choice in self.choices if choice.count or choice.is_chosen]


def facet(
    links: FilterLinks,
    name: str,
    title: str | Promise,
    counted: Iterable[tuple[str, str | Promise, int]],
) -> Facet:
    """A facet of (value, label, count) rows."""
    choices = []
    for value, label, count in counted:
        is_chosen = links.given.get(name) == value
        url = links.without(name) if is_chosen else links.with_choice(name, value)
        choices.append(FacetChoice(value, label, count, url, is_chosen))
    return Facet(name, title, choices)
