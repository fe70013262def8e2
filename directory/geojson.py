"""Members as points on a map, in the words of GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from directory.addresses import member_url
from directory.district_centres import CENTRES
from directory.models.members import Member

MEDIA_TYPE = "application/geo+json"
EXACT = "exact"
DISTRICT_CENTRE = "district-centre"


def feature_collection(
    members: Iterable[Member], request: HttpRequest | None = None
) -> dict[str, Any]:
    """The members that have a place: their own, or the middle of their district.

    `precision` tells which, and no more than the public list is said of anybody. `members` come
    with their categories; those that work in all of Seoul have no place and are left out.
    """
    found = [feature(member, request) for member in members]
    return {
        "type": "FeatureCollection",
        "attribution": _("District centres: National Geographic Information Institute, 2023"),
        "features": [each for each in found if each is not None],
    }


def feature(member: Member, request: HttpRequest | None = None) -> dict[str, Any] | None:
    """One member; None where nothing is known of its place."""
    place = place_of(member)
    if place is None:
        return None
    latitude, longitude, precision = place
    url = member_url(member.slug, request)
    return {
        "type": "Feature",
        "id": member.pk,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "name": member.name,
            "name_en": member.name_en,
            "slug": member.slug,
            "category": member.category.name,
            "standing": member.category.standing,
            "district": member.district,
            "district_name": member.get_district_display() if member.district else "",
            "address": member.address,
            "precision": precision,
            "url": request.build_absolute_uri(url) if request and url else url,
        },
    }


def place_of(member: Member) -> tuple[float, float, str] | None:
    """Latitude, longitude, and how exact they are."""
    if member.latitude is not None and member.longitude is not None:
        return float(member.latitude), float(member.longitude), EXACT
    if member.district in CENTRES:
        return (*CENTRES[member.district], DISTRICT_CENTRE)
    return None
