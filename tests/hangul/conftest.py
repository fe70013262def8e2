"""Fixtures for the tests of Korean text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hangul import synonyms


@pytest.fixture(scope="module")
def no_synonyms() -> Iterator[None]:
    """Nobody's synonyms: what a module registers itself is all there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synonyms, "_providers", [])
        yield
