"""Annotations and schemas that are made while the project starts, of what it declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import create_model


def one_of(values: Iterable[Any]) -> Any:
    """Any of these values."""
    return Literal[tuple(values)]


def list_of(annotation: Any) -> Any:
    return list[annotation]


def any_of(annotations: Iterable[Any]) -> Any:
    """A value that fits any of the annotations."""
    return reduce(or_, annotations)


def marked(annotation: Any, mark: Any) -> Any:
    """`annotation` with something that pydantic or we read of it."""
    return Annotated[annotation, mark]


def new_schema(
    name: str, fields: Mapping[str, Any], base: type[Schema] = Schema, doc: str | None = None
) -> Any:
    """A schema of `base`'s fields and `fields`, each an annotation with its default or Field."""
    return create_model(name, __base__=base, __doc__=doc, **fields)
