import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Member, MemberCategory, Sector
from directory.viewsets import MemberContactViewSet
from tests.counting import queries_of
from tests.editing import (
    PUBLISH,
    add_snippet_address,
    edit_snippet_address,
    error_beside,
    present_fields,
    send,
    soup,
)
from tests.factories import (
    DirectoryPageFactory,
    MemberCategoryFactory,
    MemberContactFactory,
    MemberFactory,
    SectorFactory,
)


def list_address(model: type) -> str:
    return reverse(model.snippet_viewset.get_url_name("list"))


def contact_address(name: str, *args: int) -> str:
    return reverse(f"{MemberContactViewSet().url_namespace}:{name}", args=args)


@pytest.mark.parametrize("model", [Member, MemberCategory, Sector])
def test_the_form_for_a_new_snippet_opens(admin: Client, model: type) -> None:
    assert admin.get(add_snippet_address(model)).status_code == 200


@pytest.mark.parametrize("factory", [MemberFactory, MemberCategoryFactory, SectorFactory])
def test_the_form_of_an_existing_snippet_opens(admin: Client, factory: type) -> None:
    assert admin.get(edit_snippet_address(factory.create())).status_code == 200


def test_contact_persons_have_forms_of_their_own(admin: Client) -> None:
    contact = MemberContactFactory.create()
    assert admin.get(contact_address("index")).status_code == 200
    assert admin.get(contact_address("add")).status_code == 200
    assert admin.get(contact_address("edit", contact.pk)).status_code == 200


def test_the_list_of_contact_persons_names_nobody(admin: Client) -> None:
    contact = MemberContactFactory.create(name="홍길동담당")
    assert contact.name not in admin.get(contact_address("index")).content.decode()


def test_the_member_form_has_a_tab_for_each_thing_its_keeper_thinks_of(admin: Client) -> None:
    page = soup(admin.get(add_snippet_address(Member)))
    assert len(page.find_all(attrs={"role": "tab"})) == 4


@pytest.mark.parametrize("factory", [MemberFactory, MemberCategoryFactory, SectorFactory])
def test_a_form_sent_back_unchanged_is_accepted(admin: Client, factory: type) -> None:
    snippet = factory.create()
    assert send(admin, edit_snippet_address(snippet), {}, **PUBLISH).status_code == 302


@pytest.mark.parametrize(
    "query", ["", "q=협동조합", "status=active", "district=11500", "ordering=name"]
)
def test_the_list_of_members_opens_with_search_and_filters(admin: Client, query: str) -> None:
    MemberFactory.create()
    assert admin.get(f"{list_address(Member)}?{query}").status_code == 200


def test_the_list_of_members_finds_a_name(admin: Client) -> None:
    MemberFactory.create(name="한살림서울")
    MemberFactory.create(name="두레생협")
    text = admin.get(list_address(Member), {"q": "한살림서울"}).content.decode()
    assert "한살림서울" in text
    assert "두레생협" not in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_of_members_can_be_exported(admin: Client, kind: str) -> None:
    MemberFactory.create(name="한살림서울")
    answer = admin.get(list_address(Member), {"export": kind})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert content
    if kind == "csv":
        assert "한살림서울" in content.decode()


def test_the_list_of_members_costs_the_same_at_any_length(admin: Client) -> None:
    MemberFactory.create_batch(3)
    few = queries_of(admin, list_address(Member))
    MemberFactory.create_batch(9)
    assert queries_of(admin, list_address(Member)) == few


def test_the_inspection_of_a_member_opens(admin: Client) -> None:
    member = MemberFactory.create()
    address = reverse(Member.snippet_viewset.get_url_name("inspect"), args=[member.pk])
    assert admin.get(address).status_code == 200


@pytest.mark.parametrize("model", [MemberCategory, Sector])
def test_a_repeated_name_or_slug_is_refused_at_its_field(admin: Client, model: type) -> None:
    model.objects.create(name="돌봄", slug="care")
    answer = send(admin, add_snippet_address(model), {"name": "돌봄", "slug": "care"})
    assert error_beside(answer, "name")
    assert error_beside(answer, "slug")


def test_the_preview_of_a_new_member_shows_what_is_typed(admin: Client) -> None:
    DirectoryPageFactory.create()
    fields = present_fields(admin, add_snippet_address(Member))
    fields["name"] = "미리보기조합"
    fields["category"] = str(MemberCategoryFactory.create().pk)
    address = reverse(Member.snippet_viewset.get_url_name("preview_on_add"))
    assert admin.post(address, fields).json() == {"is_valid": True, "is_available": True}
    answer = admin.get(address)
    assert answer.status_code == 200
    assert "미리보기조합" in answer.content.decode()


def test_the_preview_of_a_member_shows_the_change_before_it_is_saved(admin: Client) -> None:
    DirectoryPageFactory.create()
    member = MemberFactory.create(name="두레생협")
    fields = present_fields(admin, edit_snippet_address(member))
    fields["name"] = "새두레생협"
    address = reverse(Member.snippet_viewset.get_url_name("preview_on_edit"), args=[member.pk])
    admin.post(address, fields)
    assert "새두레생협" in admin.get(address).content.decode()
    member.refresh_from_db()
    assert member.name == "두레생협"
