"""Names and titles offered while somebody types."""

import pytest
from django.test import Client

from directory.models import Member
from tests.factories import DirectoryPageFactory, MemberFactory, PolicyReportPageFactory

pytestmark = pytest.mark.django_db


def labels(client: Client, typed: str) -> list[str]:
    response = client.get("/search/suggestions/", {"q": typed})
    assert response.status_code == 200
    return [each["label"] for each in response.json()["suggestions"]]


def test_members_and_pages_are_offered_with_their_addresses(client: Client) -> None:
    DirectoryPageFactory.create()
    member = MemberFactory.create(name="햇빛발전협동조합")
    report = PolicyReportPageFactory.create(title="햇빛발전 보고서")
    found = client.get("/search/suggestions/", {"q": "햇빛"}).json()["suggestions"]
    assert [each["label"] for each in found] == [member.name, report.title]
    for each in found:
        assert client.get(each["url"]).status_code == 200


def test_initial_consonants_are_enough(client: Client) -> None:
    DirectoryPageFactory.create()
    MemberFactory.create(name="한살림서울생활협동조합")
    assert labels(client, "ㅎㅅㄹ") == ["한살림서울생활협동조합"]


@pytest.mark.parametrize("typed", ["햇빛ㅂ", "햇빛 ㅂ", "햇빛발전ㅎㅈ"])
def test_a_syllable_that_is_being_typed_hides_nothing(client: Client, typed: str) -> None:
    DirectoryPageFactory.create()
    member = MemberFactory.create(name="햇빛발전협동조합")
    report = PolicyReportPageFactory.create(title="햇빛발전 보고서")
    assert labels(client, typed) == [member.name, report.title]


@pytest.mark.parametrize("typed", ["", " ", '"', "%", "가" * 10_000, "a\0b", "🎉", "'; --"])
def test_whatever_is_typed_is_answered(client: Client, typed: str) -> None:
    assert labels(client, typed) == []


def test_the_hidden_is_not_offered(client: Client) -> None:
    DirectoryPageFactory.create()
    Member.objects.filter(pk=MemberFactory.create(name="숨은조합").pk).update(live=False)
    PolicyReportPageFactory.create(title="숨은 보고서").unpublish()
    assert labels(client, "숨은") == []
