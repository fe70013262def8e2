"""How much of what people should find they do find, and how near the top."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import mean

import pytest

from hangul import synonyms
from tests.hangul import judged

LEAST_RECALL = 0.95
LEAST_R_PRECISION = 0.90


@pytest.fixture(scope="module")
def texts(django_db_setup: None, django_db_blocker: pytest.DjangoDbBlocker) -> Iterator[None]:
    """The leaflet, the reports and the synonyms, for all tests of this module."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            judged.load_texts()
            synonyms.register(kept_by_editors)
            yield
            synonyms.unregister(kept_by_editors)
            transaction.set_rollback(True)


def kept_by_editors() -> tuple[synonyms.Synonyms, ...]:
    return judged.SYNONYMS


@pytest.mark.parametrize("file", ["queries.toml", "set_aside.toml"])
@pytest.mark.usefixtures("texts", "db")
def test_people_find_what_they_look_for(file: str) -> None:
    judgements = judged.judgements(file)
    found = {each: judged.answers(each) for each in judgements}
    recalls = {each: judged.recall(found[each], each.answers) for each in judgements}
    precisions = {each: judged.r_precision(found[each], each.answers) for each in judgements}
    report = "\n".join(
        f"{each.text!r} ({each.kind}): {recalls[each]:.2f} {precisions[each]:.2f} "
        f"lacking {sorted(each.answers - set(found[each]))} found {found[each][:8]}"
        for each in judgements
        if recalls[each] < 1 or precisions[each] < 1
    )
    figures = mean(recalls.values()), mean(precisions.values())
    print(f"{file}: recall {figures[0]:.3f}, R-precision {figures[1]:.3f}\n{report}")
    assert figures[0] >= LEAST_RECALL, report
    assert figures[1] >= LEAST_R_PRECISION, report


def test_at_least_sixty_queries_are_judged_and_a_third_set_aside() -> None:
    seen, set_aside = (len(judged.judgements(f"{name}.toml")) for name in ("queries", "set_aside"))
    assert seen + set_aside >= 60
    assert set_aside * 3 >= seen + set_aside
