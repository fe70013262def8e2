"""What an editor is told before publishing, and what has to be ticked off."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

import pytest
from bs4 import Tag
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.actions.registry import action_registry
from wagtail.models import GroupApprovalTask, Page, Revision, Workflow, WorkflowTask
from wagtail.test.utils.form_data import inline_formset

from content.models import OrganisationSettings
from publications.content_checks import CHECKED
from publications.extraction.reader import DocumentReader
from publications.models import (
    ExtractedText,
    ExtractionStatus,
    PersonalDataClearance,
    PolicyReportPage,
)
from publications.models.extraction import WAYS_FORWARD
from publications.personal_data import findings_in
from publications.publishing import UncheckedPersonalDataError
from publications.reading import read_document
from tests import files
from tests.editing import (
    PUBLISH,
    add_page_address,
    edit_page_address,
    korean,
    present_fields,
    send,
    soup,
)
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
    StandardPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SUBMIT = {"action-submit": "action-submit"}
NUMBERS = "The text holds what looks like personal numbers."
PEOPLE = "The file's properties name a person or an account."


def report_with(**known: Any) -> PolicyReportPage:
    """A draft with one file, of which that is known."""
    report = PolicyReportPageFactory.create(live=False)
    document = DocumentFactory.create(file=ContentFile(b"%PDF-1.7 x", name="보고서.pdf"))
    facts = {"status": "read", "sha256": "a" * 64, "media_type": "application/pdf", **known}
    ExtractedText.objects.filter(document=document).update(**facts)
    PublicationFileFactory.create(publication=report, document=document)
    return report


def with_mobile() -> PolicyReportPage:
    return report_with(findings=[{"kind": "mobile", "section": 3, "shown": "010-****-****"}])


def panel(answer: HttpResponse) -> Tag:
    found = soup(answer).select_one("[data-content-checks]")
    assert found is not None
    return found


def panel_of(admin: Client, report: PolicyReportPage) -> Tag:
    return panel(admin.get(edit_page_address(report)))


def box(found: Tag) -> str:
    """The value that ticking the one open finding sends."""
    ticks = found.find_all("input", attrs={"name": CHECKED})
    assert len(ticks) == 1
    return str(ticks[0]["value"])


def is_live(report: PolicyReportPage) -> bool:
    return PolicyReportPage.objects.get(pk=report.pk).live


def test_an_empty_publication_is_told_what_it_lacks_and_can_be_published(admin: Client) -> None:
    report = PolicyReportPageFactory.create(live=False)
    text = panel_of(admin, report).get_text()
    for message in (
        "There is no file to download.",
        "There is no cover; a coloured one with the title takes its place.",
        "There is no abstract. Search engines, partners and citations use it.",
    ):
        assert korean(message) in text
    send(admin, edit_page_address(report), {}, **PUBLISH)
    assert is_live(report)


def test_a_cover_that_was_read_out_of_the_file_is_one(admin: Client) -> None:
    message = korean("There is no cover; a coloured one with the title takes its place.")
    assert message in panel_of(admin, report_with()).get_text()
    covered = report_with(cover="covers/x/cover-480.jpg")
    assert message not in panel_of(admin, covered).get_text()


def test_a_picture_without_a_description_is_named(admin: Client) -> None:
    report = PolicyReportPageFactory.create(cover=ImageFactory.create(title="표지 사진"))
    assert "표지 사진" in panel_of(admin, report).get_text()
    described = PolicyReportPageFactory.create(
        cover=ImageFactory.create(title="표지 사진", description="강변의 조합원들")
    )
    assert "표지 사진" not in panel_of(admin, described).get_text()


@pytest.mark.parametrize(("alt", "decorative"), [("", False), ("조합원들", False), ("", True)])
def test_a_picture_in_the_body_without_a_description_is_named_with_its_block(
    admin: Client, alt: str, decorative: bool
) -> None:
    chosen = {"image": ImageFactory.create(title="강변 사진").pk, "alt_text": alt}
    picture = {"image": {**chosen, "decorative": decorative}, "caption": ""}
    body = json.dumps([{"type": "image", "value": picture}])
    text = panel_of(admin, PolicyReportPageFactory.create(body=body)).get_text()
    place = korean("Body, block %(number)s") % {"number": 1}
    is_named = not alt and not decorative
    assert (place in text, "강변 사진" in text) == (is_named, is_named)


def test_a_file_that_could_not_be_read_is_named_with_a_way_forward(admin: Client) -> None:
    text = panel_of(admin, report_with(status="password")).get_text()
    assert "본문" in text
    assert korean("Locked by a password") in text
    assert "암호를 풀고" in text


def test_a_file_that_waits_is_said_not_to_have_been_looked_through(admin: Client) -> None:
    text = panel_of(admin, report_with(status="waiting")).get_text()
    assert korean("The file has not been read yet, nor looked through for personal data.") in text


@pytest.mark.parametrize("button", [PUBLISH, SUBMIT])
def test_personal_numbers_keep_a_publication_back_until_somebody_ticks_them_off(
    admin: Client, button: dict[str, str]
) -> None:
    report = with_mobile()
    shown = panel_of(admin, report)
    assert korean(NUMBERS) in shown.get_text()
    assert "3쪽" in shown.get_text()
    assert "010-****-****" in shown.get_text()

    refused = send(admin, edit_page_address(report), {}, **button)
    assert refused.status_code == 200
    assert "개인정보" in soup(refused).select_one(".messages").get_text()
    assert not is_live(report)
    assert report.current_workflow_state is None

    assert not PersonalDataClearance.objects.exists()
    accepted = send(admin, edit_page_address(report), {CHECKED: box(panel(refused))}, **button)
    assert accepted.status_code == 302
    clearance = PersonalDataClearance.objects.get()
    assert clearance.publication_id == report.pk
    assert clearance.checked_by is not None
    assert "010-****-****" in clearance.finding


def test_who_checked_and_when_is_shown_and_not_asked_again(admin: Client) -> None:
    report = with_mobile()
    send(admin, edit_page_address(report), {CHECKED: box(panel_of(admin, report))})
    shown = panel_of(admin, report)
    assert not shown.find("input")
    clearance = PersonalDataClearance.objects.get()
    assert str(clearance.checked_by) in shown.get_text()
    assert send(admin, edit_page_address(report), {}, **PUBLISH).status_code == 302
    assert is_live(report)


def test_it_is_asked_anew_when_the_file_changes(admin: Client) -> None:
    report = with_mobile()
    send(admin, edit_page_address(report), {CHECKED: box(panel_of(admin, report))}, **PUBLISH)
    ExtractedText.objects.update(sha256="b" * 64)
    assert send(admin, edit_page_address(report), {}, **PUBLISH).status_code == 200
    assert panel_of(admin, report).find("input")


def test_drafts_can_always_be_saved(admin: Client) -> None:
    report = with_mobile()
    assert send(admin, edit_page_address(report), {"title": "초안"}).status_code == 302


def test_a_tick_for_something_else_is_worth_nothing(admin: Client) -> None:
    report = with_mobile()
    refused = send(admin, edit_page_address(report), {CHECKED: "f" * 32}, **PUBLISH)
    assert refused.status_code == 200
    assert not PersonalDataClearance.objects.exists()


def test_the_account_name_in_a_file_has_to_be_ticked_off(admin: Client) -> None:
    report = report_with(people=["hong.gildong"])
    shown = panel_of(admin, report)
    assert korean(PEOPLE) in shown.get_text()
    assert "hong.gildong" in shown.get_text()
    assert send(admin, edit_page_address(report), {}, **PUBLISH).status_code == 200
    answer = send(admin, edit_page_address(report), {CHECKED: box(shown)}, **PUBLISH)
    assert answer.status_code == 302


def test_names_of_the_organisation_of_contributors_and_of_programs_are_expected(
    admin: Client,
) -> None:
    site = PolicyReportPageFactory.create().get_site()
    organisation = OrganisationSettings.for_site(site)
    organisation.name = "서울지역협동조합협의회"
    organisation.save()
    report = report_with(people=["서울지역협동조합협의회", "김연구", "Administrator"])
    report.contributors.create(name="김연구", role="author")
    report.save()
    assert korean(PEOPLE) not in panel_of(admin, report).get_text()


def test_numbers_in_the_text_of_the_page_are_found_too(admin: Client) -> None:
    report = report_with()
    changes = {"abstract": "문의 010-2345-6789"}
    refused = send(admin, edit_page_address(report), changes, **PUBLISH)
    assert refused.status_code == 200
    tick = {**changes, CHECKED: box(panel(refused))}
    assert send(admin, edit_page_address(report), tick, **PUBLISH).status_code == 302
    other = {"abstract": "문의 010-9876-5432"}
    assert send(admin, edit_page_address(report), other, **PUBLISH).status_code == 200


def test_a_new_publication_is_looked_at_before_it_is_first_saved(admin: Client) -> None:
    parent = PolicyReportPageFactory.create().get_parent()
    document = with_mobile().files.get().document
    row = {"document": document.pk, "label": "본문", "language": "ko", "kind": "full-text"}
    data = {"title": "새 보고서", "slug": "new", "files": inline_formset([{**row, "id": ""}])}
    address = add_page_address(PolicyReportPage, parent)
    refused = send(admin, address, data, **PUBLISH)
    assert refused.status_code == 200
    tick = {**data, CHECKED: box(panel(refused))}
    assert send(admin, address, tick, **PUBLISH).status_code == 302
    assert PersonalDataClearance.objects.get().publication.title == "새 보고서"


def test_the_row_of_a_file_tells_whether_visitors_find_it_by_its_text(admin: Client) -> None:
    report = report_with(status="scanned", page_count=12)
    status = soup(admin.get(edit_page_address(report))).select_one("[data-file-status]")
    assert korean("Scanned pictures without text") in status.get_text()
    assert "12" in status.get_text()


@pytest.mark.parametrize("status", ExtractionStatus)
def test_every_status_is_told_in_korean_with_a_way_forward(
    admin: Client, status: ExtractionStatus
) -> None:
    report = report_with(status=status)
    row = soup(admin.get(edit_page_address(report))).select_one("[data-file-status]")
    assert row is not None
    with translation.override("en"):
        english = (str(status.label), str(WAYS_FORWARD[status]))
    for message in english:
        assert re.search("[가-힣]", korean(message))
        assert korean(message) in str(row)


def test_a_real_file_goes_all_the_way(admin: Client) -> None:
    report = PolicyReportPageFactory.create(live=False)
    content = files.pdf("안내", "예금주 홍길동 국민은행 123456-12-123456", author="gildong")
    document = DocumentFactory.create(file=ContentFile(content, name="보고서.pdf"))
    PublicationFileFactory.create(publication=report, document=document)
    with DocumentReader() as reader:
        read_document(document.pk, reader)
    text = panel_of(admin, report).get_text()
    assert "gildong" in text
    assert "2쪽" in text
    assert "123***-**-******" in text


def test_the_form_sends_nothing_ticked_by_itself(admin: Client) -> None:
    assert CHECKED not in present_fields(admin, edit_page_address(with_mobile()))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("주민번호 900101-1234567", "resident"),
        ("9001011234568", "resident"),
        ("외국인 850315-5123456", "resident"),
        ("010-1234-5678", "mobile"),
        ("010 1234 5678", "mobile"),
        ("01012345678", "mobile"),
        ("+82 10-1234-5678", "mobile"),
        ("011-234-5678", "mobile"),
        ("국민은행 123456-12-123456", "account"),
        ("계좌: 농협 301-1234-5678-91", "account"),
        ("3333-01-1234567 (카카오뱅크)", "account"),
    ],
)
def test_personal_numbers_are_found(text: str, kind: str) -> None:
    assert [finding.kind for finding in findings_in([text])] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "02-1234-5678",
        "1577-1234",
        "사업자등록번호 123-45-67890 국민은행",
        "2026-01-02",
        "9001011234567",
        "ISBN 978-89-123-4567-8",
        "123456-12-123456",
        "법인등록번호 110111-0123456",
        "010-1234-56789",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert findings_in([text]) == []


def bulk_publish(client: Client, *pages: Page, descendants: bool = False) -> HttpResponse:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = "&".join(f"id={page.pk}" for page in pages)
    chosen = {"include_descendants": "on"} if descendants else {}
    answer = client.post(f"{address}?{query}&next=/admin/pages/", chosen)
    assert answer.status_code == 302
    return client.get("/admin/pages/", follow=True)


def ticked_off(client: Client, report: PolicyReportPage) -> None:
    """As an editor who looks and saves the draft."""
    assert send(
        client, edit_page_address(report), {CHECKED: box(panel_of(client, report))}
    ).status_code == 302  # fmt: skip


def test_bulk_publishing_asks_for_the_editor_where_something_is_open(admin: Client) -> None:
    harmless, report = PolicyReportPageFactory.create(live=False), with_mobile()
    page = soup(bulk_publish(admin, harmless, report))
    told = page.select_one(".messages")
    assert told is not None
    assert report.title in told.get_text()
    assert "개인정보" in told.get_text()
    assert told.select_one(f'a[href="{edit_page_address(report)}"]')
    assert not is_live(report)
    assert not is_live(harmless)
    ticked_off(admin, report)
    bulk_publish(admin, harmless, report)
    assert is_live(report)
    assert is_live(harmless)


def test_bulk_publishing_looks_at_what_lies_below_as_well(admin: Client) -> None:
    report = with_mobile()
    parent = report.get_parent()
    bulk_publish(admin, parent, descendants=True)
    assert not is_live(report)
    bulk_publish(admin, parent)
    assert not is_live(report)
    ticked_off(admin, report)
    bulk_publish(admin, parent, descendants=True)
    assert is_live(report)


def test_bulk_publishing_of_other_pages_is_left_alone(admin: Client) -> None:
    page = StandardPageFactory.create(live=False)
    bulk_publish(admin, page)
    page.refresh_from_db()
    assert page.live


@pytest.fixture
def in_review(admin: Client) -> PolicyReportPage:
    """A report that came into review before its file was found to hold a mobile number."""
    report = report_with()
    report.save_revision()
    workflow = Workflow.objects.create(name="검토")
    task = GroupApprovalTask.objects.create(name="승인")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    workflow.start(report, UserFactory.create())
    ExtractedText.objects.update(
        findings=[{"kind": "mobile", "section": 3, "shown": "010-****-****"}]
    )
    return report


def approve(client: Client, report: PolicyReportPage, **headers: str) -> HttpResponse:
    """As the button on the first page of the admin does."""
    state = PolicyReportPage.objects.get(pk=report.pk).current_workflow_task_state
    names = [report.pk, "approve", state.pk]
    address = reverse("wagtailadmin_pages:workflow_action", args=names)
    return client.post(address, {"comment": ""}, headers=headers)


def test_approval_outside_of_the_editor_leads_into_it(
    admin: Client, in_review: PolicyReportPage
) -> None:
    answer = approve(admin, in_review)
    assert answer["Location"] == edit_page_address(in_review)
    assert "개인정보" in soup(admin.get(answer["Location"])).select_one(".messages").get_text()
    report = PolicyReportPage.objects.get(pk=in_review.pk)
    assert not report.live
    assert report.current_workflow_task_state.status == "in_progress"
    ticked_off(admin, report)
    approve(admin, report)
    assert is_live(report)


def test_approval_in_a_dialog_leads_into_the_editor_too(
    admin: Client, in_review: PolicyReportPage
) -> None:
    answer = approve(admin, in_review, **{"X-Requested-With": "XMLHttpRequest"})
    assert answer.json()["redirect"] == edit_page_address(in_review)
    assert not is_live(in_review)


def test_ticks_are_kept_before_an_approval_in_the_editor_publishes(
    admin: Client, in_review: PolicyReportPage
) -> None:
    state = in_review.current_workflow_task_state
    approval = {"workflow-action-name": "approve", "action-workflow-action": "true"}
    assert state is not None
    refused = send(admin, edit_page_address(in_review), {}, **approval)
    assert refused.status_code == 200
    ticked = {CHECKED: box(panel(refused))}
    assert send(admin, edit_page_address(in_review), ticked, **approval).status_code == 302
    assert is_live(in_review)


def test_no_other_door_publishes_in_the_name_of_a_person(admin: Client) -> None:
    report = with_mobile()
    user = UserFactory.create(is_superuser=True)
    revision = report.save_revision()
    action = action_registry.get_action_class(Page, "publish")
    for publish in (
        lambda: revision.publish(user=user),
        lambda: revision.publish(user=user, skip_permission_checks=True),
        lambda: action(revision, user=user).execute(),
    ):
        with pytest.raises(UncheckedPersonalDataError):
            publish()
    assert not is_live(report)


def test_what_was_ticked_off_and_scheduled_goes_public_by_itself(admin: Client) -> None:
    report = with_mobile()
    soon = timezone.localtime() + datetime.timedelta(hours=1)
    timed = {"go_live_at": soon.strftime("%Y-%m-%d %H:%M")}
    assert send(admin, edit_page_address(report), timed, **PUBLISH).status_code == 200
    ticked = {**timed, CHECKED: box(panel_of(admin, report))}
    assert send(admin, edit_page_address(report), ticked, **PUBLISH).status_code == 302
    assert not is_live(report)
    Revision.objects.exclude(approved_go_live_at=None).update(approved_go_live_at=timezone.now())
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = None
    revision.save()
    call_command("run_due")
    assert is_live(report)
