"""In which order the programs stand."""

from __future__ import annotations

from django.db.models import F
from wagtail.query import PageQuerySet

from content.privacy import open_to_everybody


class ProgramQuerySet(PageQuerySet):
    def published(self) -> ProgramQuerySet:
        """What any visitor may read."""
        return self.live().filter(open_to_everybody())

    def in_order(self) -> ProgramQuerySet:
        """By their numbers; those without one last, in the order of the page tree."""
        return self.order_by(F("number").asc(nulls_last=True), "path")
