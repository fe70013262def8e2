"""What every style sheet keeps to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import seoulcoop

CSS = Path(seoulcoop.__file__).parent / "static/seoulcoop/css"


@pytest.mark.once
@pytest.mark.parametrize("name", ["tokens.css", "style.css", "print.css"])
def test_every_rule_stands_in_a_layer(name: str) -> None:
    """So the order of the sheets decides nothing, and a later layer always wins."""
    text = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    depth, at_top, heads = 0, "", []
    for character in text:
        if character == "{":
            if not depth:
                heads.append(at_top.strip())
            depth += 1
        elif character == "}":
            depth -= 1
            at_top = ""
        elif not depth:
            at_top = "" if character == ";" else at_top + character
    assert heads
    assert [head for head in heads if not head.startswith(("@layer ", "@page"))] == []


@pytest.mark.once
def test_korean_lines_break_between_words() -> None:
    assert "word-break: keep-all" in (CSS / "style.css").read_text(encoding="utf-8")
