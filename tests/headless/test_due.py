"""What the apps have the minute job do."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from headless import due
from headless.due import register_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "_due_work", [])


def test_registered_work_is_done_once_each_minute() -> None:
    done = []
    work = register_due(lambda: done.append("work"))
    register_due(work)
    call_command("run_due")
    assert done == ["work"]


def test_work_that_fails_is_logged_and_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = []

    def broken() -> None:
        raise RuntimeError

    register_due(broken)
    register_due(lambda: done.append("work"))
    call_command("run_due")
    assert done == ["work"]
    assert "broken" in caplog.text
