"""The 25 districts as tiles that stand where the districts lie; the style sheet places them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from content.facets import Facet, FacetChoice
from directory.districts import District

# Row by row from the north-west, so that the keyboard goes over the map as the eye does.
ROWS = (
    (District.GANGBUK, District.DOBONG),
    (District.EUNPYEONG, District.JONGNO, District.SEONGBUK, District.NOWON),
    (District.SEODAEMUN, District.JUNG, District.DONGDAEMUN, District.JUNGNANG),
    (
        District.GANGSEO, District.MAPO, District.YONGSAN, District.SEONGDONG,
        District.GWANGJIN, District.GANGDONG,
    ),
    (
        District.YANGCHEON, District.YEONGDEUNGPO, District.DONGJAK, District.SEOCHO,
        District.GANGNAM, District.SONGPA,
    ),
    (District.GURO, District.GWANAK),
    (District.GEUMCHEON,),
)  # fmt: skip
MANY = 3

# A syllable of a romanised name with another after it: Seo-dae-mun, Yeong-deung-po.
SYLLABLE = re.compile(
    r"([^aeiou]*[aeiou]+(?:ng|n|k|l|m)?)(?=(?:ch|[bdghjkmnprst])[yw]?[aeiou])", re.IGNORECASE
)
SOFT_HYPHEN = "\N{SOFT HYPHEN}"


@dataclass(frozen=True)
class DistrictTile:
    """A district on the map, with how many members are at home in it."""

    code: str
    short_name: str
    suffix: str
    choice: FacetChoice

    @property
    def divided_name(self) -> str:
        """The name, which may be divided between syllables where its tile is narrow."""
        return SYLLABLE.sub(rf"\1{SOFT_HYPHEN}", self.short_name)

    @property
    def density(self) -> str:
        """How its tile is tinted."""
        if not self.choice.count:
            return ""
        return "many" if self.choice.count >= MANY else "some"


def district_tiles(districts: Facet) -> list[DistrictTile]:
    """A tile for each district of the facet, in reading order."""
    choices = {choice.value: choice for choice in districts.choices}
    codes = [district.value for row in ROWS for district in row]
    return [tile(choices[code]) for code in codes if code in choices]


def tile(choice: FacetChoice) -> DistrictTile:
    """The tile's name leaves out what all districts share: 강서(구), Gangseo(-gu)."""
    name = str(choice.label)
    short = name.removesuffix("-gu").removesuffix("구")
    return DistrictTile(choice.value, short, name.removeprefix(short), choice)
