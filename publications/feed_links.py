"""Where the feeds of a list are, for people and for their feed readers."""

from __future__ import annotations

from dataclasses import dataclass

from content.facets import FilterLinks

FEEDS = (
    ("RSS", "application/rss+xml", "feeds/rss/"),
    ("Atom", "application/atom+xml", "feeds/atom/"),
    ("JSON", "application/feed+json", "feeds/json/"),
)


@dataclass(frozen=True)
class FeedLink:
    """One feed, in one format."""

    format: str
    media_type: str
    title: str
    url: str


def feed_links(base: str, title: str, given: dict[str, str]) -> list[FeedLink]:
    """The feeds of the list at `base`, narrowed down as `given` says."""
    return [
        FeedLink(
            format=name,
            media_type=media_type,
            title=f"{title} ({name})",
            url=FilterLinks(f"{base}{place}", {}).address(given),
        )
        for name, media_type, place in FEEDS
    ]
