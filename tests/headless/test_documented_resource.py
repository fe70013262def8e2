"""What docs/api-resources.md tells another project to write, written into one and asked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.migrated import ROOT

pytestmark = [pytest.mark.embedded, pytest.mark.once]

PLACES = ("portal/settings/base.py", "home/models.py", "portal/urls.py")
OURS = ("DJANGO_", "SEOULCOOP_", "DATABASE_URL", "PYTHONPATH")
ASKED = """
import json
from django.test import Client
from home.models import Event
from wagtail.models import Page

client = Client()
ask = lambda path: json.loads(b"".join(client.get(f"/api/v1/{path}")))
start = ask("")["cursor"]
about = "<p>모두 오세요.</p>"
Event.objects.create(title="총회", slug="assembly", starts_on="2026-03-02", about=about)
Event.objects.create(title="창립", slug="founding", starts_on="2013-06-27")
print(json.dumps({
    "list": ask("events/?order=starts_on"),
    "range": ask("events/?starts_on_from=2020-01-01"),
    "one": ask("events/assembly/?rich_text_format=markdown"),
    "pages": ask("pages/"),
    "changes": ask(f"changes/?since={start}"),
    "paths": sorted(ask("openapi.json")["paths"]),
}))
"""


def documented() -> list[str]:
    """The pieces of Python that the page shows, in its order."""
    text = (ROOT / "docs" / "api-resources.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def run(*command: str, folder: Path) -> str:
    """The command's output, in a project that knows nothing of this one but what is installed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        command, cwd=folder, env=kept, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the API of the new project says."""
    folder = tmp_path_factory.mktemp("other") / "portal"
    folder.mkdir()
    wagtail = str(Path(sys.executable).with_name("wagtail"))
    run(wagtail, "start", "portal", str(folder), folder=folder)
    for place, lines in zip(PLACES, documented(), strict=True):
        with (folder / place).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{lines}")
    manage = (sys.executable, "-W", "ignore", "manage.py")
    run(*manage, "makemigrations", "home", folder=folder)
    run(*manage, "migrate", "-v0", folder=folder)
    told = run(*manage, "shell", "-v0", "--no-imports", "-c", ASKED, folder=folder)
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def test_type_has_a_list_and_details_with_its_fields(answers: dict[str, Any]) -> None:
    assert [item["title"] for item in answers["list"]["items"]] == ["창립", "총회"]
    assert answers["list"]["items"][1]["about"] == "<p>모두 오세요.</p>"
    assert answers["one"]["about"] == "모두 오세요."
    assert answers["one"]["meta"]["type"] == "home.Event"


def test_dates_become_ranges(answers: dict[str, Any]) -> None:
    assert [item["title"] for item in answers["range"]["items"]] == ["총회"]


def test_change_feed_tells_of_it(answers: dict[str, Any]) -> None:
    items = answers["changes"]["items"]
    assert {(item["action"], item["type"]) for item in items} == {("published", "home.Event")}
    assert len(items) == 2


def test_it_is_documented_and_pages_are_there_anyway(answers: dict[str, Any]) -> None:
    assert {"/api/v1/events/", "/api/v1/events/{key}/"} <= set(answers["paths"])
    assert [item["meta"]["type"] for item in answers["pages"]["items"]] == ["home.HomePage"]
