"""The shapes that all resources share."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from mimetypes import guess_type
from typing import Annotated, Any, ClassVar

from django.db.models import Choices, Model, Prefetch
from django.utils.translation import get_language
from ninja import Schema
from pydantic import Field
from wagtail.models import AbstractPage

from headless.output.context import Context
from headless.output.documents import bytes_of, sha256_of, url_of
from headless.output.loading import Later
from headless.output.renditions import renditions_of
from headless.output.rich_text import rich_text

MOST_NAMES = 1024


@dataclass(frozen=True)
class Joined:
    """The related rows under `name`, each with the `one` object that it leads to, in one query.

    `only` are the fields that are read of those objects; all where none are named.
    """

    name: str
    one: str
    only: tuple[str, ...] = ()

    def prefetch(self, model: type[Model]) -> Prefetch:
        rows: Any = model._meta.get_field(self.name).related_model
        return Prefetch(self.name, queryset=rows._default_manager.select_related(self.one))


# What to fetch with objects: a lookup as `prefetch_related` takes it, or something that makes one.
Related = str | Joined | Callable[[Context], Prefetch]


@dataclass(frozen=True)
class Value:
    """How a field of a schema is read: from the object, the field's name and the context."""

    read: Callable[[Any, str, Context], Any]


RichText = Annotated[
    str,
    Value(lambda obj, name, context: rich_text(getattr(obj, name), context)),
    Field(description="Final HTML, or Markdown where `rich_text_format=markdown`."),
]


class Meta(Schema):
    """What an object is and where it lives."""

    type: str = Field(examples=["directory.Member"])
    detail_url: str | None = Field(description="Absolute address of the object as JSON.")
    html_url: str | None = Field(description="Absolute address of the object on the site.")
    slug: str | None
    locale: str = Field(description="BCP 47 tag of the language of the object.", examples=["ko"])
    first_published_at: datetime.datetime | None
    last_published_at: datetime.datetime | None


class Reference(Schema):
    """Another object, with what a link to it needs."""

    id: int
    type: str
    title: str
    detail_url: str | None
    html_url: str | None


class Translation(Schema):
    """The same page in another language."""

    id: int
    locale: str
    title: str
    detail_url: str | None
    html_url: str | None


class PageMeta(Meta):
    """What a page is, and its place among the pages."""

    slug: str
    seo_title: str
    search_description: str
    show_in_menus: bool
    breadcrumbs: list[Reference] = Field(
        description="The public pages above this one, from the front page on."
    )
    translations: list[Translation]


class ObjectSchema(Schema):
    """A public content object."""

    # What its fields read besides the object itself.
    RELATED: ClassVar[tuple[Related, ...]] = ()

    id: int
    meta: Meta
    title: str

    @staticmethod
    def resolve_meta(obj: Any, context: Context) -> dict[str, Any]:
        return meta_of(obj, context)

    @staticmethod
    def resolve_title(obj: Any) -> str:
        return str(getattr(obj, "title", obj))


class PageSchema(ObjectSchema):
    """A page of any type."""

    meta: PageMeta

    @staticmethod
    def resolve_meta(obj: Any, context: Context) -> dict[str, Any]:
        return {
            **meta_of(obj, context),
            "seo_title": obj.seo_title,
            "search_description": obj.search_description,
            "show_in_menus": obj.show_in_menus,
            "breadcrumbs": breadcrumbs(obj, context),
            "translations": translations(obj, context),
        }


def meta_of(obj: Any, context: Context) -> dict[str, Any]:
    """An object's Meta."""
    links = context.links
    return {
        "type": links.type_of(obj),
        "detail_url": links.detail_url(obj),
        "html_url": links.html_url(obj),
        "slug": getattr(obj, "slug", None),
        "locale": links.language_of(obj),
        "first_published_at": getattr(obj, "first_published_at", None),
        "last_published_at": getattr(obj, "last_published_at", None),
    }


def breadcrumbs(page: AbstractPage, context: Context) -> Later:
    """The readable pages above `page` as References, from the front page on.

    Pages with one parent share them.
    """
    parent = page.path[: -page.steplen]
    if parent not in context.breadcrumbs:
        lengths = range(page.steplen, len(page.path), page.steplen)
        paths = [page.path[:length] for length in lengths]
        context.breadcrumbs[parent] = context.pages.at(
            paths, lambda pages: [context.reference_data(above) for above in pages]
        )
    return context.breadcrumbs[parent]


def translations(page: AbstractPage, context: Context) -> Later:
    """The same page in the other languages in which anybody may read it."""

    def shape(pages: list[AbstractPage]) -> list[dict[str, Any]]:
        return [translation_data(each, context) for each in pages if each.pk != page.pk]

    return context.pages.translations(page.translation_key, shape)


def translation_data(page: AbstractPage, context: Context) -> dict[str, Any]:
    return {
        "id": page.pk,
        "locale": page.locale.language_code,
        "title": page.title,
        "detail_url": context.links.detail_url(page),
        "html_url": context.links.html_url(page),
    }


def reference_to(obj: Any, context: Context) -> dict[str, Any]:
    """`obj` as a Reference. Whether the caller may see it is for the queryset to decide."""
    return context.reference_data(obj)


class Choice(Schema):
    """A value of a fixed list: the code for programs, the name for people."""

    code: str
    name: str


def choice(value: str, choices: type[Choices]) -> dict[str, str] | None:
    """`value` with its name in the request's language; None where nothing is known."""
    return {"code": value, "name": choice_name(value, choices, get_language())} if value else None


@lru_cache(maxsize=MOST_NAMES)
def choice_name(value: str, choices: type[Choices], language: str | None) -> str:
    """The name of `value` in the active language."""
    return str(choices(value).label)


class Rendition(Schema):
    """A picture in one of the sizes that the API offers."""

    name: str = Field(examples=["small"])
    url: str
    width: int = Field(description="Pixels.")
    height: int = Field(description="Pixels.")
    media_type: str = Field(examples=["image/webp"])


class Image(Schema):
    """A picture in its original size and in smaller ones. An empty alt text marks a decoration."""

    id: int
    title: str
    url: str
    width: int = Field(description="Pixels.")
    height: int = Field(description="Pixels.")
    alt: str
    credit: str
    renditions: list[Rendition]


def image(key: int | None, context: Context, alt: str | None = None) -> Later | None:
    """The picture with that primary key as an Image; null for none, or for a private one."""
    if key is None:
        return None
    return context.images.later(key, lambda found: image_data(found, context, alt))


def image_data(picture: Any, context: Context, alt: str | None) -> dict[str, Any]:
    """The picture with the alt text that it has in its place, else with its own.

    What is the same in every place of an answer is made once.
    """
    known = context.pictures.get(picture.pk)
    if known is None:
        known = context.pictures[picture.pk] = picture_data(picture, context)
    return known if alt is None else {**known, "alt": alt}


def picture_data(picture: Any, context: Context) -> dict[str, Any]:
    return {
        "id": picture.pk,
        "title": picture.title,
        "url": context.links.absolute(picture.file.url),
        "width": picture.width,
        "height": picture.height,
        "alt": picture.default_alt_text,
        "credit": getattr(picture, "credit", ""),
        "renditions": [
            rendition_data(name, rendition, context) for name, rendition in renditions_of(picture)
        ],
    }


def rendition_data(name: str, rendition: Any, context: Context) -> dict[str, Any]:
    return {
        "name": name,
        "url": context.links.absolute(rendition.url),
        "width": rendition.width,
        "height": rendition.height,
        "media_type": guess_type(rendition.file.name)[0] or "application/octet-stream",
    }


class Document(Schema):
    """A file for download."""

    id: int
    title: str
    url: str
    filename: str
    media_type: str
    bytes: int | None
    sha256: str | None = Field(description="Hexadecimal; null where the file cannot be read.")


def document(key: int | None, context: Context) -> Later | None:
    """The document with that primary key; null for none, or for a private one."""
    if key is None:
        return None
    return context.documents.later(key, lambda found: document_data(found, context))


def document_data(found: Any, context: Context) -> dict[str, Any]:
    return {
        "id": found.pk,
        "title": found.title,
        "url": context.links.absolute(url_of(found)),
        "filename": found.filename,
        "media_type": found.content_type,
        "bytes": bytes_of(found),
        "sha256": sha256_of(found),
    }


class Embed(Schema):
    """Something shown from another site, such as a video."""

    url: str
    title: str
    html: str | None = Field(description="The provider's own code; null where it is not known yet.")
    provider: str
    thumbnail_url: str
    width: int | None
    height: int | None


def embed(url: str, max_width: int | None, context: Context) -> Later | None:
    """What is known of the address; null for none."""
    if not url:
        return None
    context.embeds.note((url, max_width))
    return Later(lambda: embed_data(url, context.embeds.get((url, max_width))))


def embed_data(url: str, known: Any) -> dict[str, Any]:
    return {
        "url": url,
        "title": known.title if known else "",
        "html": known.html if known else None,
        "provider": known.provider_name if known else "",
        "thumbnail_url": known.thumbnail_url if known else "",
        "width": known.width if known else None,
        "height": known.height if known else None,
    }
