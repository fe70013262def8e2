"""A member in the words of schema.org, for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from content.models import SCHEMA_CONTEXT

if TYPE_CHECKING:
    from directory.models import Member


def structured_member(member: Member, request: HttpRequest) -> dict[str, Any]:
    """All that is public of `member`; what is not known is left out."""
    former = [each.name for each in member.former_names.all()]
    data = {
        "@context": SCHEMA_CONTEXT,
        "@type": "Cooperative" if member.is_cooperative else "Organization",
        "name": member.name,
        "alternateName": [n for n in (member.short_name, member.name_en, *former) if n],
        "url": member.website or member.canonical_url(request),
        "mainEntityOfPage": member.canonical_url(request),
        "description": member.meta_description,
        "telephone": member.phone,
        "email": member.email,
        "address": member.address,
        "areaServed": member.get_district_display() if member.district else "",
        "geo": structured_place(member),
        "foundingDate": member.founded_on.isoformat() if member.founded_on else "",
        "parentOrganization": structured_parent(member, request),
        "sameAs": [block.value["url"] for block in member.social_links],
    }
    return {key: value for key, value in data.items() if value}


def structured_place(member: Member) -> dict[str, Any] | None:
    if member.latitude is None or member.longitude is None:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": float(member.latitude),
        "longitude": float(member.longitude),
    }


def structured_parent(member: Member, request: HttpRequest) -> dict[str, Any] | None:
    parent = member.parent
    if parent is None or not parent.is_public:
        return None
    return {"@type": "Organization", "name": parent.name, "url": parent.canonical_url(request)}
