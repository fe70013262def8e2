"""The federation in figures, counted on the spot."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from content.models import OrganisationSettings
from directory.addresses import directory_url
from directory.models import MemberCategory
from publications.querysets import PublicationQuerySet


@dataclass(frozen=True)
class Figures:
    """What the front page counts, and where it leads."""

    categories: list[MemberCategory]
    publications: int
    years: int | None
    directory_url: str | None

    @property
    def members(self) -> int:
        return sum(category.member_count for category in self.categories)


def figures_of(publications: PublicationQuerySet, request: HttpRequest) -> Figures:
    """The figures of the site that `request` asks; categories without members are left out."""
    categories = MemberCategory.objects.with_member_counts()
    return Figures(
        categories=[category for category in categories if category.member_count],
        publications=publications.count(),
        years=OrganisationSettings.for_request(request).years_since_founding,
        directory_url=directory_url(request),
    )
