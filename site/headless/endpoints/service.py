"""The service document: what there is, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from ninja import NinjaAPI, Schema
from pydantic import Field
from wagtail.models import Site

from headless.languages import default_language, languages
from headless.output.context import Context
from headless.resources import Resource

OPENAPI = "openapi-json"
# The files that collections are offered as, by the end of their names.
MEDIA_TYPES = {"csv": "text/csv", "geojson": "application/geo+json"}


class ServiceSite(Schema):
    """Who speaks here."""

    name: str
    url: str


class ServiceResource(Schema):
    """A collection and what it holds."""

    name: str
    summary: str
    url: str


class ServiceExport(Schema):
    """A whole collection as one file."""

    name: str = Field(examples=["members.csv"])
    media_type: str = Field(examples=["text/csv"])
    url: str


class ServiceLinks(Schema):
    """The addresses beside the collections; null for what this site does not offer."""

    navigation: str
    changes: str | None
    search: str | None
    openapi: str
    docs: str


class ServiceDocument(Schema):
    """Where everything of this API is."""

    title: str
    version: str
    site: ServiceSite
    locale: str
    locales: list[str]
    cursor: str | None = Field(
        description="Where the change feed is now: whoever fetches everything after reading this "
        "goes on from here, as `since`, and misses nothing."
    )
    resources: list[ServiceResource]
    exports: list[ServiceExport]
    links: ServiceLinks


def service_document(
    context: Context, resources: Sequence[Resource], api: NinjaAPI
) -> dict[str, Any]:
    """The service document for the requested site, but for the cursor."""
    routes = named_routes(api)

    def address(name: str) -> str | None:
        known = name in routes or name == OPENAPI
        return context.links.absolute(reverse(f"{api.urls_namespace}:{name}")) if known else None

    return {
        "title": api.title,
        "version": api.version,
        "site": site_data(context),
        "locale": default_language(),
        "locales": list(languages()),
        "resources": [
            {
                "name": resource.name,
                "summary": str(resource.summary),
                "url": address(f"{resource.name}-list"),
            }
            for resource in resources
        ],
        "exports": [
            {
                "name": path.strip("/"),
                "media_type": MEDIA_TYPES[path.rpartition(".")[2]],
                "url": address(name),
            }
            for name, path in routes.items()
            if path.rpartition(".")[2] in MEDIA_TYPES
        ],
        "links": {
            "navigation": address("navigation"),
            "changes": address("changes"),
            "search": address("search"),
            "openapi": address(OPENAPI),
            "docs": address("docs"),
        },
    }


def named_routes(api: NinjaAPI) -> dict[str, str]:
    """The path of each route by its name, whichever app has added it."""
    return {
        str(operation.url_name): path
        for path, view in api.default_router.path_operations.items()
        for operation in view.operations
    }


def site_data(context: Context) -> dict[str, str]:
    site = Site.find_for_request(context.request)
    name = (site.site_name if site else "") or getattr(settings, "WAGTAIL_SITE_NAME", "")
    return {"name": name, "url": f"{context.links.root}/"}
