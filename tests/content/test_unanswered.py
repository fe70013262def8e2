"""Searches in vain: counted for the staff, without a trace of who asked."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from content.dates import today
from content.models import UnansweredQuery
from content.models.unanswered import MOST_A_DAY
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LIST = "content_unansweredquery_modeladmin_index"


def test_equal_searches_of_a_day_are_counted_together_however_spelt() -> None:
    for query in ["햇빛발전", " 햇빛발전 ", "ＥＳＧ", "esg"]:
        UnansweredQuery.objects.record(query)
    rows = UnansweredQuery.objects.values_list("query", "count", "day")
    assert set(rows) == {("햇빛발전", 2, today()), ("esg", 2, today())}


@pytest.mark.parametrize(
    "query",
    [
        "", "   ", "kim@example.org", "010-1234-5678", "010 1234 5678", "900101-1234567",
        "110.123.456789", "010 - 1234 - 5678", "010–1234–5678", "(02) 123 - 4567", "가" * 51,
    ],
)  # fmt: skip
def test_what_may_be_personal_or_is_no_question_is_not_kept(query: str) -> None:
    UnansweredQuery.objects.record(query)
    assert not UnansweredQuery.objects.exists()


def test_a_year_is_not_personal() -> None:
    UnansweredQuery.objects.record("2017년 보고서")
    assert UnansweredQuery.objects.get().query == "2017년 보고서"


def test_a_flood_fills_no_more_than_a_days_share() -> None:
    rows = [UnansweredQuery(day=today(), query=f"낱말{number}") for number in range(MOST_A_DAY)]
    UnansweredQuery.objects.bulk_create(rows)
    UnansweredQuery.objects.record("또 하나")
    UnansweredQuery.objects.record("낱말7")
    assert UnansweredQuery.objects.count() == MOST_A_DAY
    assert UnansweredQuery.objects.get(query="낱말7").count == 2


def test_they_are_forgotten_after_ninety_days() -> None:
    for days in (90, 91):
        day = today() - datetime.timedelta(days=days)
        UnansweredQuery.objects.create(day=day, query=f"{days}일 전")
    call_command("run_due")
    assert [row.query for row in UnansweredQuery.objects.all()] == ["90일 전"]


def test_staff_see_them_and_go_on_to_a_synonym(admin: Client) -> None:
    UnansweredQuery.objects.record("햇빛 조합&x")
    page = admin.get(reverse(LIST)).content.decode()
    assert "햇빛 조합&amp;x" in page
    assert "?word=%ED%96%87%EB%B9%9B+%EC%A1%B0%ED%95%A9%26x" in page


@pytest.mark.parametrize(
    "name",
    [
        LIST, "content_documentversion_modeladmin_index", "headless_apiclient_modeladmin_index",
        "headless_webhookendpoint_modeladmin_index", "headless_webhookdelivery_modeladmin_index",
        "publications_downloadcount_modeladmin_index",
    ],
)  # fmt: skip
def test_lists_of_records_are_searched_for_any_text(admin: Client, name: str) -> None:
    for text in ("a\0b", "\0", "%", "'", "가" * 10_000):
        assert admin.get(reverse(name), {"q": text}).status_code == 200


def test_editors_read_them_and_outsiders_do_not(client: Client) -> None:
    call_command("setup_groups")
    UnansweredQuery.objects.record("햇빛")
    editor = UserFactory.create()
    editor.groups.add(Group.objects.get(name="편집자"))
    client.force_login(editor)
    assert "햇빛" in client.get(reverse(LIST)).content.decode()
    keeper = UserFactory.create()
    keeper.groups.add(Group.objects.get(name="회원명부 담당"))
    client.force_login(keeper)
    assert client.get(reverse(LIST)).status_code in (302, 403)
