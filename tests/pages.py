"""Public pages as a visitor's browser gets them."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client


def visit(client: Client, path: str, **query: Any) -> BeautifulSoup:
    """The page at `path`, which must be there."""
    answer = client.get(path, query)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return BeautifulSoup(answer.content, "html.parser")


def facet_counts(page: BeautifulSoup, name: str) -> dict[str, str]:
    """The choices of a filter with their counts."""
    links = page.select(f'[aria-labelledby="facet-{name}"] .facet__link')
    texts = [(link.select_one(".facet__label"), link.select_one(".facet__count")) for link in links]
    return {label.get_text(): count.get_text() for label, count in texts if label and count}


def structured(page: BeautifulSoup) -> dict[str, dict[str, Any]]:
    """What the page says in JSON-LD, by type."""
    scripts = page.find_all("script", type="application/ld+json")
    data = [json.loads(script.string or "") for script in scripts]
    return {each["@type"]: each for each in data}


def meta(page: BeautifulSoup) -> dict[str, list[str]]:
    """The contents of the page's meta elements, by name or property."""
    found: dict[str, list[str]] = {}
    for element in page.find_all("meta", content=True):
        name = element.get("name") or element.get("property")
        found.setdefault(str(name), []).append(str(element["content"]))
    return found


def canonical(page: BeautifulSoup) -> str | None:
    link = page.find("link", rel="canonical")
    return str(link["href"]) if link else None


def assert_well_formed(page: BeautifulSoup) -> None:
    """Skip link, landmarks, one h1, unique ids, no level of headings skipped."""
    skip = page.select_one("a.skip-link")
    assert skip is not None
    assert page.select_one(str(skip["href"])) is not None
    for landmark in ("header.site-header", "main", "footer"):
        assert len(page.select(landmark)) == 1, landmark
    assert len(page.find_all("h1")) == 1
    levels = [int(str(h.name)[1]) for h in page.find_all(["h1", "h2", "h3", "h4"])]
    jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert not jumps, f"heading levels skip: {levels}"
    ids = [str(element["id"]) for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids)), sorted(ids)
    named = {
        name for e in page.select("[aria-labelledby]") for name in str(e["aria-labelledby"]).split()
    }
    assert named <= set(ids)
    assert not page.select("[style]")
    assert not [image for image in page.find_all("img") if not image.has_attr("alt")]
