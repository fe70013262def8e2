"""Nobody is overwritten by an import, where a database lets several write at once.

By itself, because a test that commits leaves an empty database to the rest of its module.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from directory.imports import runs, undoing, writing
from directory.models import Member
from tests.directory.test_imports import compared
from tests.factories import MemberCategoryFactory, MemberFactory, UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has but one writer."),
]


def is_locked(pk: int) -> bool:
    try:
        with transaction.atomic():
            Member.objects.select_for_update(nowait=True, no_key=True).get(pk=pk)
    except OperationalError:
        return True
    finally:
        connection.close()
    return False


def test_nobody_saves_a_member_while_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    category = MemberCategoryFactory.create(name="지역협의회")
    member = MemberFactory.create(name="은평협의회", category=category, phone="02-351-3168")
    of_import = compared([["이름", "전화"], ["은평협의회", "02-351-9999"]], publish=True)
    write, refused = writing.ImportWriter.write, []

    def write_beside_somebody(self: writing.ImportWriter) -> None:
        with ThreadPoolExecutor(1) as somebody:
            refused.append(somebody.submit(is_locked, member.pk).result())
        write(self)

    monkeypatch.setattr(writing.ImportWriter, "write", write_beside_somebody)
    runs.confirm(of_import)
    assert refused == [True]
    assert Member.objects.get(pk=member.pk).phone == "02-351-9999"
    undoing.undo(of_import, UserFactory.create())
    assert Member.objects.get(pk=member.pk).phone == "02-351-3168"
