"""Publishing a publication, by whatever door: possible personal data has to be ticked off first.

The page editor asks for it. What publishes without the editor (the list's bulk action, an approval
on the first page of the admin, an API) cannot ask, and is refused where something is open. What
time alone publishes was asked for when it was scheduled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import (
    PublishPagePermissionError,
    PublishPageRevisionAction,
)

from publications.content_checks import Notice, notices_of
from publications.page_forms import draft_of


class UncheckedPersonalDataError(PublishPagePermissionError):
    """Somebody publishes what holds possible personal data that nobody has looked at."""

    def __init__(self, page: Any, notices: Sequence[Notice]) -> None:
        places = ", ".join(dict.fromkeys(notice.place for notice in notices))
        super().__init__(
            _("“%(title)s” was not published: what may be personal data (%(places)s) has to be "
              "ticked off in the editor first.")
            % {"title": page.title, "places": places}
        )  # fmt: skip
        self.page = page


class PublishCheckedAction(PublishPageRevisionAction):
    """Publishes a page. Raises UncheckedPersonalDataError for a publication with open findings."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        if self.user is not None:
            refuse_unchecked(self.object)


def refuse_unchecked(page: Any) -> None:
    """Raise UncheckedPersonalDataError where `page`, as it is in memory, has open findings."""
    if not hasattr(page, "personal_data_clearances"):
        return
    unchecked = [notice for notice in notices_of(draft_of(page)) if notice.is_open]
    if unchecked:
        raise UncheckedPersonalDataError(page, unchecked)
