"""The change feed, followed as a partner portal follows it."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

Told = list[tuple[str, int]]


def ask(client: Client, status: int = 200, **params: Any) -> Any:
    response = client.get("/api/v1/changes/", params)
    content = response.getvalue()
    assert response.status_code == status, content
    return json.loads(content)


class Reader:
    """A portal that keeps a copy of everything, and its cursor."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.copy: dict[tuple[str, int], Any] = {}
        self.cursor: str | None = None

    def follow(self, **params: Any) -> Told:
        """Take in what is new; what that was."""
        told: Told = []
        has_more = True
        while has_more:
            since = {"since": self.cursor} if self.cursor else {}
            answer = ask(self.client, include="object", **since, **params)
            told += [self.take(item) for item in answer["items"]]
            self.cursor, has_more = answer["cursor"], answer["has_more"]
        return told

    def take(self, item: dict[str, Any]) -> tuple[str, int]:
        key = item["type"], item["id"]
        if "object" in item:
            self.copy[key] = item["object"]
        else:
            self.copy.pop(key, None)
        return item["action"], item["id"]
