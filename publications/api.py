"""What of the publications the delivery API offers."""

import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import FilterLookup, Schema
from pydantic import Field

from content.dates import DatePrecision
from content.languages import Language
from headless.resources import Filters, Resource
from headless.schemas import (
    Choice,
    Image,
    ObjectSchema,
    Reference,
    choice,
    image,
    reference_to,
)
from headless.visibility import public_pages
from publications.models import (
    ContributorRole,
    FileKind,
    Licence,
    PublicationPage,
)
from publications.querysets import PublicationQuerySet


class FileSchema(Schema):
    """A file of a publication, at its permanent address."""

    url: str
    label: str
    filename: str
    media_type: str
    bytes: int | None
    sha256: str
    pages: int | None
    language: Choice
    kind: Choice


class ContributorSchema(Schema):
    name: str
    role: Choice
    member: Reference | None


class PublicationSchema(ObjectSchema):
    """What every publication has, whatever its type."""

    summary: str
    subtitle: str
    abstract: str
    published_on: datetime.date | None
    published_on_precision: DatePrecision
    language: Choice
    licence: Choice | None
    isbn: str
    issn: str
    doi: str
    cover: Image | None
    files: list[FileSchema]
    contributors: list[ContributorSchema]
    tags: list[str]

    @staticmethod
    def resolve_language(obj: Any) -> dict[str, str] | None:
        return choice(obj.language, Language)

    @staticmethod
    def resolve_licence(obj: Any) -> dict[str, str] | None:
        return choice(obj.licence, Licence)

    @staticmethod
    def resolve_cover(obj: Any, context: dict[str, Any]) -> dict[str, Any] | None:
        return image(obj.cover, context)

    @staticmethod
    def resolve_files(obj: Any, context: dict[str, Any]) -> list[dict[str, Any]]:
        return [file_data(item, context) for item in obj.files.all()]

    @staticmethod
    def resolve_contributors(obj: Any, context: dict[str, Any]) -> list[dict[str, Any]]:
        return [contributor_data(item, context) for item in obj.contributors.all()]

    @staticmethod
    def resolve_tags(obj: Any) -> list[str]:
        return [item.tag.name for item in obj.tagged_items.all()]


def file_data(item: Any, context: dict[str, Any]) -> dict[str, Any]:
    """One file with what is known of its content."""
    extracted = getattr(item.document, "extracted_text", None)
    return {
        "url": context["links"].absolute(item.url),
        "label": item.label,
        "filename": item.document.filename,
        "media_type": item.document.content_type,
        "bytes": item.document.file_size,
        "sha256": extracted.sha256 if extracted else "",
        "pages": extracted.page_count if extracted else None,
        "language": choice(item.language, Language),
        "kind": choice(item.kind, FileKind),
    }


def contributor_data(item: Any, context: dict[str, Any]) -> dict[str, Any]:
    """One contributor; a member that is not public is named but not linked."""
    member = item.member if item.member and item.member.is_public else None
    return {
        "name": item.display_name,
        "role": choice(item.role, ContributorRole),
        "member": reference_to(member, context) if member else None,
    }


class PublicationFilters(Filters):
    """What the list can be narrowed down by."""

    language: Annotated[Language | None, FilterLookup("language")] = None
    licence: Annotated[Licence | None, FilterLookup("licence")] = None
    tag: Annotated[str | None, FilterLookup("tags__name")] = None
    published_on_from: Annotated[
        datetime.date | None, FilterLookup("published_on__gte"), Field(examples=["2017-01-01"])
    ] = None
    published_on_to: Annotated[
        datetime.date | None, FilterLookup("published_on__lte"), Field(examples=["2017-12-31"])
    ] = None


def public_publications(request: HttpRequest, language: str) -> PublicationQuerySet:
    """The publications that anybody may see, newest first."""
    pages = public_pages(PublicationPage, request, language)
    return pages.with_relations().newest_first()


PUBLICATIONS = Resource(
    name="publications",
    summary=_("Publications of every type"),
    model=PublicationPage,
    schema=PublicationSchema,
    queryset=public_publications,
    html_url=lambda page, request: page.get_url(request),
    filters=PublicationFilters,
)
