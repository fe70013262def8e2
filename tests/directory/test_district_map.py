"""The tiles of the 25 districts."""

from __future__ import annotations

import pytest

from content.facets import FacetChoice
from directory.district_map import SOFT_HYPHEN, tile


@pytest.mark.parametrize(
    ("label", "divided"),
    [
        ("Yeongdeungpo-gu", "Yeong-deung-po"),
        ("Seodaemun-gu", "Seo-dae-mun"),
        ("Eunpyeong-gu", "Eun-pyeong"),
        ("Jung-gu", "Jung"),
        ("영등포구", "영등포"),
        ("중구", "중"),
    ],
)
def test_long_names_are_divided_between_syllables(label: str, divided: str) -> None:
    choice = FacetChoice(value="11560", label=label, count=0, url="", is_chosen=False)
    found = tile(choice)
    assert found.divided_name.replace(SOFT_HYPHEN, "-") == divided
    assert found.short_name + found.suffix == label
