import pytest
from django.test import Client
from django.utils import translation
from wagtail.test.utils.form_data import inline_formset

from publications.models import PublicationContributor, publications_contributed_to_by
from tests.editing import PUBLISH, edit_page_address, error_beside, korean, send, typed
from tests.factories import (
    MemberFactory,
    PolicyReportPageFactory,
    SocialValueReportPageFactory,
)

pytestmark = pytest.mark.django_db


def test_a_contributor_with_neither_member_nor_name_is_refused_at_the_name(admin: Client) -> None:
    report = PolicyReportPageFactory.create()
    rows = inline_formset([{"role": "editor", "member": "", "name": "", "id": ""}])
    answer = send(admin, edit_page_address(report), {"contributors": rows}, **PUBLISH)
    message = korean("Choose a member or write a name.")
    assert error_beside(answer, "contributors-0-name") == message
    assert typed(answer, "contributors-0-role") == "editor"


def test_a_contributor_with_both_member_and_name_is_refused_with_both_kept(admin: Client) -> None:
    report = PolicyReportPageFactory.create()
    member = MemberFactory.create()
    row = {"role": "author", "member": member.pk, "name": "김연구", "id": ""}
    rows = inline_formset([row])
    answer = send(admin, edit_page_address(report), {"contributors": rows}, **PUBLISH)
    message = korean("Choose a member or write a name, not both.")
    assert error_beside(answer, "contributors-0-name") == message
    assert typed(answer, "contributors-0-name") == "김연구"
    assert typed(answer, "contributors-0-member") == str(member.pk)
    assert not PublicationContributor.objects.exists()


def test_members_and_others_contribute_in_the_editors_order(admin: Client) -> None:
    report = PolicyReportPageFactory.create()
    member = MemberFactory.create(name="두레생협")
    rows = inline_formset(
        [
            {"role": "author", "member": "", "name": "김연구", "id": "", "ORDER": "2"},
            {"role": "publisher", "member": member.pk, "name": "", "id": "", "ORDER": "1"},
        ]
    )
    send(admin, edit_page_address(report), {"contributors": rows}, **PUBLISH)
    names = [contributor.display_name for contributor in report.contributors.all()]
    assert names == ["두레생협", "김연구"]


def test_a_member_that_contributed_is_called_as_readers_know_it() -> None:
    member = MemberFactory.create(name="두레생협", name_en="Dure")
    contributor = PublicationContributor(member=member)
    assert str(contributor) == "두레생협"
    with translation.override("en"):
        assert contributor.display_name == "Dure"


def test_a_member_lists_what_it_wrote_and_what_it_reported_once() -> None:
    member = MemberFactory.create()
    written = PolicyReportPageFactory.create()
    for role in ("author", "publisher"):
        PublicationContributor.objects.create(publication=written, member=member, role=role)
    reported = SocialValueReportPageFactory.create(organisation=member)
    SocialValueReportPageFactory.create(organisation=member, slug="draft", live=False)
    SocialValueReportPageFactory.create(organisation=MemberFactory.create())
    found = [page.pk for page in publications_contributed_to_by(member)]
    assert sorted(found) == sorted([written.pk, reported.pk])


@pytest.mark.parametrize(("is_body", "kind"), [("on", "Organization"), ("", "Person")])
def test_an_editor_says_whether_a_name_is_that_of_a_body(
    admin: Client, is_body: str, kind: str
) -> None:
    report = PolicyReportPageFactory.create()
    row = {"role": "author", "member": "", "name": "Food and Drink", "id": ""}
    changed = {**row, "is_body": is_body} if is_body else row
    rows = inline_formset([changed])
    send(admin, edit_page_address(report), {"contributors": rows}, **PUBLISH)
    contributor = PublicationContributor.objects.get()
    assert contributor.structured_data() == {"@type": kind, "name": "Food and Drink"}
