"""Files as a visitor's browser gets them: to the end."""

from __future__ import annotations

from typing import Any

from django.test import Client


def get(client: Client, url: str, query: dict[str, str] | None = None, **headers: str) -> Any:
    """The answer, read to its end; what was read is its `body`."""
    answer = client.get(url, query, headers=headers)
    answer.body = answer.getvalue() if answer.streaming else answer.content
    return answer


def status_of(client: Client, url: str) -> int:
    status: int = get(client, url).status_code
    return status
