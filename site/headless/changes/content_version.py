"""The content version: it moves on with every change to anything that an answer may show."""

from __future__ import annotations

from dataclasses import dataclass

from headless.changes.collecting import record_collected
from headless.models import ContentVersion
from headless.models.changes import THE_ONLY_ROW


@dataclass(frozen=True, slots=True)
class Version:
    """Which life of the counter, and how far it has come."""

    epoch: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.sequence}"


# The counter before anything was ever written.
NOTHING_YET = Version("", 0)


def stored_version() -> ContentVersion:
    """The counter's row, this connection's own writes included; made where there is none yet."""
    record_collected()
    return ContentVersion.objects.get_or_create(pk=THE_ONLY_ROW)[0]


def current_version() -> Version:
    """The version of what this connection reads, its own writes included; one query."""
    record_collected()
    row = ContentVersion.objects.filter(pk=THE_ONLY_ROW).values_list("epoch", "sequence").first()
    return Version(*row) if row else NOTHING_YET
