"""What time alone changes."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision

from directory.models import Member
from tests.factories import MemberFactory, StandardPageFactory

pytestmark = pytest.mark.django_db

A_MINUTE = datetime.timedelta(minutes=1)


def test_page_goes_live_when_it_is_due() -> None:
    page = StandardPageFactory.create(live=False)
    page.go_live_at = timezone.now() + A_MINUTE
    page.save_revision().publish()
    call_command("run_due")
    page.refresh_from_db()
    assert not page.live
    let_time_pass(page.latest_revision)
    call_command("run_due")
    page.refresh_from_db()
    assert page.live


def let_time_pass(revision: Revision) -> None:
    """Make what was planned for later have been planned for a minute ago."""
    revision.approved_go_live_at = timezone.now() - A_MINUTE
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()


def test_member_expires_when_it_is_due() -> None:
    member = MemberFactory.create(expire_at=timezone.now() - A_MINUTE)
    call_command("run_due")
    assert not Member.objects.public().filter(pk=member.pk).exists()
