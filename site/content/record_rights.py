"""What staff may do with operational records, which the system alone writes."""

from __future__ import annotations

from typing import Any

from wagtail_modeladmin.helpers import PermissionHelper


class RecordPermissionHelper(PermissionHelper):
    """Staff read such records, and delete them if they have the right."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False


class ReadOnlyPermissionHelper(RecordPermissionHelper):
    """Staff read such records and nothing else."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False
