"""The shapes that all resources share."""

from datetime import datetime
from typing import Any

from django.db.models import Choices
from ninja import Schema
from pydantic import Field

from headless.resources import Links


class Meta(Schema):
    """What an object is and where it lives."""

    type: str = Field(examples=["directory.Member"])
    detail_url: str | None = Field(description="Absolute address of the object as JSON.")
    html_url: str | None = Field(description="Absolute address of the object on the site.")
    slug: str
    locale: str = Field(description="BCP 47 tag of the language of the object.", examples=["ko"])
    first_published_at: datetime | None
    last_published_at: datetime | None


class ObjectSchema(Schema):
    """A public content object."""

    id: int
    meta: Meta
    title: str

    @staticmethod
    def resolve_meta(obj: Any, context: dict[str, Any]) -> dict[str, Any]:
        links: Links = context["links"]
        return {
            "type": links.type_of(obj),
            "detail_url": links.detail_url(obj),
            "html_url": links.html_url(obj),
            "slug": obj.slug,
            "locale": links.language_of(obj),
            "first_published_at": obj.first_published_at,
            "last_published_at": obj.last_published_at,
        }


class Reference(Schema):
    """Another object, with what a link to it needs."""

    id: int
    type: str
    title: str
    detail_url: str | None
    html_url: str | None


def reference_to(obj: Any, context: dict[str, Any]) -> dict[str, Any]:
    """`obj` as a Reference. Whether the caller may see it is for the queryset to decide."""
    links: Links = context["links"]
    return {
        "id": obj.pk,
        "type": links.type_of(obj),
        "title": obj.title,
        "detail_url": links.detail_url(obj),
        "html_url": links.html_url(obj),
    }


class Choice(Schema):
    """A value of a fixed list: the code for programs, the name for people."""

    code: str
    name: str


def choice(value: str, choices: type[Choices]) -> dict[str, str] | None:
    """`value` with its name in the request's language; None where nothing is known."""
    return {"code": value, "name": str(choices(value).label)} if value else None


class Image(Schema):
    """A picture in its original size. An empty alt text marks a decorative one."""

    url: str
    width: int = Field(description="Pixels.")
    height: int = Field(description="Pixels.")
    alt: str
    credit: str


def image(picture: Any, context: dict[str, Any], alt: str | None = None) -> dict[str, Any] | None:
    """A picture of the site's image model as an Image; None for none."""
    if picture is None:
        return None
    links: Links = context["links"]
    return {
        "url": links.absolute(picture.file.url),
        "width": picture.width,
        "height": picture.height,
        "alt": picture.default_alt_text if alt is None else alt,
        "credit": getattr(picture, "credit", ""),
    }
