"""Contact persons in the admin: for those with the right, and every look is written down."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from content.dates import today
from directory.member_sheets import contacts_response
from directory.models import MemberContact

VIEWED = "directory.view_contact"
EXPORTED = "directory.export_contact"
READ_RIGHTS = ("directory.view_membercontact", "directory.change_membercontact")

# What can still be said of a person whose consent has run out: that it was given anew.
RENEWAL_PANELS = [
    FieldPanel("member", read_only=True),
    MultiFieldPanel(
        [
            FieldPanel("consent_purpose"),
            FieldPanel("consent_items"),
            FieldRowPanel([FieldPanel("consented_on"), FieldPanel("consent_until")]),
            FieldPanel("consent_version"),
            FieldPanel("shared_with_partners"),
        ],
        heading=_("Consent given anew"),
    ),
]


def may_read(user: Any) -> bool:
    """Whether `user` may see who the persons are."""
    return any(user.has_perm(right) for right in READ_RIGHTS)


def log_export(contacts: Iterable[MemberContact], user: Any) -> None:
    """One line for every person whose data left."""
    content_type = ContentType.objects.get_for_model(MemberContact)
    mark, now = uuid.uuid4(), timezone.now()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            object_id=str(contact.pk),
            label=str(contact),
            action=EXPORTED,
            timestamp=now,
            user=user,
            uuid=mark,
        )
        for contact in contacts
    )


class ConsentColumn(Column):
    """Until when the consent holds, and whether it is over."""

    def get_value(self, instance: MemberContact) -> str:
        until = instance.consent_until.isoformat()
        if instance.has_consent(today()):
            return until
        return gettext("%(date)s (ended; hidden)") % {"date": until}


class RoleColumn(Column):
    """The person's role, as long as the consent holds."""

    def get_value(self, instance: MemberContact) -> str:
        return instance.role if instance.has_consent(today()) else ""


class ContactIndexView(generic.IndexView):
    """The list names members, not persons; its export holds those whose consent holds."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("member")

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        if not may_read(self.request.user):
            raise PermissionDenied
        contacts = list(queryset.consented(today()).select_related("member"))
        log_export(contacts, self.request.user)
        return contacts_response(contacts, spreadsheet_format, gettext("Contact persons"))


class ContactEditView(generic.EditView):
    """A person's record. Once the consent is over it is hidden, and only a new one opens it."""

    @cached_property
    def contact(self) -> MemberContact:
        return get_object_or_404(MemberContact, pk=unquote(str(self.kwargs["pk"])))

    @cached_property
    def is_hidden(self) -> bool:
        return not self.contact.has_consent(today())

    def get_panel(self) -> Any:
        if self.is_hidden:
            return ObjectList(RENEWAL_PANELS).bind_to_model(MemberContact)
        return super().get_panel()

    def get_form_class(self) -> Any:
        if self.is_hidden:
            return self.panel.get_form_class()
        return super().get_form_class()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_hidden:
            log(self.contact, VIEWED, user=request.user)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


class MemberContactViewSet(ModelViewSet):
    """Contact persons are no snippets: nothing can choose, preview or index them."""

    model = MemberContact
    icon = "user"
    menu_label = _("Contact persons")
    list_display = [
        "__str__",
        "member",
        RoleColumn("role", label=_("role")),
        ConsentColumn("consent", label=pgettext_lazy("contact", "Consent until")),
    ]
    list_filter = ["member", "consent_until"]
    list_export = ["member"]
    form_fields: list[str] = []
    copy_view_enabled = False
    index_view_class = ContactIndexView
    edit_view_class = ContactEditView
