"""What of the directory the delivery API offers."""

import datetime
from typing import Annotated, Any, ClassVar, Literal

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import FilterLookup, Schema
from pydantic import Field

from directory.addresses import member_url
from directory.districts import District
from directory.models import (
    LegalForm,
    Member,
    MemberContact,
    MemberFormerAddress,
    MemberStatus,
    Standing,
)
from directory.partner_readings import record_reading
from directory.querysets import MemberQuerySet
from directory.scopes import CONTACTS
from headless.changes.passing_time import changes_with_time
from headless.output.context import Context
from headless.output.loading import Later
from headless.output.rows import rows
from headless.output.schemas import Choice, Image, ObjectSchema, Reference, RichText, choice, image
from headless.registry import alters_answers, depends_on
from headless.requests.disclosures import disclose
from headless.resources import Facet, Filters, Resource


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


def shared_contacts(context: Context) -> Prefetch:
    """Contact persons whose consent holds today and names partners."""
    contacts = MemberContact.objects.consented(timezone.localdate())
    return Prefetch("contacts", queryset=contacts.filter(shared_with_partners=True))


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
    latitude: float | None = Field(description="WGS 84 degrees.")
    longitude: float | None = Field(description="WGS 84 degrees.")
    phone: str
    email: str
    website: str
    social_links: list[SocialLinkSchema]
    logo: Image | None
    introduction: RichText
    introduction_en: RichText
    products_and_services: RichText
    joined_on: datetime.date | None
    status: Choice
    parent: Reference | None
    tags: list[str]

    @staticmethod
    def resolve_former_names(obj: Any) -> list[str]:
        return [former.name for former in rows(obj, "former_names")]

    @staticmethod
    def resolve_legal_form(obj: Any) -> dict[str, str] | None:
        return choice(obj.legal_form, LegalForm)

    @staticmethod
    def resolve_sectors(obj: Any) -> list[Any]:
        return list(rows(obj, "sectors"))

    @staticmethod
    def resolve_district(obj: Any) -> dict[str, str] | None:
        return choice(obj.district, District)

    @staticmethod
    def resolve_latitude(obj: Any) -> float | None:
        return None if obj.latitude is None else float(obj.latitude)

    @staticmethod
    def resolve_longitude(obj: Any) -> float | None:
        return None if obj.longitude is None else float(obj.longitude)

    @staticmethod
    def resolve_social_links(obj: Any) -> list[dict[str, str]]:
        return [link["value"] for link in obj.social_links.raw_data]

    @staticmethod
    def resolve_logo(obj: Any, context: Context) -> Later | None:
        return image(obj.logo_id, context)

    @staticmethod
    def resolve_status(obj: Any) -> dict[str, str] | None:
        return choice(obj.status, MemberStatus)

    @staticmethod
    def resolve_parent(obj: Any, context: Context) -> Later | None:
        return context.reference(Member, obj.parent_id)

    @staticmethod
    def resolve_tags(obj: Any) -> list[str]:
        return [item.tag.name for item in rows(obj, "tagged_items")]


class ContactSchema(Schema):
    """A person who speaks for a member and agreed that partners know it."""

    name: str
    role: str
    phone: str
    email: str


class PartnerMemberSchema(PublicMemberSchema):
    """What partners with the scope may know of a member: with persons who agreed to that."""

    RELATED: ClassVar = (shared_contacts,)

    contacts: list[ContactSchema]

    @staticmethod
    def resolve_contacts(obj: Any, context: Context) -> list[Any]:
        contacts = list(rows(obj, "contacts"))
        disclose(context.request, record_reading, [contact.pk for contact in contacts])
        return contacts


# Withdrawn members are nobody's business any more. Plain words, as problems quote them.
PublicStatus = Literal["active", "dormant"]


class MemberFilters(Filters):
    """What the list can be narrowed down by."""

    category: Annotated[list[str] | None, FilterLookup("category__slug__in")] = None
    standing: Annotated[list[Standing] | None, FilterLookup("category__standing__in")] = None
    legal_form: Annotated[list[LegalForm] | None, FilterLookup("legal_form__in")] = None
    district: Annotated[list[District] | None, FilterLookup("district__in")] = None
    sector: Annotated[list[str] | None, FilterLookup("sectors__slug__in")] = None
    status: Annotated[list[PublicStatus] | None, FilterLookup("status__in")] = None
    tag: Annotated[list[str] | None, FilterLookup("tags__name__in")] = None
    founded_from: Annotated[datetime.date | None, FilterLookup("founded_on__gte")] = None
    founded_to: Annotated[datetime.date | None, FilterLookup("founded_on__lte")] = None
    joined_from: Annotated[datetime.date | None, FilterLookup("joined_on__gte")] = None
    joined_to: Annotated[datetime.date | None, FilterLookup("joined_on__lte")] = None


def public_members(request: HttpRequest, language: str | None) -> MemberQuerySet:
    """The members that anybody may see, in the order of the public list."""
    return Member.objects.public().for_delivery().in_listing_order()


MEMBERS = Resource(
    name="members",
    summary=_("Members of the federation"),
    model=Member,
    schema=PublicMemberSchema,
    partner_schema=PartnerMemberSchema,
    partner_scope=CONTACTS,
    queryset=public_members,
    html_url=lambda member, request: member_url(member.slug, request),
    former_slugs="former_addresses__slug",
    filters=MemberFilters,
    orders={
        "name": ["sort_key", "name"],
        "founded_on": ["founded_on"],
        "joined_on": ["joined_on"],
        "last_published_at": ["last_published_at"],
    },
    facets={
        "category": Facet(lookup="category__slug", label="category__name"),
        "standing": Facet(lookup="category__standing", choices=Standing),
        "legal_form": Facet(lookup="legal_form", choices=LegalForm),
        "district": Facet(lookup="district", choices=District),
        "sector": Facet(lookup="sectors__slug", label="sectors__name"),
        "status": Facet(lookup="status", choices=MemberStatus),
        "tag": Facet(lookup="tags__name"),
    },
)
depends_on(Member, "contacts")
alters_answers(MemberFormerAddress)
changes_with_time(MemberContact, "consented_on")
changes_with_time(MemberContact, "consent_until")
