"""Answers and their schemas."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from headless.output.annotations import any_of, list_of, new_schema
from headless.output.loading import written
from headless.output.schemas import Meta
from headless.resources import Resource

MEDIA_TYPE = "application/json"


class SelectedFields(Schema):
    """An object of which only some fields were asked for, with `fields`."""

    model_config = ConfigDict(extra="allow")

    id: int
    meta: Meta


class FacetValue(Schema):
    """A value of a filter, and how many objects it would find beside the other filters."""

    value: str
    name: str
    count: int


def json_response(data: Any) -> HttpResponse:
    """A JSON answer in UTF-8, with Korean left readable."""
    return HttpResponse(written(data), content_type=MEDIA_TYPE)


def private(response: HttpResponse) -> HttpResponse:
    """The answer for this caller alone; nothing on the way may keep it."""
    response["Cache-Control"] = "private, no-store"
    return response


def found_schema(resource: Resource) -> Any:
    """What one object of the resource looks like: one of its types, or some fields of it."""
    return any_of([*resource.schemas, SelectedFields])


def list_schema(resource: Resource) -> type[Schema]:
    """The schema of a list of the resource's objects."""
    name = camel_case(resource.name)
    facets: dict[str, Any] = {
        facet: (list[FacetValue] | None, Field(None)) for facet in resource.facets
    }
    optional: dict[str, Any] = {}
    if facets:
        found = new_schema(f"{name}Facets", facets)
        optional["facets"] = (
            found | None,
            Field(None, description="Those that were asked for."),
        )
    fields: dict[str, Any] = {
        "count": (int, Field(description="Objects in the whole list.")),
        "next": (str | None, Field(description="Absolute address of the next page.")),
        "previous": (str | None, Field(description="Absolute address of the page before.")),
        "items": (list_of(found_schema(resource)), ...),
        **optional,
    }
    return new_schema(f"{name}List", fields)


def camel_case(text: str) -> str:
    return "".join(part.capitalize() for part in text.split("-"))
