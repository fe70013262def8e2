"""What of the site's own pages the delivery API offers."""

from typing import Annotated, Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import FilterLookup, Schema
from pydantic import Field
from wagtail.query import PageQuerySet

from content.dates import DatePrecision, iso_date
from content.rich_text import final_html
from headless.resources import Filters, Resource
from headless.schemas import Choice, Image, ObjectSchema, Reference, choice, image, reference_to
from headless.visibility import public_pages
from home.models import HistoryPage, ProgramPage, ProgramPublication, ProgramStatus
from home.querysets import ProgramQuerySet
from publications.models import PublicationPage


class HistoryEntrySchema(Schema):
    """Something that happened, dated as exactly as it is known."""

    date: str = Field(
        description="Reduced ISO 8601: 2013, 2013-06 or 2013-06-27.", examples=["2013-06"]
    )
    precision: DatePrecision
    title: str
    description: str = Field(description="HTML.")
    image: Image | None
    link: str | None

    @staticmethod
    def resolve_date(obj: Any) -> str:
        return iso_date(obj.date, obj.precision)

    @staticmethod
    def resolve_description(obj: Any) -> str:
        return final_html(obj.description)

    @staticmethod
    def resolve_image(obj: Any, context: dict[str, Any]) -> dict[str, Any] | None:
        return image(obj.image, context)

    @staticmethod
    def resolve_link(obj: Any, context: dict[str, Any]) -> str | None:
        return context["links"].absolute(obj.link)


class HistoryPageSchema(ObjectSchema):
    """The timeline with all its entries, in the page's order."""

    summary: str
    introduction: str = Field(description="HTML.")
    order: str
    entries: list[HistoryEntrySchema]

    @staticmethod
    def resolve_introduction(obj: Any) -> str:
        return final_html(obj.introduction)

    @staticmethod
    def resolve_entries(obj: Any) -> list[Any]:
        return obj.entries_in_order()


def public_histories(request: HttpRequest, language: str) -> PageQuerySet:
    """The history pages that anybody may see, one for each language."""
    pages = public_pages(HistoryPage, request, language)
    return pages.select_related("locale").order_by("path")


HISTORY = Resource(
    name="history",
    summary=_("The history of the federation"),
    model=HistoryPage,
    schema=HistoryPageSchema,
    queryset=public_histories,
    html_url=lambda page, request: page.get_url(request),
)


class PartnerSchema(Schema):
    role: str
    member: Reference


class ProgramSchema(ObjectSchema):
    """A program: what it offers, to whom, and how to take part."""

    number: int | None
    summary: str
    status: Choice
    body: str = Field(description="HTML.")
    how_to_apply: str = Field(description="HTML.")
    contact_office: str
    contact_phone: str
    contact_email: str
    partners: list[PartnerSchema]
    related_publications: list[Reference]
    tags: list[str]

    @staticmethod
    def resolve_status(obj: Any) -> dict[str, str] | None:
        return choice(obj.status, ProgramStatus)

    @staticmethod
    def resolve_body(obj: Any) -> str:
        return str(obj.body)

    @staticmethod
    def resolve_how_to_apply(obj: Any) -> str:
        return final_html(obj.how_to_apply)

    @staticmethod
    def resolve_partners(obj: Any, context: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"role": partner.role, "member": reference_to(partner.member, context)}
            for partner in obj.partners.all()
            if partner.member.is_public
        ]

    @staticmethod
    def resolve_related_publications(obj: Any, context: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            reference_to(related.publication, context) for related in obj.related_publications.all()
        ]

    @staticmethod
    def resolve_tags(obj: Any) -> list[str]:
        return [item.tag.name for item in obj.tagged_items.all()]


class ProgramFilters(Filters):
    """What the list can be narrowed down by."""

    status: Annotated[ProgramStatus | None, FilterLookup("status")] = None
    tag: Annotated[str | None, FilterLookup("tags__name")] = None


def public_programs(request: HttpRequest, language: str) -> ProgramQuerySet:
    """The programs that anybody may see, by number."""
    visible = ProgramPublication.objects.filter(
        publication__in=public_pages(PublicationPage, request)
    ).select_related("publication")
    return (
        public_pages(ProgramPage, request, language)
        .select_related("locale")
        .prefetch_related(
            Prefetch("related_publications", queryset=visible),
            "partners__member",
            "tagged_items__tag",
        )
        .in_order()
    )


PROGRAMS = Resource(
    name="programs",
    summary=_("The federation's programs"),
    model=ProgramPage,
    schema=ProgramSchema,
    queryset=public_programs,
    html_url=lambda page, request: page.get_url(request),
    filters=ProgramFilters,
)
