"""The documentation of the API as a page of its own, which asks no other server for anything."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from itertools import groupby
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from ninja import NinjaAPI, Query

from headless.endpoints.parameters import language_params, refuse_unknown
from headless.filter_meanings import translated
from headless.languages import languages

EXAMPLES = {"Python": "mirror.py", "JavaScript": "mirror.mjs"}
RECEIVERS = {"Python": "receive.py", "JavaScript": "receive.mjs"}
BOTH = {"Python": "woken.py"}


def add_docs(api: NinjaAPI) -> None:
    """Serve the page at `/docs/`."""
    schema = language_params("Docs")

    def show_docs(request: HttpRequest, params: Any) -> HttpResponse:
        refuse_unknown(request, schema)
        with translation.override(params.locale):
            return render(request, "headless/docs.html", page_context(api, request, params.locale))

    show_docs.__annotations__ = {"request": HttpRequest, "params": Annotated[schema, Query()]}
    api.get("/docs/", include_in_schema=False, url_name="docs")(show_docs)


def page_context(api: NinjaAPI, request: HttpRequest, language: str) -> dict[str, Any]:
    prefix = request.path.removesuffix("docs/")
    document = api.get_openapi_schema(path_prefix=prefix)
    return {
        "title": api.title,
        "version": api.version,
        "base_url": request.build_absolute_uri(prefix),
        "language": language,
        "languages": languages()[:2],
        "groups": groups(document),
        "examples": programs(EXAMPLES),
        "receivers": programs(RECEIVERS),
        "both": programs(BOTH),
    }


def groups(document: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The operations by their tags, in the document's order and the language of the page."""
    operations = [
        {**operation, "path": path}
        for path, methods in document["paths"].items()
        for operation in methods.values()
    ]
    for operation in operations:
        summary = operation["summary"]
        operation["summary"] = gettext(summary)
        operation["parameters"] = [described(each) for each in operation["parameters"]]
    tagged = sorted(operations, key=lambda operation: str(operation["tags"]))
    return [(tags[0], list(found)) for tags, found in groupby(tagged, lambda each: each["tags"])]


def described(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter with the values that it takes, where they are few enough to be read."""
    schema = parameter["schema"]
    inner = schema.get("items", schema)
    return {
        **parameter,
        "parts": code_apart(translated(parameter.get("description", ""))),
        "values": inner.get("enum", []),
        "kind": kind_of(inner),
    }


def code_apart(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is code: what stands between backticks."""
    return [(piece, place % 2 == 1) for place, piece in enumerate(text.split("`")) if piece]


def kind_of(schema: dict[str, Any]) -> str:
    return str(schema.get("format") or schema.get("type") or "")


def programs(files_by_language: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The language of each program, under which name to keep it, and its text."""
    return [(name, file, example(file)) for name, file in files_by_language.items()]


def example(file: str) -> str:
    """The text of an example, as the tests run it."""
    return files("headless.examples").joinpath(file).read_text(encoding="utf-8")
