"""The report on downloads as a page of the admin, and as a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property

from directory.public_csv import cell
from headless.record_lists import RecordListView
from publications.models import DownloadCount
from publications.reports.figures import report_on
from publications.reports.forms import ReportForm

BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}"


class DownloadReportView(RecordListView):
    """The counts, narrowed down, with a chart above them."""

    IGNORED_PARAMS = (*RecordListView.IGNORED_PARAMS, *ReportForm.base_fields)

    @cached_property
    def form(self) -> ReportForm:
        return ReportForm(self.request.GET)

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """None: every filter is in the form, and what else an address holds narrows nothing."""
        return {}

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet[DownloadCount]:
        return self.form.narrow(super().get_queryset(request))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "form": self.form, "report": report_on(self.queryset, self.form)}

    def get_filename(self) -> str:
        return f"downloads-{timezone.localdate():%Y-%m-%d}"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """The value; in CSV, text that no spreadsheet runs as a formula."""
        plain = super().preprocess_field_value(field, value, export_format)
        return cell(plain) if export_format == self.FORMAT_CSV else plain

    def stream_csv(self, queryset: QuerySet[DownloadCount]) -> Any:
        """With a byte order mark, without which Korean Excel reads UTF-8 as something else."""
        yield BYTE_ORDER_MARK
        yield from super().stream_csv(queryset)

    def write_csv_response(self, queryset: QuerySet[DownloadCount]) -> HttpResponse:
        response: HttpResponse = super().write_csv_response(queryset)
        response["Content-Type"] = "text/csv; charset=utf-8"
        return response
