"""What pages without content of their own ask the database, however much the site holds."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.counting import queries_of
from tests.factories import (
    DirectoryPageFactory,
    MemberFactory,
    PolicyReportPageFactory,
    StandardPageFactory,
    UserFactory,
    site_home,
)

pytestmark = pytest.mark.django_db

MOST = 20
LOGIN = "/_util/login/?next=/closed/"


@pytest.fixture
def site() -> None:
    """A page for a group, a member that left, and a little of the rest."""
    site_home()
    closed = StandardPageFactory.create(title="이사회 자료", slug="closed")
    restriction = PageViewRestriction.objects.create(
        page=closed, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.create(name="이사회"))
    DirectoryPageFactory.create(slug="directory")
    MemberFactory.create(name="떠난조합", slug="gone", status="withdrawn")
    grow("")


def grow(mark: str) -> None:
    MemberFactory.create(name=f"협동조합{mark}")
    PolicyReportPageFactory.create(title=f"협동조합 보고서{mark}")
    StandardPageFactory.create(title=f"협동조합 안내{mark}", show_in_menus=True)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (LOGIN, 200),
        ("/nothing-here/", 404),
        ("/nothing/at/all/", 404),
        ("/directory/nobody/", 404),
        ("/directory/gone/", 410),
        ("/search/", 200),
        ("/search/?q=협동조합", 200),
        ("/search/?q=협동조합&kind=members", 200),
        ("/search/?q=아무것도", 200),
    ],
)
def test_a_page_costs_the_same_however_much_there_is(
    client: Client, site: Any, path: str, status: int
) -> None:
    few = queries_of(client, path, status)
    for number in range(6):
        grow(f" {number}")
    assert queries_of(client, path, status) == few
    assert few <= MOST


def test_a_refusal_costs_the_same_however_much_there_is(client: Client, site: Any) -> None:
    client.force_login(UserFactory.create())
    few = queries_of(client, "/closed/", 403)
    for number in range(6):
        grow(f" {number}")
    assert queries_of(client, "/closed/", 403) == few
    assert few <= MOST


def test_a_wrong_password_costs_no_more_than_the_form(client: Client, site: Any) -> None:
    assert queries_of(client, LOGIN) <= MOST
    client.force_login(UserFactory.create())
    assert queries_of(client, LOGIN) <= MOST
