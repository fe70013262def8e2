"""A search that understands Korean, for Wagtail on SQLite or PostgreSQL.

    WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "hangul.search"}}

chooses the backend by the vendor of the default database; `manage.py update_index` fills it. There
is neither an extension nor a migration: the tables are those of Wagtail's own database backends,
which this package builds on.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.module_loading import import_string

BACKENDS = {
    "sqlite": "hangul.search.sqlite.SQLiteBackend",
    "postgresql": "hangul.search.postgres.PostgreSQLBackend",
}


def backend_of_database(params: dict[str, Any]) -> Any:
    """The backend for the default database."""
    backend = BACKENDS.get(connection.vendor)
    if backend is None:
        raise ImproperlyConfigured(
            f"hangul.search works with SQLite and PostgreSQL, not with {connection.display_name}."
        )
    return import_string(backend)(params)


# The name that modelsearch looks for.
SearchBackend = backend_of_database
