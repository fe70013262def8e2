"""Who on the staff may do what, tried in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowContentType, WorkflowPage

from directory.models import Member
from seoulcoop.groups import DIRECTORY_KEEPERS, EDITORS, MODERATORS, PARTNER_KEEPERS
from seoulcoop.models import User
from tests.factories import MemberContactFactory, MemberFactory, StandardPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def groups() -> None:
    call_command("setup_groups", verbosity=0)


def member_of(group: str) -> User:
    user = UserFactory.create()
    user.groups.add(Group.objects.get(name=group))
    return user


def log_in(client: Client, group: str) -> Client:
    client.force_login(member_of(group))
    return client


def test_command_may_run_again() -> None:
    before = sorted(GroupPagePermission.objects.values_list("group__name", "permission__codename"))
    call_command("setup_groups", verbosity=0)
    after = sorted(GroupPagePermission.objects.values_list("group__name", "permission__codename"))
    assert before == after
    assert Workflow.objects.filter(active=True).count() == 2


def test_command_keeps_what_an_administrator_added() -> None:
    extra = Group.objects.get(name=MODERATORS).permissions.model.objects.get(codename="add_site")
    Group.objects.get(name=EDITORS).permissions.add(extra)
    call_command("setup_groups", verbosity=0)
    assert Group.objects.get(name=EDITORS).permissions.filter(pk=extra.pk).exists()


def test_stock_groups_are_taken_over() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {
        EDITORS, MODERATORS, DIRECTORY_KEEPERS, PARTNER_KEEPERS,
    }  # fmt: skip


def test_editor_writes_pages_and_cannot_publish() -> None:
    page = StandardPageFactory.create()
    permissions = page.permissions_for_user(member_of(EDITORS))
    assert permissions.can_edit()
    assert permissions.can_add_subpage()
    assert permissions.can_submit_for_moderation()
    assert not permissions.can_publish()


def test_moderator_publishes_pages() -> None:
    permissions = StandardPageFactory.create().permissions_for_user(member_of(MODERATORS))
    assert permissions.can_publish()
    assert permissions.can_lock()


def test_keeper_has_no_rights_over_pages() -> None:
    permissions = StandardPageFactory.create().permissions_for_user(member_of(DIRECTORY_KEEPERS))
    assert not permissions.can_edit()


def test_submitted_page_goes_to_the_moderators() -> None:
    page = StandardPageFactory.create()
    workflow = page.get_workflow()
    assert workflow is not None
    assert workflow == WorkflowPage.objects.get(page=Page.get_first_root_node()).workflow
    (task,) = workflow.tasks.all()
    assert task.specific.user_can_access_editor(page, member_of(MODERATORS))
    assert not task.specific.user_can_access_editor(page, member_of(DIRECTORY_KEEPERS))


def test_submitted_member_goes_to_the_keepers() -> None:
    workflow = Member.get_default_workflow()
    assert workflow is not None
    assert WorkflowContentType.objects.get(workflow=workflow).content_type.model == "member"
    (task,) = workflow.tasks.all()
    assert set(task.specific.groups.values_list("name", flat=True)) == {
        DIRECTORY_KEEPERS, MODERATORS,
    }  # fmt: skip


MEMBER_LIST = "wagtailsnippets_directory_member:list"


@pytest.mark.parametrize("group", [EDITORS, MODERATORS, DIRECTORY_KEEPERS])
def test_each_group_sees_the_members(client: Client, group: str) -> None:
    MemberFactory.create(name="한살림서울생활협동조합")
    response = log_in(client, group).get(reverse(MEMBER_LIST))
    assert "한살림서울생활협동조합" in response.content.decode()


@pytest.mark.parametrize(
    ("group", "may_publish"), [(EDITORS, False), (MODERATORS, True), (DIRECTORY_KEEPERS, True)]
)
def test_editor_cannot_publish_a_member(client: Client, group: str, *, may_publish: bool) -> None:
    member = MemberFactory.create()
    url = reverse("wagtailsnippets_directory_member:edit", args=[member.pk])
    content = log_in(client, group).get(url).content.decode()
    assert ('name="action-publish"' in content) == may_publish


@pytest.mark.parametrize(
    ("group", "status"), [(EDITORS, 302), (MODERATORS, 302), (DIRECTORY_KEEPERS, 200)]
)
def test_only_keepers_see_contact_persons(client: Client, group: str, status: int) -> None:
    contact = MemberContactFactory.create(name="홍길동")
    client = log_in(client, group)
    assert client.get(reverse("membercontact:index")).status_code == status
    assert client.get(reverse("membercontact:edit", args=[contact.pk])).status_code == status


def test_moderators_are_told_of_what_waits_for_them(
    django_capture_on_commit_callbacks: Any, mailoutbox: list[EmailMessage]
) -> None:
    reviewer = member_of(MODERATORS)
    reviewer.email = "reviewer@example.org"
    reviewer.save()
    page = StandardPageFactory.create(title="새 소식")
    page.save_revision()
    with django_capture_on_commit_callbacks(execute=True):
        page.get_workflow().start(page, member_of(EDITORS))
    (message,) = mailoutbox
    assert message.to == ["reviewer@example.org"]
    assert "새 소식" in message.subject
