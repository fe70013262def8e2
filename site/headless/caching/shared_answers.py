"""Answers that several processes share through a Django cache, such as Redis; never needed."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import caches

from headless.caching.answer_store import Answer
from headless.caching.fragments import Fragment
from headless.caching.version_reader import VersionKey

A_DAY = 24 * 60 * 60
# After a failure the shared cache is left alone for so many seconds.
PAUSE = 15

logger = logging.getLogger(__name__)


class SharedAnswers:
    """The shared cache, where one is configured; any failure of it means doing without."""

    def __init__(self) -> None:
        self.alias: str = getattr(settings, "HEADLESS_SHARED_CACHE", "")
        self.release: str = getattr(settings, "HEADLESS_RELEASE", "")
        self.away_until = 0.0

    def get(self, key: Hashable, version: VersionKey) -> Answer | None:
        """The answer that some process has made of that very version."""
        found = self.attempt(lambda cache: cache.get(self.name(key, version)))
        return Answer(version, *found) if found else None

    def put(self, key: Hashable, answer: Answer) -> None:
        if answer.version is not None:
            name = self.name(key, answer.version)
            value = (answer.until, answer.headers, answer.body)
            self.attempt(lambda cache: cache.set(name, value, A_DAY))

    def get_many(self, keys: Collection[Hashable]) -> dict[Hashable, Fragment]:
        """Those of the objects' texts that some process has made."""
        names = {self.name(key): key for key in keys}
        found = self.attempt(lambda cache: cache.get_many(names)) if names else None
        return {names[name]: Fragment(*value) for name, value in (found or {}).items()}

    def put_many(self, fragments: Mapping[Hashable, Fragment]) -> None:
        values = {self.name(key): (kept.until, kept.text) for key, kept in fragments.items()}
        if values:
            self.attempt(lambda cache: cache.set_many(values, A_DAY))

    def name(self, key: Hashable, version: VersionKey | None = None) -> str:
        digest = hashlib.sha256(repr((self.release, version, key)).encode()).hexdigest()
        return f"headless:{digest}"

    def attempt(self, use: Callable[[Any], Any]) -> Any:
        """What the cache answers; None where there is none, or it fails."""
        if not self.alias or time.monotonic() < self.away_until:
            return None
        try:
            return use(caches[self.alias])
        except Exception:
            self.away_until = time.monotonic() + PAUSE
            logger.exception("The shared cache fails; answers are made without it for a while.")
            return None
