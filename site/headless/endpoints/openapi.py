"""What the OpenAPI document says beside the routes: refusals, keys, and how lists of words look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headless.endpoints.messages import webhooks
from headless.problems import MEDIA_TYPE
from headless.requests.gate import READING

Document = dict[str, Any]

# A text may hold anything but NUL.
ANY_TEXT = r"^[^\u0000]*$"
PATH_TEXT = r"^[^\u0000/]+$"
COMMA_SEPARATED = {"fields", "order", "facets"}
GEOJSON = "application/geo+json"
KEY_SCHEME = "ApiKey"
REFUSALS = {
    "401": "The key is wrong, expired or revoked, or may not be used from here.",
    "422": "A parameter is unknown, or its value does not fit.",
    "429": "The caller has asked too much in this minute.",
    "500": "The server could not answer this request.",
}
MISSING = {"404": "There is nothing, or nothing that the caller may see."}
OVER = {"410": "The cursor or token was good once, and is too old now."}
HEADERS = {
    "X-Request-ID": "Names the request in the answer and in the server's logs.",
    "RateLimit": "What is left in this minute (draft-ietf-httpapi-ratelimit-headers). Absent from "
    "an answer that is given again: those count nothing.",
    "RateLimit-Policy": "How much may be asked in a minute.",
}


def completed(document: Document) -> Document:
    """The document with everything that holds for every route."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method.upper() in READING:
                complete(operation, path)
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update(Problem=problem_schema(), Fault=fault_schema())
    components["securitySchemes"] = {
        KEY_SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "description": "A partner's key. Without one, everything public can be read.",
        }
    }
    if told := webhooks(components["schemas"]):
        document["webhooks"] = told
    return document


def complete(operation: Document, path: str) -> None:
    operation["security"] = [{}, {KEY_SCHEME: []}]
    for parameter in operation.get("parameters", []):
        describe(parameter)
    answers = operation["responses"]
    for answer in answers.values():
        if path.endswith(".geojson"):
            (described,) = answer["content"].values()
            answer["content"] = {GEOJSON: described}
        answer["headers"] = {
            name: {"schema": {"type": "string"}, "description": description}
            for name, description in HEADERS.items()
        }
    may_be_missing = "{" in path or path.endswith(("/find/", "/preview/"))
    may_be_over = path.endswith(("/changes/", "/preview/"))
    refusals = {
        **REFUSALS,
        **(MISSING if may_be_missing else {}),
        **(OVER if may_be_over else {}),
    }
    # Keys of a Python dict may be numbers, those of JSON are texts.
    operation["responses"] = {
        **{str(code): answer for code, answer in answers.items()},
        **{code: refusal(text) for code, text in sorted(refusals.items())},
    }


def refusal(description: str) -> Document:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def describe(parameter: Document) -> None:
    """A parameter as it is really taken: absent rather than null, and never with NUL in it."""
    schema = parameter["schema"] = without_null(parameter["schema"])
    # A list of them belongs into the schema, where it stands too.
    parameter.pop("examples", None)
    if parameter["name"] in COMMA_SEPARATED:
        parameter.update(style="form", explode=False)
    for each in texts(schema):
        each["pattern"] = PATH_TEXT if parameter["in"] == "path" else ANY_TEXT


def without_null(schema: Document) -> Document:
    """`schema` without null, which no address can say."""
    options = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    if rest.get("default", ...) is None:
        del rest["default"]
    if len(options) == 1:
        return {**options[0], **rest}
    return {**rest, "anyOf": options} if options else rest


def texts(schema: Document) -> Iterator[Document]:
    """The parts of a parameter's schema that stand for any text."""
    if schema.get("type") == "array":
        yield from texts(schema["items"])
    is_open = not {"enum", "const", "format", "pattern"} & set(schema)
    if schema.get("type") == "string" and is_open:
        yield schema


def problem_schema() -> Document:
    """Problem details (RFC 9457), with our extensions."""
    return {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
            "allowed": {
                "type": "array",
                "items": {"type": "string"},
                "description": "The parameters that there are.",
            },
            "start_over": {
                "type": "string",
                "description": "Where to begin anew, when a cursor is too old or unknown.",
            },
        },
    }


def fault_schema() -> Document:
    return {
        "type": "object",
        "description": "A parameter that does not fit.",
        "required": ["parameter", "message"],
        "properties": {
            "parameter": {"type": "string"},
            "message": {"type": "string"},
            "allowed": {"type": "string", "description": "What would fit."},
        },
    }
