"""JSON Feed 1.1 (jsonfeed.org), as one more format of Django's syndication."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.utils.feedgenerator import Enclosure, SyndicationFeed

VERSION = "https://jsonfeed.org/version/1.1"


class NamedEnclosure(Enclosure):
    """An enclosure that says what it is, for the formats that show it."""

    def __init__(self, url: str, length: str, mime_type: str, title: str) -> None:
        super().__init__(url, length, mime_type)
        self.title = title


class JsonFeed(SyndicationFeed):
    """A feed that needs no XML."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        outfile.write(json.dumps(self.document(), ensure_ascii=False, indent=1).encode(encoding))

    def document(self) -> dict[str, Any]:
        """The whole feed; what is not known is left out."""
        about = {
            "version": VERSION,
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": named([self.feed["author_name"]]),
        }
        return {**filled(about), "items": [entry(item) for item in self.items]}


def entry(item: dict[str, Any]) -> dict[str, Any]:
    """One item; its text may be empty but is always there."""
    data = {
        "id": item["unique_id"],
        "url": item["link"],
        "title": item["title"],
        "summary": item["description"],
        "image": item["image"],
        "date_published": timestamp(item["pubdate"]),
        "date_modified": timestamp(item["updateddate"]),
        "authors": named(item["authors"]),
        "tags": list(item["categories"]),
        "language": item["language"],
        "attachments": [attachment(enclosure) for enclosure in item["enclosures"]],
    }
    return {**filled(data), "content_text": item["description"]}


def attachment(enclosure: NamedEnclosure) -> dict[str, Any]:
    data = {
        "url": enclosure.url,
        "mime_type": enclosure.mime_type,
        "title": enclosure.title,
        "size_in_bytes": int(enclosure.length),
    }
    return filled(data)


def named(names: list[str | None]) -> list[dict[str, str]]:
    return [{"name": name} for name in names if name]


def timestamp(moment: datetime.datetime | None) -> str:
    """RFC 3339."""
    return moment.isoformat() if moment else ""


def filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
