"""Write the OpenAPI document of the API as it is now: `python -m tests.snapshots`."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seoulcoop.settings.test")
django.setup()

from tests.snapshots.documents import CURRENT, current_text

CURRENT.write_text(current_text(), encoding="utf-8")
