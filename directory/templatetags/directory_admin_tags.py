"""Template tags for the directory's screens in the admin."""

from django import template

from directory.imports.columns import ALL_LABELS

register = template.Library()


@register.filter
def column_label(name: str) -> str:
    """What people call a field."""
    return str(ALL_LABELS.get(name, name))
