"""Publishing outside of the editor: staff are told what stands in the way, and sent there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.workflow import WorkflowActionView

from publications.publishing import UncheckedPersonalDataError, refuse_unchecked


def tell(request: HttpRequest, error: UncheckedPersonalDataError) -> None:
    """Say it on the next screen, with the way to the editor."""
    edit = messages.button(edit_address(error.page), _("Edit"))
    messages.error(request, str(error), buttons=[edit])


def edit_address(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


class ApprovalView(WorkflowActionView):
    """An action on a page under review that is not taken in its editor."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with transaction.atomic():
                answer: HttpResponseBase = super().post(request, *args, **kwargs)
        except UncheckedPersonalDataError as error:
            tell(request, error)
            return self.to_editor(error.page)
        return answer

    def to_editor(self, page: Any) -> HttpResponseBase:
        address = edit_address(page)
        if self.request.headers.get("x-requested-with") != "XMLHttpRequest":
            return redirect(address)
        step = {"step": "success", "redirect": address}
        answer: HttpResponseBase = self.render_modal_json(self.request, step)
        return answer


def refuse_bulk_publishing(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponseBase | None:
    """Before anything of a selection is published; a hook for `before_bulk_action`."""
    if action_type != "publish" or not hasattr(action, "get_execution_context"):
        return None
    errors = list(unchecked_among(pages_to_publish(objects, action)))
    for error in errors:
        tell(request, error)
    if not errors:
        return None
    messages.warning(request, _("Nothing of the selection was published."))
    return redirect(action.next_url)


def pages_to_publish(objects: Sequence[Any], action: Any) -> list[Any]:
    """The selected pages, and with them their unpublished descendants where that was asked for."""
    pages = [each for each in objects if hasattr(each, "get_descendants")]
    if not action.get_execution_context().get("include_descendants"):
        return pages
    below = [draft for page in pages for draft in page.get_descendants().not_live()]
    return list({page.pk: page for page in (*pages, *below)}.values())


def unchecked_among(pages: Sequence[Any]) -> list[UncheckedPersonalDataError]:
    """What keeps each of the pages back, as its last revision has it."""
    errors = []
    for page in pages:
        try:
            refuse_unchecked(page.get_latest_revision_as_object())
        except UncheckedPersonalDataError as error:
            errors.append(error)
    return errors
