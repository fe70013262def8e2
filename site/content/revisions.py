"""Revisions that can be restored although inline children of theirs were deleted since."""

from __future__ import annotations

from typing import Any

from modelcluster.models import ClusterableModel, get_all_child_relations


class RestorableChildrenMixin:
    """A page or snippet whose revisions give deleted inline children new keys.

    Wagtail's forms refuse the key of a row that is no more, with an error that no field shows, so
    that an editor who restores an older version could not save it.
    """

    def with_content_json(self, content: dict[str, Any]) -> Any:
        versioned: Any = super()
        restored = versioned.with_content_json(content)
        forget_deleted_children(restored)
        return restored


def forget_deleted_children(parent: ClusterableModel) -> None:
    """Blank the primary keys of children, and theirs, that the database no longer has."""
    for relation in get_all_child_relations(parent):
        children = list(getattr(parent, relation.get_accessor_name()).all())
        keys = [child.pk for child in children if child.pk]
        known = set()
        if keys:
            rows = relation.related_model._base_manager.filter(pk__in=keys)
            known = set(rows.values_list("pk", flat=True))
        for child in children:
            if child.pk not in known:
                child.pk = None
            if isinstance(child, ClusterableModel):
                forget_deleted_children(child)
