"""Deleting a member, with the list of all that uses it before one's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import PROTECT, Model
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import ReferenceIndex
from wagtail.snippets.views.snippets import DeleteView

from directory.models import Member


@dataclass(frozen=True)
class Use:
    """Something that names a member, and what becomes of that."""

    title: str
    kind: str
    url: str | None
    effect: str
    is_protected: bool


def uses_of(member: Member, user: Any) -> Iterator[Use]:
    """All content that names `member`; of contact persons only that there are some."""
    finder = AdminURLFinder(user)
    for content, references in ReferenceIndex.get_grouped_references_to(member):
        yield Use(
            title=str(content),
            kind=kind_of(content),
            url=finder.get_edit_url(content),
            effect=", ".join(sorted({str(each.describe_on_delete()) for each in references})),
            is_protected=any(reference.on_delete is PROTECT for reference in references),
        )


def kind_of(content: Model) -> str:
    return str(content._meta.verbose_name)


class MemberDeleteView(DeleteView):
    """Wagtail's question, with the uses listed under it."""

    template_name = "directory/admin/delete_member.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        uses = list(uses_of(self.object, self.request.user))
        return super().get_context_data(**{**kwargs, "uses": uses})
