"""What of the publications the delivery API offers."""

import datetime
from typing import Annotated, Any, ClassVar

from django.db.models import Model, Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import FilterLookup, Schema
from pydantic import Field

from content.dates import DatePrecision
from content.languages import Language
from headless.changes.passing_time import changes_with_time
from headless.output.context import Context
from headless.output.documents import bytes_of, sha256_of
from headless.output.loading import Later
from headless.output.model_schemas import schema_of
from headless.output.rows import rows
from headless.output.schemas import (
    Choice,
    Image,
    Joined,
    PageSchema,
    Reference,
    choice,
    image,
    reference_to,
)
from headless.page_addresses import page_url
from headless.page_types import TypeFilters, type_facet, with_type
from headless.registry import depends_on
from headless.resources import Facet, Resource
from headless.visibility import public_pages
from publications.extraction.covers import WIDTHS
from publications.models import (
    ContributorRole,
    ExtractedText,
    FileKind,
    Licence,
    PolicyReportPage,
    PublicationFile,
    PublicationPage,
    SocialValueReportPage,
)
from publications.querysets import PublicationQuerySet

SERIES = "policyreportpage__series"
AREAS = "policyreportpage__policy_areas"
Year = Annotated[int, Field(ge=1, le=9999)]


class FileSchema(Schema):
    """A file of a publication, at its permanent address."""

    url: str
    label: str
    filename: str
    media_type: str
    bytes: int | None
    sha256: str | None
    pages: int | None
    language: Choice
    kind: Choice


# What was read out of a file and is nobody's business.
UNTOLD = [f"document__extracted_text__{name}" for name in ("people", "findings")]
# What a link to a member is made of.
MEMBER_FIELDS = ("name", "name_en", "slug", "status", "live", "expired")
# The id of a cover that was read out of a file, and is none of the site's pictures.
NO_PICTURE = 0


class ContributorSchema(Schema):
    name: str
    role: Choice
    member: Reference | None


def open_files(context: Context) -> Prefetch:
    """The files that anybody may download, with what was read out of them."""
    files = PublicationFile.objects.with_open_documents()
    full = files.select_related("document__extracted_text").defer(*UNTOLD)
    return Prefetch("files", queryset=full)


class PublicationSchema(PageSchema):
    """What every publication has, whatever its type."""

    RELATED: ClassVar = (
        open_files,
        Joined("contributors", "member", only=MEMBER_FIELDS),
        Joined("tagged_items", "tag"),
    )

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
    cover: Image | None = Field(
        description="The editor's, else the first page of the first open file, with the id 0."
    )
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
    def resolve_cover(obj: Any, context: Context) -> Later | dict[str, Any] | None:
        return image(obj.cover_id, context) or file_cover(obj, context)

    @staticmethod
    def resolve_files(obj: Any, context: Context) -> list[dict[str, Any]]:
        return [file_data(item, context) for item in shown_files(obj, context)]

    @staticmethod
    def resolve_contributors(obj: Any, context: Context) -> list[dict[str, Any]]:
        return [contributor_data(item, context) for item in rows(obj, "contributors")]

    @staticmethod
    def resolve_tags(obj: Any) -> list[str]:
        return [item.tag.name for item in rows(obj, "tagged_items")]


def shown_files(publication: Any, context: Context) -> list[Any]:
    """The files that anybody may download."""
    if context.is_draft:
        return drafted_files(publication, context)
    return list(rows(publication, "files"))


def file_cover(publication: Any, context: Context) -> dict[str, Any] | None:
    """What was read out of the first open file that has a cover, in the form of a picture."""
    texts = (known_of(item) for item in shown_files(publication, context))
    found = next((text for text in texts if text is not None and text.cover), None)
    if found is None:
        return None
    return {
        "id": NO_PICTURE,
        "title": publication.title,
        "url": context.links.absolute(found.cover.url),
        "width": found.cover_width,
        "height": found.cover_height,
        "alt": "",
        "credit": "",
        "renditions": [
            {
                "name": name,
                "url": context.links.absolute(found.cover_url(width, "webp")),
                "width": width,
                "height": found.cover_height_at(width),
                "media_type": "image/webp",
            }
            for name, width in zip(("small", "large"), WIDTHS, strict=True)
        ],
    }


def known_of(item: Any) -> ExtractedText | None:
    """What was read out of the file as it is now; None where it was replaced since."""
    found: ExtractedText | None = getattr(item.document, "extracted_text", None)
    return found if found is not None and found.describes(item.document) else None


def drafted_files(publication: Any, context: Context) -> list[Any]:
    """Those of a draft's files that anybody could download, were it published now."""
    files = [item for item in publication.files.all() if not item.is_under_embargo]
    return [item for item in files if context.documents.get(item.document_id)]


def file_data(item: Any, context: Context) -> dict[str, Any]:
    """One file with what is known of its content."""
    extracted = known_of(item)
    return {
        "url": context.links.absolute(item.url),
        "label": item.label,
        "filename": item.document.filename,
        "media_type": item.document.content_type,
        "bytes": bytes_of(item.document),
        "sha256": (extracted and extracted.sha256) or sha256_of(item.document),
        "pages": extracted.page_count if extracted else None,
        "language": choice(item.language, Language),
        "kind": choice(item.kind, FileKind),
    }


def contributor_data(item: Any, context: Context) -> dict[str, Any]:
    """One contributor; a member that is not public is named but not linked."""
    member = item.member if item.member and item.member.is_public else None
    return {
        "name": item.display_name,
        "role": choice(item.role, ContributorRole),
        "member": reference_to(member, context) if member else None,
    }


class PublicationFilters(TypeFilters):
    """What the list can be narrowed down by."""

    language: Annotated[list[Language] | None, FilterLookup("language__in")] = None
    licence: Annotated[list[Licence] | None, FilterLookup("licence__in")] = None
    tag: Annotated[list[str] | None, FilterLookup("tags__name__in")] = None
    series: Annotated[list[str] | None, FilterLookup(f"{SERIES}__slug__in")] = None
    policy_area: Annotated[list[str] | None, FilterLookup(f"{AREAS}__slug__in")] = None
    year: Annotated[list[Year] | None, FilterLookup("published_on__year__in")] = None
    published_on_from: Annotated[
        datetime.date | None, FilterLookup("published_on__gte"), Field(examples=["2017-01-01"])
    ] = None
    published_on_to: Annotated[
        datetime.date | None, FilterLookup("published_on__lte"), Field(examples=["2017-12-31"])
    ] = None


def public_publications(request: HttpRequest, language: str | None) -> PublicationQuerySet:
    """The publications that anybody may see, newest first."""
    pages = public_pages(PublicationPage, request, language).select_related("locale")
    return pages.newest_first()


TYPES: dict[type[Model], type[Schema]] = {
    model: schema_of(model, PublicationSchema)
    for model in (PolicyReportPage, SocialValueReportPage)
}

PUBLICATIONS = Resource(
    name="publications",
    summary=_("Publications of every type"),
    model=PublicationPage,
    schema=PublicationSchema,
    types=TYPES,
    queryset=public_publications,
    html_url=page_url,
    filters=with_type(PublicationFilters, TYPES),
    orders={
        "published_on": ["published_on"],
        "title": ["title"],
        "first_published_at": ["first_published_at"],
        "last_published_at": ["last_published_at"],
    },
    facets={
        "type": type_facet(),
        "language": Facet(lookup="language", choices=Language),
        "licence": Facet(lookup="licence", choices=Licence),
        "tag": Facet(lookup="tags__name"),
        "series": Facet(lookup=f"{SERIES}__slug", label=f"{SERIES}__name"),
        "policy_area": Facet(lookup=f"{AREAS}__slug", label=f"{AREAS}__name"),
        "year": Facet(lookup="published_on__year"),
    },
)
depends_on(PublicationPage, "files__document__extracted_text")
# An embargo hides the document from every publication that has it.
depends_on(PublicationPage, "files__document__publication_files")
changes_with_time(PublicationFile, "embargo_until")
