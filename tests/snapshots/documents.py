"""The OpenAPI document as it is now, as it was last committed, and as version 1 promised it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils import translation

from seoulcoop.api import api

FOLDER = Path(__file__).parent
CURRENT = FOLDER / "openapi.json"
PROMISED = FOLDER / "openapi-1.json"


def current_text() -> str:
    """The document, in an order and a form that show each change as a line."""
    with translation.override("en"):
        document = api.get_openapi_schema(path_prefix="/api/v1/")
    return f"{json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)}\n"


def committed() -> dict[str, Any]:
    return json.loads(CURRENT.read_text(encoding="utf-8"))


def promised() -> dict[str, Any]:
    return json.loads(PROMISED.read_text(encoding="utf-8"))
