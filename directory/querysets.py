"""Who of the members is public, and in which order they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Prefetch, Q, When
from wagtail.search.queryset import SearchableQuerySetMixin

if TYPE_CHECKING:
    from directory.models import Member, MemberCategory  # noqa: F401

LISTING_ORDER = ("category__sort_order", "category__name", "sort_key", "name", "pk")
PUBLIC = {"live": True, "expired": False}
GONE = "withdrawn"


class MemberQuerySet(SearchableQuerySetMixin, models.QuerySet["Member"]):
    """The one place that decides who of the members anybody may see."""

    def public(self) -> MemberQuerySet:
        """Published, not expired, and still a member of the federation."""
        return self.filter(**PUBLIC).exclude(status=GONE)

    def in_name_order(self) -> MemberQuerySet:
        """가나다 order of the names."""
        return self.order_by("sort_key", "name", "pk")

    def in_listing_order(self) -> MemberQuerySet:
        """The categories' own order, and the names' within."""
        return self.order_by(*LISTING_ORDER)

    def before(self, member: Member) -> MemberQuerySet:
        """Those that stand before `member` in the list, the nearest first."""
        return self.filter(self.beside(member, "lt")).in_listing_order().reverse()

    def after(self, member: Member) -> MemberQuerySet:
        """Those that stand after `member` in the list, the nearest first."""
        return self.filter(self.beside(member, "gt")).in_listing_order()

    def around(self, member: Member) -> tuple[Member | None, Member | None]:
        """The members just before and just after `member` in the list."""
        before, after = self.before(member).values("pk")[:1], self.after(member).values("pk")[:1]
        found = self.filter(Q(pk__in=before) | Q(pk__in=after)).annotate(
            is_before=Case(When(pk__in=before, then=True), default=False)
        )
        places = {each.is_before: each for each in found}
        return places.get(True), places.get(False)

    def neighbours_of(self, member: Member, most: int) -> MemberQuerySet:
        """Others of the same district or category: the first ones of each, in name order."""
        others = self.exclude(pk=member.pk).in_name_order()
        alike = others.filter(category=member.category_id).values("pk")[:most]
        if not member.district:
            return others.filter(pk__in=alike)
        near = others.filter(district=member.district).values("pk")[:most]
        return others.filter(Q(pk__in=near) | Q(pk__in=alike))

    def beside(self, member: Member, comparison: str) -> Q:
        """Standing on one side of `member`: equal in the first keys, and beside it in the next."""
        place = {
            "category__sort_order": member.category.sort_order,
            "category__name": member.category.name,
            "sort_key": member.sort_key,
            "name": member.name,
            "pk": member.pk,
        }
        condition = Q(pk__in=[])
        for number, key in enumerate(LISTING_ORDER):
            equal = {earlier: place[earlier] for earlier in LISTING_ORDER[:number]}
            condition |= Q(**equal, **{f"{key}__{comparison}": place[key]})
        return condition

    def count_by(self, lookup: str) -> dict[str, int]:
        """How many members there are for each value of `lookup`."""
        rows = self.order_by().values_list(lookup).annotate(Count("pk", distinct=True))
        return {value: count for value, count in rows if value}

    def with_relations(self) -> MemberQuerySet:
        """With everything that a member's full record shows, in a fixed number of queries."""
        tagged = apps.get_model("directory", "MemberTag").objects.select_related("tag")
        return self.select_related("category", "parent", "logo").prefetch_related(
            "sectors",
            "former_names",
            Prefetch("tagged_items", queryset=tagged),
            "logo__renditions",
        )


class CategoryQuerySet(models.QuerySet["MemberCategory"]):
    def with_member_counts(self) -> CategoryQuerySet:
        """Each with `member_count`, the number of its members that the public sees."""
        public = Q(**{f"members__{field}": value for field, value in PUBLIC.items()})
        shown = public & ~Q(members__status=GONE)
        counted = self.annotate(member_count=Count("members", filter=shown))
        return counted.order_by("sort_order", "name")
