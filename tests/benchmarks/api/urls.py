"""The site's addresses, and Wagtail's stock v2 API for pages, twice.

At `/stock/v2/` the types give what they declare for it. At `/equal/v2/` they give what ours gives
besides, declared as Wagtail's documentation teaches: files, contributors, tags, pictures in sizes.
"""

from __future__ import annotations

from typing import Any

from django.urls import path
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.images.api.fields import ImageRenditionField

from publications.models import PublicationContributor, PublicationFile, PublicationPage
from seoulcoop.urls import urlpatterns as site

SIZES = {"small": "max-400x400|format-webp", "large": "max-1200x1200|format-webp"}


class FileField(Field):
    """A publication's files with what is known of them."""

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [self.shown(file) for file in value.with_open_documents()]

    def shown(self, file: PublicationFile) -> dict[str, Any]:
        return {
            "url": file.url,
            "label": file.label,
            "filename": file.document.filename,
            "media_type": file.document.content_type,
            "bytes": file.document.file_size,
            "sha256": file.document.extracted_text.sha256,
            "pages": file.document.extracted_text.page_count,
            "language": file.get_language_display(),
            "kind": file.get_kind_display(),
        }


class ContributorField(Field):
    """Who had which part in a publication."""

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [self.shown(contributor) for contributor in value.all()]

    def shown(self, contributor: PublicationContributor) -> dict[str, Any]:
        member = contributor.member
        return {
            "name": contributor.display_name,
            "role": contributor.get_role_display(),
            "member": {"id": member.pk, "title": str(member)} if member else None,
        }


class BreadcrumbField(Field):
    """The pages above a page."""

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [{"id": page.pk, "title": page.title, "url": page.full_url} for page in value]


PICTURES = [
    APIField(f"{name}_{size}", serializer=ImageRenditionField(specification, source=name))
    for name in ("cover", "listing_image")
    for size, specification in SIZES.items()
]
EQUAL = [
    *PICTURES,
    APIField("files", serializer=FileField()),
    APIField("contributors", serializer=ContributorField()),
    APIField("tags"),
    APIField("breadcrumbs", serializer=BreadcrumbField(source="get_ancestors")),
]


class EqualPagesAPIViewSet(PagesAPIViewSet):
    """Pages with the fields that ours have."""

    @classmethod
    def get_body_fields(cls, model: Any) -> Any:
        more = EQUAL if issubclass(model, PublicationPage) else []
        return [*super().get_body_fields(model), *cls._convert_api_fields(more)]


def api_of(name: str, viewset: type[PagesAPIViewSet]) -> WagtailAPIRouter:
    router = WagtailAPIRouter(name)
    router.register_endpoint("pages", viewset)
    return router


urlpatterns = [
    path("stock/v2/", api_of("stock-v2", PagesAPIViewSet).urls),
    path("equal/v2/", api_of("equal-v2", EqualPagesAPIViewSet).urls),
    *site,
]
