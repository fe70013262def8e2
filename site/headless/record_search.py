"""The search of the admin's lists of records, by a part of their fields."""

from __future__ import annotations

from typing import Any

from wagtail_modeladmin.helpers import DjangoORMSearchHandler

from hangul.normalise import compose


class RecordSearchHandler(DjangoORMSearchHandler):
    """Asks the database for what it can store: PostgreSQL refuses the rest with an error."""

    def search_queryset(self, queryset: Any, search_term: str, **kwargs: Any) -> Any:
        return super().search_queryset(queryset, compose(search_term or ""), **kwargs)
