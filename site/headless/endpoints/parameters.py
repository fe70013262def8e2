"""What a request may ask for, and what becomes of a request that asks for anything else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import BaseModel, BeforeValidator, Field

from headless.languages import default_language, languages
from headless.output.annotations import list_of, marked, new_schema, one_of
from headless.output.rich_text import RichTextFormat
from headless.problems import MalformedParameterError, UnknownParameterError
from headless.resources import Resource

MAX_LIMIT = 100
MAX_OFFSET = 1_000_000
NUL = "\0"


def parted(values: Any) -> Any:
    """The values of a parameter that was given once with commas, or several times, or both."""
    if not isinstance(values, list):
        return values
    return [part for value in values for part in str(value).split(",") if part]


def names_among(names: Iterable[str], description: str) -> Any:
    """A parameter that takes some of `names`, separated by commas; None where there are none."""
    allowed = tuple(names)
    if not allowed:
        return None
    return marked(list_of(one_of(allowed)), BeforeValidator(parted)), Field(
        [], description=description
    )


def language_params(name: str) -> type[Schema]:
    """What every address takes."""
    described = Field(default_language(), description=gettext_noop("Language of the answer."))
    return new_schema(f"{name}Params", {"locale": (one_of(languages()), described)})


def object_params(schemas: Iterable[type[BaseModel]], name: str) -> type[Schema]:
    """What every address takes that answers objects of these schemas."""
    described = Field(
        RichTextFormat.HTML, description=gettext_noop("Form of rich text in the answer.")
    )
    optional: dict[str, Any] = {
        "fields": names_among(
            field_names(schemas),
            gettext_noop("Only these fields of each object, beside `id` and `meta`."),
        )
    }
    fields: dict[str, Any] = {
        "rich_text_format": (RichTextFormat, described),
        **{key: value for key, value in optional.items() if value},
    }
    return new_schema(f"{name}Params", fields, language_params(name))


def list_params(resource: Resource) -> type[Schema]:
    """What the resource's list takes beside its filters."""
    name = f"{resource.name.title().replace('-', '')}List"
    optional: dict[str, Any] = {
        "order": names_among(
            [sign + key for key in resource.orders for sign in ("", "-")],
            gettext_noop("By what to sort; “-” for the other way round. Empty values come last."),
        ),
        "facets": names_among(
            resource.facets, gettext_noop("Filters for which to count what each value would find.")
        ),
    }
    if hasattr(resource.model, "search_fields"):
        optional["search"] = (
            str | None,
            Field(
                None,
                max_length=200,
                description=gettext_noop("Words to look for; best matches come first."),
            ),
        )
    fields: dict[str, Any] = {
        "limit": (
            int,
            Field(20, ge=1, le=MAX_LIMIT, description=gettext_noop("Objects in one answer.")),
        ),
        "offset": (
            int,
            Field(0, ge=0, le=MAX_OFFSET, description=gettext_noop("Objects to pass over.")),
        ),
        **{key: value for key, value in optional.items() if value},
    }
    return new_schema(f"{name}Params", fields, object_params(resource.schemas, name))


def field_names(schemas: Iterable[type[BaseModel]]) -> list[str]:
    """The names that fields have in any of the answers, in order of their first mention."""
    names = (
        field.alias or name for schema in schemas for name, field in schema.model_fields.items()
    )
    return list(dict.fromkeys(names))


def refuse_unknown(request: HttpRequest, *known: type[BaseModel]) -> None:
    """Raise UnknownParameterError unless some of `known` has each parameter of the request.

    Raises MalformedParameterError where a value could not be looked up in any database, or where
    one of several values would be ignored.
    """
    allowed = field_names(known)
    unknown = sorted(set(request.GET) - set(allowed))
    if unknown:
        raise UnknownParameterError(unknown, sorted(allowed))
    refuse_nul(request)
    refuse_repeated(request, known)


def refuse_nul(request: HttpRequest) -> None:
    """Raise MalformedParameterError where a value holds NUL, which no database takes in a text."""
    for name, values in request.GET.lists():
        if any(NUL in value for value in values):
            raise MalformedParameterError(name, "The value holds a character that no text has.")


def refuse_repeated(request: HttpRequest, known: Iterable[type[BaseModel]]) -> None:
    """Raise MalformedParameterError where a parameter of one value is given several times."""
    many = {
        field.alias or name
        for model in known
        for name, field in model.model_fields.items()
        if "list[" in str(field.annotation)
    }
    for name, values in request.GET.lists():
        if len(values) > 1 and name not in many:
            raise MalformedParameterError(name, "The parameter takes one value.")
