#!/usr/bin/env python
"""Run a management command of the site, with its data kept beside this file."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seoulcoop.settings.dev")
    os.environ.setdefault("SEOULCOOP_DATA_DIR", str(ROOT / "var"))

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
