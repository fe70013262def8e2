"""Older versions can be restored in the admin although rows of theirs were deleted since."""

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from directory.models import Member
from directory.models.members import MemberFormerName
from home.models import HistoryPage
from publications.models import (
    IndicatorValue,
    SocialValueIndicator,
    SocialValueReportPage,
)
from tests.editing import PUBLISH, edit_page_address, edit_snippet_address, send
from tests.factories import (
    HistoryEntryFactory,
    HistoryPageFactory,
    MemberFactory,
    SocialValueReportPageFactory,
)

pytestmark = pytest.mark.django_db


def restored(admin: Client, page: Model, version: Revision) -> bool:
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, version.pk])
    return send(admin, revert, {}, **PUBLISH).status_code == 302


def test_a_deleted_history_entry_comes_back_and_the_others_stay(admin: Client) -> None:
    page = HistoryPageFactory.create()
    kept = HistoryEntryFactory.create(page=page, title="창립총회", date="2013-06-27")
    HistoryEntryFactory.create(page=page, title="법인 설립", date="2016-03-01")
    before = HistoryPage.objects.get(pk=page.pk).save_revision()
    send(admin, edit_page_address(page), {"entries-1-DELETE": "on"}, **PUBLISH)
    assert [entry.title for entry in HistoryPage.objects.get(pk=page.pk).entries.all()] == [
        "창립총회"
    ]
    assert restored(admin, page, before)
    entries = HistoryPage.objects.get(pk=page.pk).entries.all()
    assert {entry.title for entry in entries} == {"창립총회", "법인 설립"}
    assert kept.pk in {entry.pk for entry in entries}


def test_a_deleted_value_of_an_indicator_comes_back(admin: Client) -> None:
    report = SocialValueReportPageFactory.create()
    indicator = SocialValueIndicator.objects.create(report=report, name="조합원 수", unit="명")
    for period in ("2023", "2024"):
        IndicatorValue.objects.create(indicator=indicator, period=period, value=100)
    before = SocialValueReportPage.objects.get(pk=report.pk).save_revision()
    IndicatorValue.objects.get(period="2024").delete()
    assert restored(admin, report, before)
    values = SocialValueReportPage.objects.get(pk=report.pk).indicators.get().values.all()
    assert {value.period for value in values} == {"2023", "2024"}


def test_a_deleted_former_name_comes_back(admin: Client) -> None:
    member = MemberFactory.create()
    MemberFormerName.objects.create(member=member, name="옛이름협동조합")
    before = Member.objects.get(pk=member.pk).save_revision()
    address = edit_snippet_address(member)
    send(admin, address, {"former_names-0-DELETE": "on"}, **PUBLISH)
    assert not Member.objects.get(pk=member.pk).former_names.exists()
    revert = reverse(
        member.snippet_viewset.get_url_name("revisions_revert"), args=[member.pk, before.pk]
    )
    assert send(admin, revert, {}, **PUBLISH).status_code == 302
    assert [name.name for name in Member.objects.get(pk=member.pk).former_names.all()] == [
        "옛이름협동조합"
    ]
