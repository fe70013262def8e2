"""What waits for the directory's keepers, on the first page of the admin."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext
from laces.components import Component

from content.dates import today
from directory.contact_views import MemberContactViewSet, may_read
from directory.imports import views
from directory.models import ImportStatus, Member, MemberContact, MemberImport

SOON = datetime.timedelta(days=30)


@dataclass(frozen=True)
class KeeperTask:
    """One line of the list."""

    text: str
    url: str


class KeeperTasksPanel(Component):
    """Records that are due or incomplete, consents that run out, imports that wait."""

    name = "directory_tasks"
    template_name = "directory/admin/tasks_panel.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        if not user.has_perm("directory.change_member"):
            return {"tasks": []}
        return {"tasks": list(tasks_for(user))}


def tasks_for(user: Any) -> Iterator[KeeperTask]:
    """The lines that `user` can do something about."""
    members = reverse(Member.snippet_viewset.get_url_name("list"))
    due = Member.objects.due_for_verification(today()).count()
    if due:
        text = ngettext(
            "%(count)s member has not been verified for a year",
            "%(count)s members have not been verified for a year",
            due,
        )
        yield KeeperTask(text % {"count": due}, f"{members}?care=due")
    incomplete = Member.objects.incomplete().count()
    if incomplete:
        text = ngettext(
            "%(count)s record is incomplete", "%(count)s records are incomplete", incomplete
        )
        yield KeeperTask(text % {"count": incomplete}, f"{members}?care=incomplete")
    if may_read(user):
        yield from consent_tasks()
    yield from import_tasks(user)


def consent_tasks() -> Iterator[KeeperTask]:
    """Persons whose consent is over or soon will be. The list of them names nobody."""
    contacts = reverse(MemberContactViewSet().get_url_name("index"))
    ended = MemberContact.objects.filter(consent_until__lt=today())
    if count := ended.count():
        text = ngettext(
            "The consent of %(count)s contact person has ended: renew or delete",
            "The consents of %(count)s contact persons have ended: renew or delete",
            count,
        )
        last = today() - datetime.timedelta(days=1)
        yield KeeperTask(text % {"count": count}, f"{contacts}?consent_until_to={last}")
    soon = MemberContact.objects.filter(consent_until__range=(today(), today() + SOON))
    if count := soon.count():
        text = ngettext(
            "The consent of %(count)s contact person ends within 30 days",
            "The consents of %(count)s contact persons end within 30 days",
            count,
        )
        span = f"consent_until_from={today()}&consent_until_to={today() + SOON}"
        yield KeeperTask(text % {"count": count}, f"{contacts}?{span}")


def import_tasks(user: Any) -> Iterator[KeeperTask]:
    """Imports that were not confirmed."""
    if not views.may_import(user):
        return
    waiting = MemberImport.objects.filter(status__in=(ImportStatus.UPLOADED, ImportStatus.COMPARED))
    if not views.may_see_contacts(user):
        waiting = waiting.filter(holds_contacts=False)
    if count := waiting.count():
        text = ngettext(
            "%(count)s import waits to be confirmed",
            "%(count)s imports wait to be confirmed",
            count,
        )
        yield KeeperTask(text % {"count": count}, views.address("index"))
