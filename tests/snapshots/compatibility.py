"""What of one OpenAPI document another one breaks, from the view of those who read the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]


def breaking_changes(old: Document, new: Document) -> list[str]:
    """What a client that was written for `old` would miss in `new`."""
    return [*broken_paths(old, new), *broken_schemas(old, new)]


def broken_paths(old: Document, new: Document) -> Iterator[str]:
    for path, operations in old["paths"].items():
        for method, operation in operations.items():
            found = new["paths"].get(path, {}).get(method)
            if found is None:
                yield f"{method} {path} is gone"
            else:
                yield from broken_parameters(f"{method} {path}", operation, found)


def broken_parameters(where: str, old: Document, new: Document) -> Iterator[str]:
    before = {each["name"]: each for each in old.get("parameters", [])}
    after = {each["name"]: each for each in new.get("parameters", [])}
    yield from (f"{where}: parameter {name} is gone" for name in before if name not in after)
    for name, parameter in after.items():
        known = before.get(name)
        if parameter.get("required") and not (known and known.get("required")):
            yield f"{where}: parameter {name} is required now"
        lost = set(values(known["schema"])) - set(values(parameter["schema"])) if known else set()
        yield from (f"{where}: {name} no longer takes {value}" for value in sorted(lost))


def values(schema: Document) -> list[str]:
    """The values that a parameter of a fixed list takes."""
    return [str(value) for value in schema.get("items", schema).get("enum", [])]


def broken_schemas(old: Document, new: Document) -> Iterator[str]:
    after = new["components"]["schemas"]
    for name, schema in old["components"]["schemas"].items():
        if name not in after:
            yield f"schema {name} is gone"
            continue
        for field, known in schema.get("properties", {}).items():
            found = after[name].get("properties", {}).get(field)
            if found is None:
                yield f"{name}.{field} is gone"
            elif lost_certainty(known, found):
                yield f"{name}.{field} may be something else now"
        required = set(schema.get("required", [])) - set(after[name].get("required", []))
        yield from (f"{name}.{field} may be missing now" for field in sorted(required))


def lost_certainty(old: Document, new: Document) -> bool:
    """Whether a value may now be of a kind that it never was."""
    return bool(kinds(new) - kinds(old)) and bool(kinds(old))


def kinds(schema: Document) -> set[str]:
    """The kinds of value that fit, as types and names of schemas."""
    if "$ref" in schema:
        return {schema["$ref"]}
    if schema.get("type") == "array":
        # A stream may get new kinds of blocks; readers pass over those that they do not know.
        return {"array"}
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return {kind for option in options for kind in kinds(option)}
    return {str(schema["type"])} if "type" in schema else set()
