"""System checks of what only the database can tell: `manage.py check --database default`."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.db import DatabaseError

from content.indexing import index_health


def check_search_index(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warn where the search index lacks something, or was made by another analysis."""
    if not databases or "default" not in databases:
        return []
    try:
        health = index_health()
    except DatabaseError:
        # Before the first migration there is nothing to compare.
        return []
    if health.is_good:
        return []
    message = (
        f"The search index is not up to date: {health.missing} objects missing, "
        f"{health.orphaned} left over, {health.failing} failing"
        f"{', made by another analysis' if health.is_outdated else ''}."
    )
    return [checks.Warning(message, hint="Run: manage.py update_index", id="content.W001")]
