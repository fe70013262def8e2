"""The import in the admin: the file, its columns, the preview, the result, and the way back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from directory import tasks
from directory.imports import runs
from directory.imports.columns import (
    CONTACT,
    LABELS,
    header_of,
    sheet_columns,
    without_samples_of_persons,
)
from directory.imports.forms import ColumnsForm, FileForm
from directory.imports.signs_of_life import is_stalled
from directory.imports.spreadsheets import SpreadsheetError, first_rows
from directory.imports.undoing import expectation
from directory.models import ImportStatus, Member, MemberImport, RowOutcome

NAMESPACE = "member_imports"
IMPORT_RIGHTS = ("directory.add_member", "directory.change_member")
CONTACT_RIGHTS = ("directory.add_membercontact", "directory.change_membercontact")
PUBLISH_RIGHT = "directory.publish_member"
ROWS_PER_PAGE = 50
LISTED = 30
STEPS = (
    gettext_lazy("Choose the file"),
    gettext_lazy("Assign the columns"),
    gettext_lazy("Look at the preview"),
    gettext_lazy("Result"),
)


def address(name: str, *args: Any) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=args)


def may_import(user: Any) -> bool:
    return bool(user.has_perms(IMPORT_RIGHTS))


def may_see_contacts(user: Any) -> bool:
    return bool(user.has_perms(CONTACT_RIGHTS))


class ImportView(WagtailAdminTemplateMixin, TemplateView):
    """Common to all screens of the import."""

    page_title = gettext_lazy("Import of members")
    header_icon = "upload"
    step = 0

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *super().get_breadcrumbs_items(),
            {"url": address("index"), "label": self.page_title},
        ]
        here = self.get_page_subtitle()
        return [*items, {"url": "", "label": here}] if here else items

    def step_at_hand(self) -> int:
        return self.step

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = [(number, title) for number, title in enumerate(STEPS, start=1)]
        return super().get_context_data(steps=steps, step=self.step_at_hand(), **kwargs)


class ImportOfOneView(ImportView):
    """A screen of one import."""

    @cached_property
    def of_import(self) -> MemberImport:
        """The import asked for. One that holds persons is for those alone who may see them."""
        found = get_object_or_404(MemberImport, pk=self.kwargs["pk"])
        if found.holds_contacts and not may_see_contacts(self.request.user):
            raise PermissionDenied
        return found

    def get_page_subtitle(self) -> str:
        return self.of_import.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(of_import=self.of_import, **kwargs)

    def back(self) -> HttpResponse:
        return redirect(address("detail", self.of_import.pk))

    def claim(self, status: ImportStatus, claimed: ImportStatus, **fields: Any) -> bool:
        """Move the import on, unless somebody else just did."""
        here = MemberImport.objects.filter(pk=self.of_import.pk, status=status)
        return bool(here.update(status=claimed, touched_at=timezone.now(), **fields))


class ImportLogView(ImportView):
    """All imports, the newest first."""

    template_name = "directory/imports/log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        imports = MemberImport.objects.select_related("user", "undone_by", "file").defer(
            "file__content"
        )
        if not may_see_contacts(self.request.user):
            imports = imports.filter(holds_contacts=False)
        written = Count("rows", filter=Q(rows__is_written=True))
        imports = imports.annotate(written=written).order_by("-created_at", "-pk")
        paginator = WagtailPaginator(imports, LISTED)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            new_url=address("new"),
            **kwargs,
        )


class NewImportView(ImportView):
    """The first step: the file."""

    template_name = "directory/imports/new.html"
    page_subtitle = gettext_lazy("New import")
    step = 1

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = ", ".join(str(label) for label in LABELS.values())
        return super().get_context_data(**{"form": FileForm(), "known": known, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                of_import = runs.begin(file.read(), file.name, request.user)
            except SpreadsheetError as error:
                form.add_error("file", str(error.message))
            else:
                return redirect(address("columns", of_import.pk))
        return self.render_to_response(self.get_context_data(form=form))


class ColumnsView(ImportOfOneView):
    """The second step: which column is which field."""

    template_name = "directory/imports/columns.html"
    step = 2

    def form(self, data: Any = None) -> ColumnsForm:
        head = first_rows(runs.content_of(self.of_import), runs.ROWS_LOOKED_AT)
        columns = sheet_columns(head, header_of(head))
        contacts = may_see_contacts(self.request.user)
        if not contacts:
            columns = without_samples_of_persons(columns)
        guessed = {
            ColumnsForm.name_of(column): self.of_import.mapping.get(str(column.position), "")
            for column in columns
        }
        if not contacts:
            guessed = {n: "" if f.startswith(CONTACT) else f for n, f in guessed.items()}
        return ColumnsForm(
            data,
            columns=columns,
            contacts=contacts,
            publishing=self.request.user.has_perm(PUBLISH_RIGHT),
            initial={
                **guessed,
                "empty_cells": "clear" if self.of_import.clear_with_empty_cells else "keep",
                "publish": "publish" if self.of_import.publish else "draft",
            },
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.of_import.status not in (ImportStatus.UPLOADED, ImportStatus.COMPARED):
            return self.back()
        form = kwargs.pop("form", None) or self.form()
        if self.of_import.file_names_persons and may_see_contacts(request.user):
            log(self.of_import, "directory.view_contacts", user=request.user)
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.get(request, form=form)
        mapping = form.mapping()
        is_claimed = any(
            self.claim(
                status,
                ImportStatus.COMPARING,
                mapping=mapping,
                holds_contacts=runs.takes_persons(mapping),
                clear_with_empty_cells=form.cleaned_data["empty_cells"] == "clear",
                publish=form.cleaned_data.get("publish") == "publish",
                progress=0,
                message="",
            )
            for status in (ImportStatus.UPLOADED, ImportStatus.COMPARED)
        )
        if is_claimed:
            tasks.compare_import.enqueue(self.of_import.pk)
        return self.back()


class ImportDetailView(ImportOfOneView):
    """Progress while something is at work, then the preview, then the result."""

    template_name = "directory/imports/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.of_import.status == ImportStatus.UPLOADED:
            return redirect(address("columns", self.of_import.pk))
        if self.of_import.is_at_work:
            self.template_name = "directory/imports/progress.html"
            return self.render_to_response(self.get_context_data(**progress_of(self.of_import)))
        self.note_look()
        return self.render_to_response(self.get_context_data(**self.rows_context()))

    def note_look(self) -> None:
        """Whoever sees persons in a preview or a result is written down."""
        shown = (
            self.of_import.rows.exclude(contact_cells={}) if self.of_import.holds_contacts else None
        )
        if shown is not None and shown.exists():
            log(self.of_import, "directory.view_contacts", user=self.request.user)

    def step_at_hand(self) -> int:
        return 3 if self.of_import.status == ImportStatus.COMPARED else 4

    def rows_context(self) -> dict[str, Any]:
        counts = self.of_import.counts()
        chosen = self.request.GET.get("outcome", "")
        rows = self.of_import.rows.select_related("member")
        if chosen in counts:
            rows = rows.filter(outcome=chosen)
        paginator = WagtailPaginator(rows, ROWS_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            "counts": [(RowOutcome(name), count) for name, count in counts.items()],
            "total": sum(counts.values()),
            "writable": counts["new"] + counts["changed"] + self.contact_changes(),
            "wrong": counts["error"],
            "chosen": chosen,
            "edit_url_name": Member.snippet_viewset.get_url_name("edit"),
            "page": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "can_undo": self.of_import.status == ImportStatus.DONE,
            "file_kept": hasattr(self.of_import, "file"),
        }

    def contact_changes(self) -> int:
        """Rows that leave their member alone and bring a person."""
        rows = self.of_import.rows.filter(outcome=RowOutcome.UNCHANGED)
        return rows.filter(contact_outcome__in=(RowOutcome.NEW, RowOutcome.CHANGED)).count()


def progress_of(of_import: MemberImport) -> dict[str, Any]:
    """How far the work is, and whether it seems to have stopped."""
    is_writing = of_import.status == ImportStatus.WRITING
    return {
        "percent": None if is_writing else of_import.percent,
        "progress": of_import.progress,
        "total": of_import.total,
        "text": _("%(progress)s of %(total)s rows")
        % {"progress": of_import.progress, "total": of_import.total},
        "status": of_import.get_status_display(),
        "is_stalled": is_stalled(of_import),
    }


class ProgressView(ImportOfOneView):
    """The progress as data, for the script."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse(
            {"at_work": self.of_import.is_at_work, **progress_of(self.of_import)},
            headers={"Cache-Control": "no-store"},
        )


class ActionView(ImportOfOneView):
    """Something that a button does."""

    http_method_names = ["post"]


class ConfirmView(ActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write what the preview showed; with rows in error only on the button that says so."""
        good_rows_only = "good_rows" in request.POST
        if runs.has_errors(self.of_import) and not good_rows_only:
            return self.back()
        if self.of_import.publish and not request.user.has_perm(PUBLISH_RIGHT):
            raise PermissionDenied
        if self.claim(
            ImportStatus.COMPARED, ImportStatus.WRITING, good_rows_only=good_rows_only, message=""
        ):
            tasks.write_import.enqueue(self.of_import.pk)
        return self.back()


class CancelView(ActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Forget an import that was not confirmed, its file and its rows included."""
        for status in (ImportStatus.UPLOADED, ImportStatus.COMPARED, ImportStatus.FAILED):
            if self.claim(status, ImportStatus.CANCELLED):
                self.of_import.delete()
        return redirect(address("index"))


class RestartView(ActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Begin again what has stopped: nothing is half written, since each step is whole."""
        if not is_stalled(self.of_import):
            return self.back()
        if self.claim(ImportStatus.WRITING, ImportStatus.COMPARED):
            return self.back()
        if self.claim(ImportStatus.COMPARING, ImportStatus.COMPARING):
            tasks.compare_import.enqueue(self.of_import.pk)
        elif self.claim(ImportStatus.UNDOING, ImportStatus.UNDOING):
            tasks.undo_import.enqueue(self.of_import.pk, request.user.pk or 0)
        return self.back()


class UndoView(ImportOfOneView):
    """What an undo would do, and the button for it."""

    template_name = "directory/imports/undo.html"
    step = 4

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.of_import.status != ImportStatus.DONE:
            return self.back()
        return self.render_to_response(self.get_context_data(expected=expectation(self.of_import)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perms((PUBLISH_RIGHT, "directory.delete_member")):
            raise PermissionDenied
        if self.claim(ImportStatus.DONE, ImportStatus.UNDOING, progress=0):
            tasks.undo_import.enqueue(self.of_import.pk, request.user.pk or 0)
        return self.back()


class FileView(ImportOfOneView):
    """The file as it was chosen, while it is kept."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not hasattr(self.of_import, "file"):
            raise Http404(_("This file is no longer kept."))
        if self.of_import.file_names_persons:
            if not may_see_contacts(request.user):
                raise PermissionDenied
            log(self.of_import, "directory.export_contacts", user=request.user)
        name = self.of_import.file_name
        content = runs.content_of(self.of_import)
        response = HttpResponse(content, content_type="application/octet-stream")
        response["Content-Disposition"] = content_disposition_header(True, name)
        response["Cache-Control"] = "private, no-store"
        return response
