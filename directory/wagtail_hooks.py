from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from directory.bulk_actions import MarkVerifiedAction
from directory.contact_views import EXPORTED, VIEWED
from directory.models import Member
from directory.partner_readings import GIVEN, ReadingFormatter
from directory.tasks_panel import KeeperTasksPanel
from directory.verification_forms import member_forms
from directory.viewsets import DirectoryViewSetGroup

register_snippet(DirectoryViewSetGroup)
hooks.register("register_bulk_action", MarkVerifiedAction)


@hooks.register("register_admin_urls")
def form_addresses() -> list[URLPattern]:
    return [path("member-forms/", member_forms, name="member_forms")]


@hooks.register("register_snippet_listing_buttons")
def form_button(snippet: Any, user: Any, next_url: str) -> Iterator[Button]:
    """The printable form of one member."""
    if isinstance(snippet, Member):
        url = f"{reverse('member_forms')}?pk={snippet.pk}"
        yield Button(_("Form for verification"), url=url, icon_name="form", priority=60)


@hooks.register("construct_homepage_panels")
def keeper_tasks(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(KeeperTasksPanel())


@hooks.register("register_log_actions")
def contact_actions(actions: LogActionRegistry) -> None:
    """Looks at persons, in the words of the log."""
    actions.register_action(VIEWED, _("View contact person"), _("Contact person viewed"))
    actions.register_action(EXPORTED, _("Export contact person"), _("Contact person exported"))
    actions.register_action(
        "directory.view_contacts", _("View contact persons"), _("Contact persons of a file viewed")
    )
    actions.register_action(
        "directory.export_contacts",
        _("Export contact persons"),
        _("File with contact persons downloaded"),
    )
    actions.register_action(GIVEN)(ReadingFormatter)
