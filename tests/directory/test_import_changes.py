"""What partners hear of an import, and of its undoing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from directory.imports import runs
from directory.imports.undoing import undo
from directory.models import Member
from tests.directory.spreadsheets import xlsx
from tests.factories import MemberCategoryFactory, MemberFactory, UserFactory
from tests.headless.feed_reader import Reader

pytestmark = pytest.mark.django_db

HEADER = ["이름", "분류", "자치구", "전화"]


def imported(rows: list[list[str]]) -> Any:
    of_import = runs.begin(
        xlsx([HEADER, *rows]), "회원.xlsx", UserFactory.create(is_superuser=True)
    )
    of_import.publish = True
    of_import.save()
    runs.compare(of_import)
    of_import.refresh_from_db()
    runs.confirm(of_import)
    of_import.refresh_from_db()
    return of_import


def test_import_and_its_undoing_appear_row_by_row(client: Client) -> None:
    regional = MemberCategoryFactory.create(name="지역협의회", slug="regional")
    fields = {"category": regional, "district": "11380", "phone": "02-351-3168"}
    changed = MemberFactory.create(name="은평협의회", **fields)
    same = MemberFactory.create(name="강서협의회", **fields)
    bystander = MemberFactory.create(category=regional)
    reader = Reader(client)
    reader.follow()
    of_import = imported(
        [
            ["은평협의회", "지역협의회", "은평구", "02-111-2222"],
            ["강서협의회", "지역협의회", "은평구", "02-351-3168"],
            ["새협의회", "지역협의회", "은평구", ""],
        ]
    )
    new = Member.objects.get(name="새협의회")
    assert sorted(reader.follow()) == [("changed", changed.pk), ("published", new.pk)]
    assert reader.copy["directory.Member", changed.pk]["phone"] == "02-111-2222"
    key = new.pk
    undo(of_import, UserFactory.create(is_superuser=True))
    assert sorted(reader.follow()) == [("changed", changed.pk), ("deleted", key)]
    assert reader.copy["directory.Member", changed.pk]["phone"] == "02-351-3168"
    assert {pk for _type, pk in reader.copy} >= {same.pk, bystander.pk}
    assert key not in {pk for _type, pk in reader.copy}
