"""What the OpenAPI document says of webhooks: the messages that we send (Standard Webhooks)."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

CHANGE = "#/components/schemas/Change"
HEADERS = {
    "webhook-id": "Names the message; stays the same when it is sent again.",
    "webhook-timestamp": "When this attempt was made, in seconds since 1970.",
    "webhook-signature": "Signatures with each secret in force: `v1,` and Base64.",
}
ANSWERS = {
    "2XX": "The message was taken in.",
    "410": "No more messages are wanted here.",
    "default": "The message is sent again, later and later, for three days.",
}


def webhooks(schemas: Document) -> Document:
    """A webhook for each action of the change feed; none where the API has no feed."""
    if "Change" not in schemas:
        return {}
    actions = schemas["Change"]["properties"]["action"]["enum"]
    return {f"content.{action}": {"post": operation(f"content.{action}")} for action in actions}


def operation(event: str) -> Document:
    return {
        "operationId": event.replace(".", "_"),
        "summary": f"{event}, told to registered endpoints",
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": description,
                "schema": {"type": "string"},
            }
            for name, description in HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": message(event)}},
        },
        "responses": {code: {"description": text} for code, text in ANSWERS.items()},
    }


def message(event: str) -> Document:
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": event},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": CHANGE},
        },
    }
