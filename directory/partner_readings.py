"""Partners who read contact persons through the API, in the audit log: once for each request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import LogFormatter, log

from headless.models import ApiClient

GIVEN = "directory.give_contacts"


def record_reading(client: ApiClient, request: HttpRequest, keys: list[Any]) -> None:
    """One line of the log: whose key, from which address of the API, and which persons.

    The persons stand there by their numbers, so that the log names nobody.
    """
    log(client, GIVEN, data={"address": request.path, "contacts": keys})


class ReadingFormatter(LogFormatter):
    """What the log says of such a reading."""

    label = _("Give contact persons to a partner")

    def format_message(self, log_entry: Any) -> str:
        count = len(log_entry.data.get("contacts", []))
        message = ngettext(
            "%(count)d contact person given to the partner at %(address)s",
            "%(count)d contact persons given to the partner at %(address)s",
            count,
        )
        return message % {"count": count, "address": log_entry.data.get("address", "")}
