"""What a partner may be allowed to read besides what everybody may."""

from __future__ import annotations

from django.utils.functional import Promise

_scopes: dict[str, str | Promise] = {}


def register_scope(code: str, label: str | Promise) -> None:
    """Offer a scope to those who manage API clients; called from `ready()`."""
    _scopes[code] = label


def every_scope() -> frozenset[str]:
    return frozenset(_scopes)


def scope_choices() -> list[tuple[str, str | Promise]]:
    """Every scope with what it allows."""
    return sorted(_scopes.items(), key=lambda scope: scope[0])
