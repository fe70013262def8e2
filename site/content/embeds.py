"""Videos kept elsewhere: named here, and asked for only when a visitor opens them."""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import BeautifulSoup
from wagtail.embeds.blocks import EmbedValue
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException

WITH_COOKIES, WITHOUT_COOKIES = "https://www.youtube.com/", "https://www.youtube-nocookie.com/"


@dataclass(frozen=True)
class Video:
    """What is at an address elsewhere; `source` is what a frame shows, empty where nothing is."""

    url: str
    title: str = ""
    provider: str = ""
    source: str = ""


def video_of(value: EmbedValue) -> Video:
    """What its provider says of it; the bare address where the provider is silent."""
    try:
        found = get_embed(value.url, value.max_width, value.max_height)
    except EmbedException:
        return Video(value.url)
    source = frame_source(found.html)
    return Video(value.url, found.title, found.provider_name, source)


def frame_source(html: str) -> str:
    """Where the frame in a provider's markup leads, if it has one that is encrypted."""
    frame = BeautifulSoup(html, "html.parser").find("iframe", src=True)
    source = str(frame["src"]) if frame else ""
    if not source.startswith("https://"):
        return ""
    return source.replace(WITH_COOKIES, WITHOUT_COOKIES, 1)
