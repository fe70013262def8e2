"""What there is to tell of: the events, and the kinds of content with their names."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from headless.registry import covered_models

ACTIONS = {
    "published": _("published"),
    "changed": _("changed"),
    "unpublished": _("unpublished"),
    "deleted": _("deleted"),
}


def action_choices() -> list[tuple[str, str]]:
    return [(action, str(name)) for action, name in ACTIONS.items()]


def event_choices() -> list[tuple[str, str]]:
    return [(f"content.{action}", str(name)) for action, name in ACTIONS.items()]


def type_choices() -> list[tuple[str, str]]:
    """Every model that a change can be of, by its name."""
    models = (model for model in covered_models() if model is not Page)
    labels = [model._meta.label for model in models]
    return sorted(((label, type_name(label)) for label in labels), key=lambda choice: choice[1])


def type_name(label: str) -> str:
    """What people call a model; its label where the project does not have it any more."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def event_name(event: str) -> str:
    return str(ACTIONS.get(event.removeprefix("content."), event))
