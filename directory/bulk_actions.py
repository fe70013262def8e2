"""What keepers do with several members at once from the member list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from directory.models import Member
from directory.verification import mark_verified


class MarkVerifiedAction(SnippetBulkAction):
    """Says of the chosen members that their records were checked today."""

    models = [Member]
    display_name = _("Mark as verified")
    action_type = "mark_verified"
    aria_label = _("Mark the chosen members as verified today")
    template_name = "directory/admin/mark_verified.html"
    action_priority = 10

    def check_perm(self, snippet: Member) -> bool:
        return bool(
            self.request.user.has_perms(("directory.change_member", "directory.publish_member"))
        )

    @classmethod
    def execute_action(
        cls, objects: list[Member], user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        return mark_verified(objects, user), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(count)s member is marked as verified today.",
            "%(count)s members are marked as verified today.",
            num_parent_objects,
        ) % {"count": num_parent_objects}
