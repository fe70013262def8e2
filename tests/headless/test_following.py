"""Eight processes write, eight follow the change feed, and each ends with what there is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Site

from tests.headless.following import READERS, WRITERS
from tests.migrated import ROOT

# Models are there only after django.setup(), which a module to be run cannot do before its imports.
RUN = (
    "import sys, django; django.setup(); "
    "from tests.headless.following import main; main(*sys.argv[1:])"
)

SECONDS = 30


def results(folder: Path, pattern: str) -> list[Any]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob(pattern))]


def differences(copy: Any, truth: Any, place: str = "") -> Iterator[str]:
    """Where two documents say different things, and what."""
    if isinstance(copy, dict) and isinstance(truth, dict) and copy.keys() == truth.keys():
        for name in copy:
            yield from differences(copy[name], truth[name], f"{place}/{name}")
    elif copy != truth:
        yield f"{place}: {copy} but it is {truth}"


def readers_end_with_what_there_is(url: str, seconds: int, folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", RUN, str(seconds), str(folder)],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "seoulcoop.settings.test",
        },
        check=True,
        timeout=300,
    )
    edits, copies = results(folder, "edits-*.json"), results(folder, "copy-*.json")
    (truth,) = results(folder, "truth.json")
    assert (len(edits), len(copies)) == (WRITERS, READERS)
    assert all(edits)
    done = sum(map(Counter, edits), Counter[str]())
    assert done["import_members"]
    print(f"{done.total()} edits in {seconds} s, {len(truth)} objects: {dict(done)}")
    for copy in copies:
        assert copy.keys() == truth.keys()
        assert list(differences(copy, truth)) == []


def test_followers_miss_nothing(database_url: str, tmp_path: Path) -> None:
    readers_end_with_what_there_is(database_url, SECONDS, tmp_path)


@pytest.mark.django_db
def test_followers_leave_the_tests_own_database_alone() -> None:
    assert Site.objects.count() == 1
