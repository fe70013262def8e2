import datetime

import pytest
from django.db.models import ProtectedError
from django.test import Client
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset

from home.models import HomePage, ProgramIndexPage, ProgramPage, ProgramPublication
from tests.counting import queries_of
from tests.editing import (
    PUBLISH,
    add_page_address,
    edit_page_address,
    error_beside,
    korean,
    send,
    typed,
)
from tests.factories import (
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    only_child,
    site_home,
)

pytestmark = pytest.mark.django_db

BAD_PHONE = "“%(value)s” is not a telephone number. Write it like 02-351-3168."


def program_index() -> ProgramIndexPage:
    return only_child(ProgramIndexPage, "programs")


def test_programs_stand_by_number_and_those_without_last() -> None:
    for number, title in [(None, "번호 없음"), (2, "둘째"), (10, "열째"), (1, "첫째")]:
        ProgramPageFactory.create(number=number, title=title)
    titles = [program.title for program in program_index().programs()]
    assert titles == ["첫째", "둘째", "열째", "번호 없음"]


def test_programs_without_a_number_stand_as_in_the_page_tree() -> None:
    first, second = ProgramPageFactory.create(), ProgramPageFactory.create()
    second.move(first, pos="left")
    assert [program.pk for program in program_index().programs()] == [second.pk, first.pk]


def test_the_overview_shows_public_programs_alone(client: Client) -> None:
    ProgramPageFactory.create(title="공동기금")
    ProgramPageFactory.create(title="초안 사업", live=False)
    private = ProgramPageFactory.create(title="내부 사업")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    text = client.get(program_index().url).content.decode()
    assert "공동기금" in text
    assert "초안 사업" not in text
    assert "내부 사업" not in text


def test_a_malformed_telephone_number_is_refused_at_its_field(admin: Client) -> None:
    changes = {"title": "공동기금", "slug": "fund", "number": "1", "contact_phone": "02-351"}
    answer = send(admin, add_page_address(ProgramPage, program_index()), changes, **PUBLISH)
    assert error_beside(answer, "contact_phone") == korean(BAD_PHONE) % {"value": "02-351"}
    for name, value in changes.items():
        assert typed(answer, name) == value
    assert not ProgramPage.objects.exists()


def test_a_partner_that_is_not_chosen_is_refused_in_its_row(admin: Client) -> None:
    program = ProgramPageFactory.create()
    rows = inline_formset([{"member": "", "role": "운영", "id": ""}])
    answer = send(admin, edit_page_address(program), {"partners": rows}, **PUBLISH)
    assert error_beside(answer, "partners-0-member")
    assert typed(answer, "partners-0-role") == "운영"


def test_a_program_is_saved_with_partners_and_publications(admin: Client) -> None:
    program = ProgramPageFactory.create()
    member = MemberFactory.create(name="두레생협")
    report = PolicyReportPageFactory.create(title="기금 백서")
    changes = {
        "contact_phone": "023513168",
        "partners": inline_formset([{"member": member.pk, "role": "", "id": ""}]),
        "related_publications": inline_formset([{"publication": report.pk, "id": ""}]),
    }
    assert send(admin, edit_page_address(program), changes, **PUBLISH).status_code == 302
    program = ProgramPage.objects.get()
    assert program.contact_phone == "02-351-3168"
    text = Client().get(program.url).content.decode()
    assert "두레생협" in text
    assert "기금 백서" in text


def test_only_publications_can_be_named_as_publications(admin: Client) -> None:
    program = ProgramPageFactory.create()
    rows = inline_formset([{"publication": site_home().pk, "id": ""}])
    answer = send(admin, edit_page_address(program), {"related_publications": rows}, **PUBLISH)
    assert error_beside(answer, "related_publications-0-publication")


def test_partners_that_are_not_public_are_not_shown() -> None:
    program = ProgramPageFactory.create()
    for name, status in [("하나조합", "active"), ("(사)가나조합", "active"), ("탈퇴", "withdrawn")]:
        program.partners.create(member=MemberFactory.create(name=name, status=status))
    program.save()
    names = [member.name for member in ProgramPage.objects.get().public_partners()]
    assert names == ["(사)가나조합", "하나조합"]


def test_publications_of_a_program_stand_newest_first_without_drafts() -> None:
    program = ProgramPageFactory.create()
    for year, live in [(2015, True), (2017, True), (2016, False)]:
        report = PolicyReportPageFactory.create(
            title=str(year), published_on=datetime.date(year, 1, 1), live=live
        )
        program.related_publications.create(publication=report)
    program.save()
    titles = [page.title for page in ProgramPage.objects.get().public_publications()]
    assert titles == ["2017", "2015"]


def test_a_member_that_is_a_partner_cannot_be_deleted() -> None:
    program = ProgramPageFactory.create()
    member = MemberFactory.create()
    program.partners.create(member=member)
    program.save()
    with pytest.raises(ProtectedError):
        member.delete()


def test_a_program_forgets_a_publication_that_is_deleted() -> None:
    program = ProgramPageFactory.create()
    report = PolicyReportPageFactory.create()
    program.related_publications.create(publication=report)
    program.save()
    report.delete()
    assert not ProgramPublication.objects.exists()


def test_programs_live_below_the_overview_and_the_overview_below_the_front_page() -> None:
    program_index()
    home = Page.objects.get(pk=site_home().pk).specific
    assert set(ProgramPage.allowed_parent_page_models()) == {ProgramIndexPage}
    assert ProgramIndexPage.creatable_subpage_models() == [ProgramPage]
    assert ProgramPage.creatable_subpage_models() == []
    assert set(ProgramIndexPage.allowed_parent_page_models()) == {HomePage}
    assert not ProgramIndexPage.can_create_at(home)


def test_the_overview_asks_the_database_as_often_for_12_programs_as_for_3(client: Client) -> None:
    ProgramPageFactory.create_batch(3)
    few = queries_of(client, program_index().url)
    ProgramPageFactory.create_batch(9)
    assert queries_of(client, program_index().url) == few


def test_a_program_asks_the_database_as_often_for_12_partners_as_for_3(client: Client) -> None:
    program = ProgramPageFactory.create()

    def add(number: int) -> None:
        for _ in range(number):
            program.partners.create(member=MemberFactory.create())
            program.related_publications.create(publication=PolicyReportPageFactory.create())
        program.save()

    add(3)
    few = queries_of(client, program.url)
    add(9)
    assert queries_of(client, program.url) == few


def test_a_program_is_found_by_its_tags() -> None:
    program = ProgramPageFactory.create()
    program.tags.add("상호부조")
    program.save()
    program.save()
    ProgramPageFactory.create()
    assert list(ProgramPage.objects.search("상호부조")) == [program]
