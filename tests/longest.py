"""Which modules take longest: they are begun first, where several processes share the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent

# Folders and modules of half a minute and more, the longest first; the others in any order.
LONGEST = (
    "headless/test_matrix.py",
    "headless/test_following.py",
    "headless/webhooks/test_working.py",
    "browser",
    "seoulcoop/test_demo_command.py",
    "headless/test_fragments.py",
    "headless/test_documented_resource.py",
)


def begun_first(item: pytest.Item) -> int:
    """The item's place among the longest; by it items are sorted."""
    path = item.path.relative_to(TESTS).as_posix()
    return next((n for n, long in enumerate(LONGEST) if path.startswith(long)), len(LONGEST))
