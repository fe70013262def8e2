"""Whatever an answer may show moves the content version, in whichever way it is written."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from wagtail.embeds.models import Embed

from content.models import SearchSynonym
from directory.models import MemberFormerAddress
from headless.changes.content_version import current_version
from headless.changes.watching import watched_tables
from publications.models import IndicatorValue, SocialValueIndicator
from tests.factories import MemberFactory, SocialValueReportPageFactory

ROOT = Path(__file__).resolve().parents[2]
OURS = ("site", "home", "directory", "publications")

# What no answer of the API is made of, though its models are installed.
IN_NO_ANSWER = {
    # Who works here, what they may do, and what they are at.
    "auth.Group", "auth.Permission", "seoulcoop.User", "sessions.Session",
    "simple_translation.SimpleTranslation", "wagtailadmin.Admin", "wagtailadmin.EditingSession",
    "wagtailadmin.FormState", "wagtailcore.APIToken", "wagtailcore.Comment",
    "wagtailcore.CommentReply",
    "wagtailcore.GroupApprovalTask", "wagtailcore.GroupCollectionPermission",
    "wagtailcore.GroupPagePermission", "wagtailcore.GroupSitePermission",
    "wagtailcore.ModelLogEntry", "wagtailcore.PageLogEntry", "wagtailcore.PageSubscription",
    "wagtailcore.Revision", "wagtailcore.Task", "wagtailcore.TaskState",
    "wagtailcore.UploadedFile", "wagtailcore.Workflow", "wagtailcore.WorkflowContentType",
    "wagtailcore.WorkflowPage", "wagtailcore.WorkflowState", "wagtailcore.WorkflowTask",
    "wagtailusers.UserProfile", "wagtail_headless_preview.PagePreview",
    "directory.MemberImport", "directory.MemberImportFile", "directory.MemberImportRow",
    "publications.PersonalDataClearance",
    # Counts, queues, and what keeps the site going.
    "content.IndexBuild", "content.PendingIndexing", "content.UnansweredQuery",
    "contenttypes.ContentType", "django_tasks_database.DBTaskResult", "publications.DownloadCount",
    "publications.DownloadSalt", "publications.RecentClick", "wagtailcore.ReferenceIndex",
    "wagtailsearchpromotions.Query", "wagtailsearchpromotions.QueryDailyHits",
    # Shown by pages for people alone.
    "content.DocumentVersion", "wagtailsearchpromotions.SearchPromotion",
    # Replaced by the site's own.
    "wagtaildocs.Document", "wagtailimages.Image", "wagtailimages.Rendition",
    # Made while answering, out of what is watched.
    "seoulcoop.SiteImageRendition",
    # Written with the text that they belong to, which is watched.
    "publications.ExtractedSection",
}  # fmt: skip


def test_every_model_is_watched_or_stands_in_no_answer() -> None:
    watched = {model._meta.label for model in watched_tables().values()}
    installed = {model._meta.label for model in apps.get_models()}
    own = {label for label in installed if label.startswith("headless.")}
    assert installed - watched - own == IN_NO_ANSWER & installed
    assert watched & IN_NO_ANSWER == set()


def synonym() -> SearchSynonym:
    return SearchSynonym.objects.get_or_create(word="생협")[0]


def indicator_value() -> IndicatorValue:
    found = IndicatorValue.objects.first()
    if found is None:
        report = SocialValueReportPageFactory.create()
        indicator = SocialValueIndicator.objects.create(report=report, name="일자리")
        found = IndicatorValue.objects.create(indicator=indicator, period="2025", value=3)
    return found


def former_address() -> MemberFormerAddress:
    found = MemberFormerAddress.objects.first()
    return found or MemberFormerAddress.objects.create(member=MemberFactory.create(), slug="전")


def embed() -> Embed:
    address = "https://video.example/1"
    return Embed.objects.get_or_create(url=address, hash="0" * 32, type="video", html="")[0]


WRITES: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "synonym": (synonym, {"equivalents": "생활협동조합"}),
    "indicator value": (indicator_value, {"value": 4}),
    "former address": (former_address, {"slug": "더-전"}),
    "embed": (embed, {"title": "영상"}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", WRITES)
def test_write_of_any_kind_moves_the_version(kind: str) -> None:
    make, change = WRITES[kind]
    versions = [current_version()]

    def moved() -> bool:
        versions.append(current_version())
        return versions[-1] != versions[-2]

    made = make()
    assert moved()
    type(made).objects.update(**change)
    assert moved()
    made = make()
    moved()
    made.save()
    assert moved()
    type(made).objects.all().delete()
    assert moved()


@pytest.mark.django_db
def test_changed_indicator_is_a_change_of_its_report(client: Client) -> None:
    value = indicator_value()
    cursor = client.get("/api/v1/").json()["cursor"]
    IndicatorValue.objects.update(value=5)
    (item,) = client.get("/api/v1/changes/", {"since": cursor}).json()["items"]
    assert (item["action"], item["id"]) == ("changed", value.indicator.report_id)


# What only saving an object keeps in step with these: size and hash of a file, keys of a name,
# former addresses, the addresses of pages below.
KEPT_BY_SAVING = {"file", "slug", "url_path", "title"}


def bulk_writes() -> Iterator[tuple[str, set[str]]]:
    """Each bulk write in our code, with the fields that it names."""
    for folder in OURS:
        for file in (ROOT / folder).rglob("*.py"):
            if "migrations" not in file.parts:
                for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                    if fields := written_fields(node):
                        yield f"{file.relative_to(ROOT)}:{node.lineno}", fields


def written_fields(node: ast.AST) -> set[str]:
    """The fields that `queryset.update(…)` or `bulk_update(…)` sets; nothing for all else."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return set()
    if node.func.attr == "update":
        return {str(keyword.arg) for keyword in node.keywords if keyword.arg}
    if node.func.attr in ("bulk_update", "abulk_update"):
        named = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "fields")]
        parts = [part for each in named for part in ast.walk(each)]
        return {str(part.value) for part in parts if isinstance(part, ast.Constant)}
    return set()


@pytest.mark.once
def test_no_code_of_ours_writes_in_bulk_what_only_saving_keeps_in_step() -> None:
    found = dict(bulk_writes())
    assert len(found) > 10
    assert {place: fields for place, fields in found.items() if fields & KEPT_BY_SAVING} == {}


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("documents.update(file=new)", {"file"}),
        ("pages.bulk_update(pages, ['slug', 'live'])", {"slug", "live"}),
        ("pages.bulk_update(objs=pages, fields=['slug'])", {"slug"}),
        ("document.save()", set()),
    ],
)
def test_bulk_write_is_recognised(code: str, fields: set[str]) -> None:
    assert written_fields(ast.parse(code, mode="eval").body) == fields
