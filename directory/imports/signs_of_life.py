"""Whether an import that says it is at work still is: by what it leaves behind, not by a clock."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from directory.models import ImportStatus, MemberImport

# Every batch of rows says that the work goes on; none takes as long.
QUIET = datetime.timedelta(minutes=1)


def is_stalled(of_import: MemberImport) -> bool:
    """Whether it may be begun again: nothing was heard of it, and no transaction writes it."""
    if not of_import.is_at_work or timezone.now() - of_import.touched_at <= QUIET:
        return False
    return of_import.status != ImportStatus.WRITING or not is_being_written(of_import)


def is_being_written(of_import: MemberImport) -> bool:
    """Whether a transaction holds the import. It tells nobody how far it is before it ends."""
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            free = MemberImport.objects.select_for_update(skip_locked=True)
            return not free.filter(pk=of_import.pk).exists()
    return connection.vendor == "sqlite" and is_database_locked()


def is_database_locked() -> bool:
    """Whether somebody else writes the SQLite file just now, whoever it is."""
    database: Any = connection
    if database.in_atomic_block or database.is_in_memory_db():
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (waits,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        except OperationalError:
            return True
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(waits)}")
    return False
