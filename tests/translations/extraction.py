"""The messages that a package's Python sources and Django templates ask to have translated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.utils.translation.template import templatize

# Where Babel finds the message, its plural form and its context among a function's arguments.
SINGULAR = None
PLURAL = (1, 2)
CONTEXT = ((1, "c"), 2)
CONTEXT_AND_PLURAL = ((1, "c"), 2, 3)

FUNCTIONS: dict[str, Any] = {
    "gettext": SINGULAR,
    "gettext_lazy": SINGULAR,
    "gettext_noop": SINGULAR,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": CONTEXT_AND_PLURAL,
    "npgettext_lazy": CONTEXT_AND_PLURAL,
}

Key = tuple[str, str]


@dataclass(frozen=True)
class Message:
    """A text to translate; `context` and `plural` are empty where it has none."""

    text: str
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> Key:
        """What a catalogue looks the message up by."""
        return self.text, self.context


def messages_of(folder: Path) -> dict[Message, set[Path]]:
    """Each message of the package in `folder`, with the files that use it.

    One that is used with a plural form and without is one message, with the plural form.
    """
    found: dict[Message, set[Path]] = {}
    for path in source_files(folder):
        for message in messages_in(path):
            found.setdefault(message, set()).add(path)
    with_plural = {message.key: message for message in found if message.plural}
    merged: dict[Message, set[Path]] = {}
    for message, paths in found.items():
        merged.setdefault(with_plural.get(message.key, message), set()).update(paths)
    return merged


def source_files(folder: Path) -> list[Path]:
    """The Python modules and templates of the package in `folder`."""
    templates = (path for path in folder.glob("**/templates/**/*") if path.is_file())
    return sorted({*folder.glob("**/*.py"), *templates})


def messages_in(path: Path) -> Iterator[Message]:
    """The messages of one file, in its order."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        functions = functions_of(source)
    else:
        source = python_of(source, path)
        functions = {**FUNCTIONS, "_": SINGULAR}
    for _line, texts, _comments, context in extract(
        "python", BytesIO(source.encode()), keywords=functions, options={"encoding": "utf-8"}
    ):
        text, plural = (texts, "") if isinstance(texts, str) else texts
        yield Message(text, context or "", plural)


def functions_of(source: str) -> dict[str, Any]:
    """Django's translation functions, and the names under which a module imports them."""
    imports = (
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
    )
    aliases = {
        name.asname: FUNCTIONS[name.name]
        for name in imports
        if name.asname and name.name in FUNCTIONS
    }
    return {**FUNCTIONS, **aliases}


def python_of(template: str, path: Path) -> str:
    """A template as calls of translation functions, one line for each of its own.

    Indentation is cut off: to Python's tokenizer, which Babel asks, a template's is faulty.
    """
    lines = templatize(template, origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines) + "\n"
