"""Pages that not everybody may read."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import AbstractPage, PageViewRestriction

from tests.factories import StandardPageFactory, UserFactory
from tests.pages import assert_well_formed, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed() -> AbstractPage:
    """A page for one group."""
    page: AbstractPage = StandardPageFactory.create(title="이사회 자료", slug="closed")
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.create(name="이사회"))
    return page


def test_visitors_are_asked_to_log_in(client: Client, closed: AbstractPage) -> None:
    answer = client.get(closed.url, follow=True)
    assert answer.redirect_chain == [("/_util/login/?next=/closed/", 302)]
    page = BeautifulSoup(answer.content, "html.parser")
    assert_well_formed(page)
    assert page.select_one('input[name="next"][value="/closed/"]') is not None
    assert "이사회" not in page.get_text()


def test_wrong_password_is_said_in_korean(client: Client, closed: AbstractPage) -> None:
    form = {"username": "누구", "password": "비밀", "next": closed.url}
    text = client.post("/_util/login/", form).content.decode()
    assert "비밀번호가 맞지 않습니다" in text
    assert 'role="alert"' in text
    assert "비밀" not in text.replace("비밀번호", "")


def test_readers_of_other_groups_are_told_no(client: Client, closed: AbstractPage) -> None:
    client.force_login(UserFactory.create())
    answer = client.get(closed.url)
    assert answer.status_code == 403
    assert "이 페이지는 볼 수 없습니다" in answer.content.decode()
    assert "이사회" not in answer.content.decode()


def test_readers_of_the_group_read_it(client: Client, closed: AbstractPage) -> None:
    reader = UserFactory.create()
    reader.groups.add(Group.objects.get(name="이사회"))
    client.force_login(reader)
    assert "이사회 자료" in visit(client, closed.url).get_text()
