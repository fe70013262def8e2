"""Mirror everything that is public, and stay in step: run it again whenever you like.

pip install httpx
python mirror.py https://www.example.org/api/v1/ mirror.sqlite3
"""

import json
import sqlite3
import sys

import httpx


def mirror(base_url: str, file: str) -> None:
    """Bring the copy in `file` up to date with the API."""
    with sqlite3.connect(file) as store, httpx.Client(base_url=base_url, timeout=60) as api:
        store.execute("CREATE TABLE IF NOT EXISTS object (key TEXT PRIMARY KEY, data TEXT)")
        store.execute("CREATE TABLE IF NOT EXISTS place (cursor TEXT)")
        has_more = True
        while has_more:
            has_more = follow(api, store)
            store.commit()


def follow(api: httpx.Client, store: sqlite3.Connection) -> bool:
    """Take in one page of changes; whether there are more."""
    row = store.execute("SELECT cursor FROM place").fetchone()
    since = {"since": row[0]} if row else {}
    answer = api.get("changes/", params={"include": "object", "limit": 500, **since})
    store.execute("DELETE FROM place")
    if answer.status_code == httpx.codes.GONE:
        # The copy is too old to be brought up to date: begin anew.
        store.execute("DELETE FROM object")
        return True
    page = answer.raise_for_status().json()
    for item in page["items"]:
        keep(store, item)
    store.execute("INSERT INTO place VALUES (?)", [page["cursor"]])
    return bool(page["has_more"])


def keep(store: sqlite3.Connection, item: dict) -> None:
    """Store what was published or changed, and forget what was unpublished or deleted."""
    key = f"{item['type']}:{item['id']}"
    if item["action"] in ("published", "changed"):
        data = json.dumps(item["object"], ensure_ascii=False, sort_keys=True)
        store.execute("INSERT OR REPLACE INTO object VALUES (?, ?)", [key, data])
    else:
        store.execute("DELETE FROM object WHERE key = ?", [key])


if __name__ == "__main__":
    mirror(*sys.argv[1:])
