"""How often something asks the database."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, path: str, status: int = 200) -> int:
    """The queries of one visit, after a first one that fills what is kept in memory."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == status
    return len(queries)
