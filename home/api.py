"""What of the site's own pages the delivery API offers."""

from typing import Annotated, Any, ClassVar

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import FilterLookup, Schema
from pydantic import Field
from wagtail.query import PageQuerySet

from content.dates import DatePrecision, iso_date
from directory.models import Member
from headless.output.context import Context
from headless.output.loading import Later
from headless.output.model_schemas import schema_of
from headless.output.rows import rows
from headless.output.schemas import (
    Image,
    Joined,
    PageSchema,
    Reference,
    RichText,
    image,
    reference_to,
)
from headless.page_addresses import page_url
from headless.resources import Facet, Filters, Resource
from headless.visibility import public_pages
from home.models import HistoryOrder, HistoryPage, ProgramPage, ProgramPartner, ProgramStatus
from home.querysets import ProgramQuerySet
from publications.models import PublicationPage


class HistoryEntrySchema(Schema):
    """Something that happened, dated as exactly as it is known."""

    date: str = Field(
        description="Reduced ISO 8601: 2013, 2013-06 or 2013-06-27.", examples=["2013-06"]
    )
    precision: DatePrecision
    title: str
    description: RichText
    image: Image | None
    link: str | None

    @staticmethod
    def resolve_date(obj: Any) -> str:
        return iso_date(obj.date, obj.precision)

    @staticmethod
    def resolve_image(obj: Any, context: Context) -> Later | None:
        return image(obj.image_id, context)

    @staticmethod
    def resolve_link(obj: Any, context: Context) -> Later | str | None:
        if obj.link_page_id is None:
            return context.links.absolute(obj.link_url)
        return context.pages.later(obj.link_page_id, context.links.html_url)


class HistorySchema(PageSchema):
    """The timeline with all its entries, in the page's order."""

    RELATED: ClassVar = ("entries",)

    order: HistoryOrder
    entries: list[HistoryEntrySchema]

    @staticmethod
    def resolve_entries(obj: Any) -> list[Any]:
        return obj.sorted_entries()


def public_histories(request: HttpRequest, language: str | None) -> PageQuerySet:
    """The history pages that anybody may see, one for each language."""
    pages = public_pages(HistoryPage, request, language)
    return pages.select_related("locale").order_by("path")


HISTORY = Resource(
    name="history",
    summary=_("The history of the federation"),
    model=HistoryPage,
    schema=schema_of(HistoryPage, HistorySchema),
    queryset=public_histories,
    html_url=page_url,
)


class PartnerSchema(Schema):
    role: str
    member: Reference


def public_partners(context: Context) -> Prefetch:
    """Partners that the public may see."""
    partners = ProgramPartner.objects.filter(member__in=Member.objects.public())
    return Prefetch("partners", queryset=partners.select_related("member"))


class ProgramSchema(PageSchema):
    """A program: what it offers, to whom, and how to take part."""

    RELATED: ClassVar = (public_partners, "related_publications", Joined("tagged_items", "tag"))

    partners: list[PartnerSchema]
    related_publications: list[Reference]
    tags: list[str]

    @staticmethod
    def resolve_partners(obj: Any, context: Context) -> list[dict[str, Any]]:
        return [
            {"role": partner.role, "member": reference_to(partner.member, context)}
            for partner in rows(obj, "partners")
            if partner.member.is_public
        ]

    @staticmethod
    def resolve_related_publications(obj: Any, context: Context) -> Later:
        return context.references(
            PublicationPage,
            [related.publication_id for related in rows(obj, "related_publications")],
        )

    @staticmethod
    def resolve_tags(obj: Any) -> list[str]:
        return [item.tag.name for item in rows(obj, "tagged_items")]


class ProgramFilters(Filters):
    """What the list can be narrowed down by."""

    status: Annotated[list[ProgramStatus] | None, FilterLookup("status__in")] = None
    tag: Annotated[list[str] | None, FilterLookup("tags__name__in")] = None


def public_programs(request: HttpRequest, language: str | None) -> ProgramQuerySet:
    """The programs that anybody may see, by number."""
    return public_pages(ProgramPage, request, language).select_related("locale").in_order()


PROGRAMS = Resource(
    name="programs",
    summary=_("The federation's programs"),
    model=ProgramPage,
    schema=schema_of(ProgramPage, ProgramSchema),
    queryset=public_programs,
    html_url=page_url,
    filters=ProgramFilters,
    orders={
        "number": ["number"],
        "title": ["title"],
        "first_published_at": ["first_published_at"],
        "last_published_at": ["last_published_at"],
    },
    facets={
        "status": Facet(lookup="status", choices=ProgramStatus),
        "tag": Facet(lookup="tags__name"),
    },
)
