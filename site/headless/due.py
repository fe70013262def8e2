"""Work of the apps that becomes due with time alone; `manage.py run_due` does it every minute."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.apps import apps
from django.db.models import Min, Model
from django.utils import timezone
from wagtail.models import AbstractPage, DraftStateMixin, Page, Revision

logger = logging.getLogger(__name__)

DueWork = Callable[[], object]
NextDue = Callable[[], datetime.datetime | None]

_due_work: list[DueWork] = []
_next_due: list[NextDue] = []


def register_due(work: DueWork) -> DueWork:
    """Have `work` done every minute; called from `ready()`.

    It takes nothing, finds out itself what is due, opens its own transaction, and may run again
    at any time.
    """
    if work not in _due_work:
        _due_work.append(work)
    return work


def register_next_due(find: NextDue) -> NextDue:
    """Let no answer be cached past the time that `find` tells; called from `ready()`.

    It answers the next moment, later than now, at which time alone alters something that anybody
    may read, and None where there is none.
    """
    if find not in _next_due:
        _next_due.append(find)
    return find


def next_due() -> datetime.datetime | None:
    """The next moment at which time alone alters something."""
    return min((due for find in _next_due if (due := find())), default=None)


def next_publication_or_expiry() -> datetime.datetime | None:
    """When the next page or snippet goes live or expires."""
    now = timezone.now()
    expiring = [
        model._base_manager.filter(live=True, expire_at__gt=now).aggregate(due=Min("expire_at"))
        for model in expiring_models()
    ]
    scheduled = Revision.objects.filter(approved_go_live_at__gt=now)
    planned = scheduled.aggregate(due=Min("approved_go_live_at"))
    return min((found["due"] for found in [*expiring, planned] if found["due"]), default=None)


def expiring_models() -> list[type[Model]]:
    """Page, and every other model that can be published and expires."""
    others = (
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, AbstractPage)
    )
    return [Page, *others]


def do_due_work() -> None:
    """Do all registered work in turn; one that fails is logged and holds up no other."""
    for work in _due_work:
        try:
            work()
        except Exception:
            logger.exception("Due work failed: %s.%s", work.__module__, work.__qualname__)
