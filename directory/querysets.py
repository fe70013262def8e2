"""Who of the members is public, and in which order they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from wagtail.search.queryset import SearchableQuerySetMixin

if TYPE_CHECKING:
    from directory.models import Member  # noqa: F401


class MemberQuerySet(SearchableQuerySetMixin, models.QuerySet["Member"]):
    """The one place that decides who of the members anybody may see."""

    def public(self) -> MemberQuerySet:
        """Published, not expired, and still a member of the federation."""
        return self.filter(live=True, expired=False).exclude(status="withdrawn")

    def in_name_order(self) -> MemberQuerySet:
        """가나다 order of the names."""
        return self.order_by("sort_key", "name", "pk")

    def in_listing_order(self) -> MemberQuerySet:
        """The categories' own order, and the names' within."""
        return self.order_by("category__sort_order", "category__name", "sort_key", "name", "pk")

    def with_relations(self) -> MemberQuerySet:
        """With everything that a member's full record shows, in a fixed number of queries."""
        return self.select_related("category", "parent", "logo").prefetch_related(
            "sectors", "former_names", "tagged_items__tag", "logo__renditions"
        )
