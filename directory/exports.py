"""The directory in the forms of maps and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, gettext_noop
from ninja import NinjaAPI, Query, Schema

from directory.api import MEMBERS, MemberFilters
from directory.geojson import place_of
from directory.models import Member
from directory.public_csv import members_as_csv
from directory.querysets import MemberQuerySet
from headless.endpoints.parameters import language_params, refuse_unknown
from headless.filter_meanings import described
from headless.output.loading import written
from headless.registry import registered_resources
from headless.resources import Links

CSV = "text/csv"
GEOJSON = "application/geo+json"


class Point(Schema):
    """Longitude and latitude, WGS 84 degrees."""

    type: Literal["Point"]
    coordinates: tuple[float, float]


class MemberProperties(Schema):
    """What a map shows of a member; `precision` says whether its place is its district's centre."""

    title: str
    slug: str
    category: str
    category_name: str
    district: str | None
    district_name: str | None
    address: str
    phone: str
    website: str
    precision: Literal["exact", "district-centre"] | None
    detail_url: str | None
    html_url: str | None


class MemberFeature(Schema):
    """A member and its place, or the centre of its district."""

    type: Literal["Feature"]
    id: int
    geometry: Point | None
    properties: MemberProperties


class MemberFeatures(Schema):
    """The directory for maps (RFC 7946)."""

    type: Literal["FeatureCollection"]
    features: list[MemberFeature]


def add_member_exports(api: NinjaAPI) -> None:
    """Serve `/members.csv` and `/members.geojson`, narrowed down by the filters of the list."""
    add_csv(api)
    add_geojson(api)


def add_geojson(api: NinjaAPI) -> None:
    schema = language_params("MemberMap")

    def members_geojson(request: HttpRequest, params: Any, filters: Any) -> HttpResponse:
        refuse_unknown(request, schema, MemberFilters)
        with translation.override(params.locale):
            resources = registered_resources()
            links = Links(request, str(api.urls_namespace), resources, params.locale)
            members = found(request, params.locale, filters)
            return HttpResponse(written(feature_collection(members, links)), GEOJSON)

    members_geojson.__annotations__ = {
        "request": HttpRequest,
        "params": Annotated[schema, Query()],
        "filters": Annotated[described(MemberFilters, Member), Query()],
    }
    api.get(
        "/members.geojson",
        response=MemberFeatures,
        operation_id="members_geojson",
        summary=gettext_noop("Members for maps"),
        url_name="members-geojson",
        tags=["members"],
    )(members_geojson)


def add_csv(api: NinjaAPI) -> None:
    schema = language_params("MemberExport")

    def members_csv(request: HttpRequest, params: Any, filters: Any) -> HttpResponse:
        refuse_unknown(request, schema, MemberFilters)
        with translation.override(params.locale):
            members = found(request, params.locale, filters)
            response = HttpResponse(members_as_csv(members), f"{CSV}; charset=utf-8")
            name = f"{gettext('Members')}.csv"
            response["Content-Disposition"] = content_disposition_header(True, name)
            return response

    members_csv.__annotations__ = {
        "request": HttpRequest,
        "params": Annotated[schema, Query()],
        "filters": Annotated[described(MemberFilters, Member), Query()],
    }
    content = {CSV: {"schema": {"type": "string"}}}
    api.get(
        "/members.csv",
        operation_id="members_csv",
        summary=gettext_noop("Members as a spreadsheet"),
        url_name="members-csv",
        tags=["members"],
        openapi_extra={"responses": {HTTPStatus.OK.value: {"content": content}}},
    )(members_csv)


def feature_collection(members: Iterable[Any], links: Links) -> dict[str, Any]:
    """The members as GeoJSON (RFC 7946); those that work in all of Seoul have no geometry."""
    return {"type": "FeatureCollection", "features": [feature(each, links) for each in members]}


def feature(member: Any, links: Links) -> dict[str, Any]:
    latitude, longitude, precision = place_of(member) or (None, None, None)
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {
        "type": "Feature",
        "id": member.pk,
        "geometry": point if precision else None,
        "properties": {
            "title": member.display_name,
            "slug": member.slug,
            "category": member.category.slug,
            "category_name": member.category.display_name,
            "district": member.district or None,
            "district_name": member.get_district_display() or None,
            "address": member.address,
            "phone": member.phone,
            "website": member.website,
            "precision": precision,
            "detail_url": links.detail_url(member),
            "html_url": links.html_url(member),
        },
    }


def found(request: HttpRequest, language: str, filters: Any) -> MemberQuerySet:
    """The public members that fit the filters, with all that their rows show."""
    members: Any = MEMBERS.queryset(request, language)
    condition = filters.get_filter_expression()
    if condition:
        fitting = MEMBERS.model._default_manager.filter(condition)
        members = members.filter(pk__in=fitting.values("pk"))
    public: MemberQuerySet = members
    return public
