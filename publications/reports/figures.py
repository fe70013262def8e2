"""What the report on downloads says in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, QuerySet, Sum

from publications.models import DownloadCount
from publications.reports.charts import DownloadChart, chart_of
from publications.reports.forms import ReportForm
from publications.reports.periods import Span

MOST_IN_RANKING = 10


@dataclass(frozen=True)
class Rank:
    """One of the publications that are downloaded most."""

    title: str
    count: int
    share: float


@dataclass(frozen=True)
class DownloadReport:
    """The figures of a selection of counts."""

    total: int
    publications: int
    files: int
    ranking: list[Rank]
    span: Span | None
    chart: DownloadChart | None


def report_on(counts: QuerySet[DownloadCount], form: ReportForm) -> DownloadReport:
    """The figures of `counts`, in a fixed number of queries."""
    selected = counts.order_by()
    totals = selected.aggregate(total=Sum("count"))
    by_day = selected.values_list("day").annotate(total=Sum("count")).order_by("day")
    span = form.span_of(selected)
    return DownloadReport(
        total=totals["total"] or 0,
        publications=selected.values("publication_number").distinct().count(),
        files=selected.values("key").distinct().count(),
        ranking=ranking_of(selected),
        span=span,
        chart=chart_of(dict(by_day), span) if span else None,
    )


def ranking_of(counts: QuerySet[DownloadCount]) -> list[Rank]:
    """The publications with the most downloads, with their length beside the first's in percent."""
    rows = list(
        counts.values("publication_number")
        .annotate(title=Max("publication_title"), total=Sum("count"))
        .order_by("-total", "title")[:MOST_IN_RANKING]
    )
    return [Rank(row["title"], row["total"], row["total"] / rows[0]["total"] * 100) for row in rows]
