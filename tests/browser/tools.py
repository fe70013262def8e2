"""Measuring tools that are no Python packages: where they are, or how to get them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.browser.public_site import ROOT

# Git leaves this folder alone; `.ci/run` fills it.
FOLDER = ROOT / ".tools" / "node_modules"
INSTALL = "npm install --prefix .tools --no-save"


def java_and_vnu() -> tuple[str, Path]:
    """The Java runtime and the Nu Html Checker; where one is missing, the test is skipped."""
    java, jar = shutil.which("java"), FOLDER / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if java is None:
        pytest.skip("needs Java; on Debian or Ubuntu: apt-get install default-jre-headless")
    if not jar.exists():
        pytest.skip(f"needs the Nu Html Checker: {INSTALL} vnu-jar")
    return java, jar


def node_and_lighthouse() -> tuple[str, Path]:
    """Node and Lighthouse's program; where one is missing, the test is skipped."""
    node, program = shutil.which("node"), FOLDER / "lighthouse" / "cli" / "index.js"
    if node is None:
        pytest.skip("needs Node 18.20 or later; on Debian or Ubuntu: apt-get install nodejs npm")
    if not program.exists():
        pytest.skip(f"needs Lighthouse: {INSTALL} lighthouse@12")
    return node, program
