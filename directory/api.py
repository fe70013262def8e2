"""What of the directory the delivery API offers."""

import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import FilterLookup, Schema
from pydantic import Field

from content.rich_text import final_html
from directory.addresses import member_url
from directory.districts import District
from directory.models import LegalForm, Member, MemberStatus, Standing
from directory.querysets import MemberQuerySet
from headless.resources import Filters, Resource
from headless.schemas import Choice, Image, ObjectSchema, Reference, choice, image, reference_to


class CategorySchema(Schema):
    """A category of membership, and the standing that comes with it."""

    slug: str
    name: str
    name_en: str
    standing: Choice

    @staticmethod
    def resolve_standing(obj: Any) -> dict[str, str] | None:
        return choice(obj.standing, Standing)


class SectorSchema(Schema):
    slug: str
    name: str
    name_en: str


class SocialLinkSchema(Schema):
    label: str
    url: str


class PublicMemberSchema(ObjectSchema):
    """What everybody may know of a member. Contact persons are no part of it."""

    name: str
    name_en: str
    short_name: str
    former_names: list[str]
    business_number: str
    category: CategorySchema
    legal_form: Choice | None
    sectors: list[SectorSchema]
    district: Choice | None
    founded_on: datetime.date | None
    address: str
    latitude: Decimal | None = Field(description="WGS 84 degrees.")
    longitude: Decimal | None = Field(description="WGS 84 degrees.")
    phone: str
    email: str
    website: str
    social_links: list[SocialLinkSchema]
    logo: Image | None
    introduction: str = Field(description="HTML.")
    introduction_en: str = Field(description="HTML.")
    products_and_services: str = Field(description="HTML.")
    joined_on: datetime.date | None
    status: Choice
    parent: Reference | None
    tags: list[str]

    @staticmethod
    def resolve_former_names(obj: Any) -> list[str]:
        return [former.name for former in obj.former_names.all()]

    @staticmethod
    def resolve_legal_form(obj: Any) -> dict[str, str] | None:
        return choice(obj.legal_form, LegalForm)

    @staticmethod
    def resolve_sectors(obj: Any) -> list[Any]:
        return list(obj.sectors.all())

    @staticmethod
    def resolve_district(obj: Any) -> dict[str, str] | None:
        return choice(obj.district, District)

    @staticmethod
    def resolve_social_links(obj: Any) -> list[dict[str, str]]:
        return [dict(block.value) for block in obj.social_links]

    @staticmethod
    def resolve_logo(obj: Any, context: dict[str, Any]) -> dict[str, Any] | None:
        return image(obj.logo, context)

    @staticmethod
    def resolve_introduction(obj: Any) -> str:
        return final_html(obj.introduction)

    @staticmethod
    def resolve_introduction_en(obj: Any) -> str:
        return final_html(obj.introduction_en)

    @staticmethod
    def resolve_products_and_services(obj: Any) -> str:
        return final_html(obj.products_and_services)

    @staticmethod
    def resolve_status(obj: Any) -> dict[str, str] | None:
        return choice(obj.status, MemberStatus)

    @staticmethod
    def resolve_parent(obj: Any, context: dict[str, Any]) -> dict[str, Any] | None:
        parent = obj.parent
        return reference_to(parent, context) if parent and parent.is_public else None

    @staticmethod
    def resolve_tags(obj: Any) -> list[str]:
        return [item.tag.name for item in obj.tagged_items.all()]


class MemberFilters(Filters):
    """What the list can be narrowed down by."""

    category: Annotated[str | None, FilterLookup("category__slug")] = None
    standing: Annotated[Standing | None, FilterLookup("category__standing")] = None
    legal_form: Annotated[LegalForm | None, FilterLookup("legal_form")] = None
    district: Annotated[District | None, FilterLookup("district")] = None
    sector: Annotated[str | None, FilterLookup("sectors__slug")] = None
    tag: Annotated[str | None, FilterLookup("tags__name")] = None


def public_members(request: HttpRequest, language: str) -> MemberQuerySet:
    """The members that anybody may see, in the order of the public list."""
    return Member.objects.public().with_relations().in_listing_order()


MEMBERS = Resource(
    name="members",
    summary=_("Members of the federation"),
    model=Member,
    schema=PublicMemberSchema,
    queryset=public_members,
    html_url=lambda member, request: member_url(member.slug, request),
    filters=MemberFilters,
)
