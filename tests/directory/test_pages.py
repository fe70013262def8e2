import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from directory.models import DirectoryPage
from home.models import HomePage
from tests.counting import queries_of
from tests.factories import (
    DirectoryPageFactory,
    ImageFactory,
    MemberCategoryFactory,
    MemberFactory,
    site_home,
)

pytestmark = pytest.mark.django_db


def test_a_site_has_one_directory_without_pages_below() -> None:
    page = DirectoryPageFactory.create()
    home = Page.objects.get(pk=site_home().pk).specific
    assert DirectoryPage in HomePage.creatable_subpage_models()
    assert not DirectoryPage.can_create_at(home)
    assert page.creatable_subpage_models() == []


def test_the_directory_shows_public_members_alone(client: Client) -> None:
    page = DirectoryPageFactory.create()
    MemberFactory.create(name="보이는조합")
    MemberFactory.create(name="초안조합", live=False)
    MemberFactory.create(name="만료조합", expired=True)
    MemberFactory.create(name="탈퇴조합", status="withdrawn")
    text = client.get(page.url).content.decode()
    assert "보이는조합" in text
    assert not [name for name in ("초안조합", "만료조합", "탈퇴조합") if name in text]


def test_members_stand_by_category_and_name(client: Client) -> None:
    page = DirectoryPageFactory.create()
    second = MemberCategoryFactory.create(sort_order=2)
    first = MemberCategoryFactory.create(sort_order=1)
    MemberFactory.create(name="가나조합", category=second)
    MemberFactory.create(name="하나조합", category=first)
    MemberFactory.create(name="(사)나라조합", category=first)
    members = client.get(page.url).context["members"]
    assert [member.name for member in members] == ["(사)나라조합", "하나조합", "가나조합"]


def test_the_filters_work_in_the_address(client: Client) -> None:
    page = DirectoryPageFactory.create()
    MemberFactory.create(name="강서조합", district="11500")
    MemberFactory.create(name="은평조합", district="11380")
    members = client.get(page.url, {"district": "11380"}).context["members"]
    assert [member.name for member in members] == ["은평조합"]


def test_every_public_member_has_a_page_of_its_own(client: Client) -> None:
    page = DirectoryPageFactory.create()
    member = MemberFactory.create(name="한살림 서울", phone="02-351-3168")
    answer = client.get(f"{page.url}한살림-서울/")
    assert answer.status_code == 200
    assert answer.context["member"] == member
    text = answer.content.decode()
    assert "한살림 서울" in text
    assert 'href="tel:+82-2-351-3168"' in text


@pytest.mark.parametrize(
    "hidden",
    [{"live": False}, {"expired": True}, {"status": "withdrawn", "live": False}],
    ids=str,
)
def test_a_member_that_is_not_public_has_no_page(client: Client, hidden: dict[str, object]) -> None:
    page = DirectoryPageFactory.create()
    member = MemberFactory.create(**hidden)
    assert client.get(f"{page.url}{member.slug}/").status_code == 404
    assert client.get(f"{page.url}none/").status_code == 404


def test_what_members_write_about_themselves_brings_no_script(client: Client) -> None:
    page = DirectoryPageFactory.create()
    member = MemberFactory.create(name="<script>alert(1)</script>", slug="bad")
    for path in (page.url, f"{page.url}{member.slug}/"):
        assert "<script>alert(1)" not in client.get(path).content.decode()


def test_the_directory_asks_the_database_as_often_for_12_members_as_for_3(client: Client) -> None:
    page = DirectoryPageFactory.create()
    MemberFactory.create_batch(3, logo=ImageFactory.create())
    few = queries_of(client, page.url)
    MemberFactory.create_batch(9, logo=ImageFactory.create())
    assert queries_of(client, page.url) == few


def test_the_directorys_editor_opens(admin: Client) -> None:
    page = DirectoryPageFactory.create()
    assert admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_the_system_finds_nothing_wrong_with_search_fields() -> None:
    call_command("check", "--tag=search", "--tag=models", "--fail-level=WARNING", verbosity=0)
