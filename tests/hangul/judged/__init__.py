"""Queries with their right answers, the texts they are asked of, and the measures of an answer."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wagtail.models import Page
from wagtail.search.index import insert_or_update_object

from directory.models import Member
from hangul.synonyms import Synonyms
from publications.models import PolicyReportPage, PublicationIndexPage
from seoulcoop.demo.loader import DemoLoader

FOLDER = Path(__file__).parent

SYNONYMS = (
    Synonyms(words=("생협", "생활협동조합", "소비자생활협동조합")),
    Synonyms(words=("신협", "신용협동조합")),
    Synonyms(words=("사협", "사회적협동조합")),
    Synonyms(words=("쿱",), means=("coop",)),
)

FILLER = (
    "면담은 모두 녹음하여 글로 옮겼다.",
    "표에 없는 값은 부록에서 볼 수 있다.",
    "설문지는 우편과 전자우편으로 보냈다.",
    "응답하지 않은 곳에는 전화를 두 번 걸었다.",
    "숫자는 반올림했으므로 더한 값이 다를 수 있다.",
    "그림의 출처는 따로 밝히지 않는 한 필자이다.",
    "도움을 준 모든 분께 고마움을 전한다.",
    "이 글의 생각은 필자의 것이다.",
    "자세한 표본 설계는 둘째 장에 적었다.",
    "비슷한 물음을 다룬 앞선 글이 여럿 있다.",
    "다음 절에서는 그 까닭을 하나씩 짚어 본다.",
    "해마다 같은 달에 같은 방식으로 되풀이했다.",
    "두 집단의 차이는 통계로 뚜렷하지 않았다.",
    "현장에서 들은 말을 그대로 옮기면 다음과 같다.",
    "낱말의 뜻은 책 끝의 풀이를 보라.",
    "남은 물음은 뒤에 올 사람들의 몫이다.",
)
SENTENCES_OF_FILLER = 60


@dataclass(frozen=True)
class Judgement:
    """A query, what is searched, and everything that should be found."""

    text: str
    kind: str
    among: str
    answers: frozenset[str]


def judgements(file: str) -> list[Judgement]:
    """The judgements in one of the files of this folder."""
    with (FOLDER / file).open("rb") as opened:
        rows = tomllib.load(opened)["queries"]
    return [
        Judgement(row["text"], row["kind"], row["among"], frozenset(row["answers"])) for row in rows
    ]


def load_texts() -> None:
    """Fill the site with the leaflet and the reports."""
    DemoLoader(lambda *_: None).load()
    index = PublicationIndexPage.objects.get()
    with (FOLDER / "reports.toml").open("rb") as opened:
        for number, row in enumerate(tomllib.load(opened)["reports"]):
            add_report(index, number, row)


def add_report(index: PublicationIndexPage, number: int, row: dict[str, Any]) -> None:
    """One report, with filler that has nothing to do with any query around its text."""
    sentences = itertools.islice(itertools.cycle(FILLER), number, number + SENTENCES_OF_FILLER)
    filler = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    body = f"{filler}<p>{row['text']}</p>"
    page = PolicyReportPage(
        title=row["title"],
        slug=row["key"],
        summary=row["summary"],
        body=[("paragraph", body)],
    )
    page.tags.add(*row["tags"])
    index.add_child(instance=page)
    insert_or_update_object(page)


def answers(judgement: Judgement) -> list[str]:
    """What the search finds, the best first, by names and slugs."""
    if judgement.among == "members":
        return [member.name for member in Member.objects.search(judgement.text)]
    model = {"reports": PolicyReportPage, "pages": Page}[judgement.among]
    return [page.slug for page in model.objects.search(judgement.text)]


def recall(found: Sequence[str], right: frozenset[str]) -> float:
    """The share of the right answers that was found at all."""
    return len(right.intersection(found)) / len(right)


def r_precision(found: Sequence[str], right: frozenset[str]) -> float:
    """The share of right answers among the first R finds, R being the number of right answers."""
    return len(right.intersection(found[: len(right)])) / len(right)
