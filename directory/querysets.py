"""Who of the members is public, and in which order they stand."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Prefetch, Q, When
from django.utils.text import slugify
from wagtail.search.queryset import SearchableQuerySetMixin

if TYPE_CHECKING:
    from directory.models import Member, MemberCategory

LISTING_ORDER = ("category__sort_order", "category__name", "sort_key", "name", "pk")
PUBLIC = {"live": True, "expired": False}
GONE = "withdrawn"
VERIFY_EVERY = datetime.timedelta(days=365)
# What a complete record says, besides a telephone number or an e-mail address.
EXPECTED = ("legal_form", "address", "introduction")


class MemberQuerySet(SearchableQuerySetMixin, models.QuerySet["Member"]):
    """The one place that decides who of the members anybody may see."""

    def public(self) -> MemberQuerySet:
        """Published, not expired, and still a member of the federation."""
        return self.filter(**PUBLIC).exclude(status=GONE)

    def withdrawn(self) -> MemberQuerySet:
        """Members that have left."""
        return self.filter(status=GONE)

    def gone_from_public(self) -> MemberQuerySet:
        """Members that were public until they left."""
        return self.filter(**PUBLIC, status=GONE)

    def at_address(self, slug: str) -> Member | None:
        """The one that has that address, else the one that had it last."""
        with_address = self.filter(slug=slug) | self.filter(former_addresses__slug=slug)
        found = {member.slug == slug: member for member in with_address.distinct()}
        return found.get(True) or found.get(False)

    def now_called(self, slug: str) -> Member | None:
        """The one public member that had that address, or alone a name that would give it."""
        return self.public().at_address(slug) or self.formerly_called(slug)

    def formerly_called(self, slug: str) -> Member | None:
        """The one public member that had a name with that address; None for two."""
        former = apps.get_model("directory", "MemberFormerName").objects.all()
        owners = {
            owner
            for name, owner in former.values_list("name", "member")
            if slugify(name, allow_unicode=True) == slug
        }
        found = self.public().filter(pk__in=owners)[:2]
        return found[0] if len(found) == 1 else None

    def incomplete(self) -> MemberQuerySet:
        """Members of which something is missing that a directory should say."""
        missing = Q(phone="", email="")
        for name in EXPECTED:
            missing |= Q(**{name: ""})
        return self.exclude(status=GONE).filter(missing)

    def due_for_verification(self, on: datetime.date) -> MemberQuerySet:
        """Members whose record nobody has checked in the year before that day."""
        limit = on - VERIFY_EVERY
        unchecked = Q(verified_on__isnull=True) | Q(verified_on__lte=limit)
        return self.exclude(status=GONE).filter(unchecked)

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

    def for_delivery(self) -> MemberQuerySet:
        """With what the API gives of a member; pictures and the parent it fetches by themselves."""
        tagged = apps.get_model("directory", "MemberTag").objects.select_related("tag")
        return self.select_related("category").prefetch_related(
            "sectors", "former_names", Prefetch("tagged_items", queryset=tagged)
        )


class CategoryQuerySet(models.QuerySet["MemberCategory"]):
    def with_member_counts(self) -> CategoryQuerySet:
        """Each with `member_count`, the number of its members that the public sees."""
        public = Q(**{f"members__{field}": value for field, value in PUBLIC.items()})
        shown = public & ~Q(members__status=GONE)
        counted = self.annotate(member_count=Count("members", filter=shown))
        return counted.order_by("sort_order", "name")
