"""What a visitor asked for, as it came in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.search.query import SearchQuery
from wagtail.search.utils import parse_query_string

from hangul.normalise import compose

MOST_CHARACTERS = 100
PUBLICATIONS, MEMBERS, PAGES = "publications", "members", "pages"
KIND_LABELS = {
    PUBLICATIONS: _("Publications"),
    MEMBERS: _("Members"),
    PAGES: _("Pages"),
}


class SearchForm(forms.Form):
    """The filters beside the words; what makes no sense is as if it were not there."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *KIND_LABELS.items()]
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2999)
    category = forms.SlugField(
        label=_("Category"), required=False, max_length=100, allow_unicode=True
    )


@dataclass(frozen=True)
class Asked:
    """The words, how they are joined, and the filters."""

    text: str
    kind: str = ""
    year: int | None = None
    category: str = ""
    operator: str = "and"

    @classmethod
    def of(cls, parameters: QueryDict) -> Asked:
        form = SearchForm(parameters)
        form.is_valid()
        given = form.cleaned_data
        kind, year, category = given.get("kind", ""), given.get("year"), given.get("category", "")
        # Only publications have a year, and only members a category.
        kind = kind or (PUBLICATIONS if year else MEMBERS if category else "")
        return cls(
            tidied(parameters.get("q", "")),
            kind,
            year if kind == PUBLICATIONS else None,
            category if kind == MEMBERS else "",
        )

    @property
    def is_searchable(self) -> bool:
        """Whether there is a letter or a digit to look for."""
        return any(map(str.isalnum, self.text))

    @property
    def given(self) -> dict[str, str]:
        """The parameters of the address that asks the same."""
        values = {"q": self.text, "kind": self.kind, "year": self.year, "category": self.category}
        return {name: str(value) for name, value in values.items() if value}

    def query(self) -> SearchQuery | str:
        """For the index: what stands between quotation marks is a phrase."""
        if '"' not in self.text:
            return self.text
        words = self.text.replace(":", " ")
        _filters, query = parse_query_string(words, operator=self.operator)
        return query

    def with_text(self, text: str, operator: str = "and") -> Asked:
        """The same filters with other words."""
        return replace(self, text=text, operator=operator)


def tidied(text: str) -> str:
    """At most 100 characters on one line, all of which a database can take."""
    return " ".join(compose(text[: MOST_CHARACTERS * 2]).split())[:MOST_CHARACTERS].strip()
