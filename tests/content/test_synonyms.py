"""Synonyms as editors keep them."""

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override

from content.models import SearchSynonym
from tests.editing import (
    add_snippet_address,
    edit_snippet_address,
    error_beside,
    korean,
    send,
    typed,
)

pytestmark = pytest.mark.django_db


def add(admin: Client, **fields: str) -> HttpResponse:
    values = {"word": "생협", "equivalents": "생활협동조합", "direction": "two-way", **fields}
    return send(admin, add_snippet_address(SearchSynonym), values)


def test_an_editor_adds_words_that_mean_the_same(admin: Client) -> None:
    answer = add(
        admin, word="  생협 ", equivalents="생활협동조합\n\n 소비자생활협동조합 ,생협\n생활협동조합"
    )
    assert answer.status_code == 302
    synonym = SearchSynonym.objects.get()
    assert synonym.words == ["생협", "생활협동조합", "소비자생활협동조합"]
    assert synonym.equivalents == "생활협동조합\n소비자생활협동조합"
    assert not synonym.is_one_way


def test_a_word_may_find_others_that_do_not_find_it(admin: Client) -> None:
    add(admin, word="상조", equivalents="장례", direction="one-way")
    assert SearchSynonym.objects.get().is_one_way


@pytest.mark.parametrize(
    ("equivalents", "message"),
    [
        ("생협", "Give at least one word that differs from the first."),
        (" , \n ", "Give at least one word that differs from the first."),
        ("\n".join(f"낱말{number}" for number in range(21)), "These are more than 20 words."),
        ("!!!", "has no letter and no digit"),
        ("가" * 51, "is longer than 50 characters"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_beside_its_field(
    admin: Client, equivalents: str, message: str
) -> None:
    answer = add(admin, equivalents=equivalents)
    assert error_beside(answer, "equivalents")
    assert typed(answer, "word") == "생협"
    assert not SearchSynonym.objects.exists()
    with override("en"), pytest.raises(ValidationError, match=message):
        SearchSynonym(word="생협", equivalents=equivalents).clean()


def test_a_word_has_one_entry(admin: Client) -> None:
    add(admin)
    assert error_beside(add(admin, equivalents="쿱"), "word")


def test_an_entry_can_be_changed(admin: Client) -> None:
    add(admin)
    synonym = SearchSynonym.objects.get()
    send(admin, edit_snippet_address(synonym), {"equivalents": "쿱"})
    assert SearchSynonym.objects.get().words == ["생협", "쿱"]


def test_the_word_may_come_with_the_address(admin: Client) -> None:
    answer = admin.get(add_snippet_address(SearchSynonym), {"word": "쿱" * 60})
    assert typed(answer, "word") == "쿱" * 50
    assert korean("Search synonyms") == "검색 동의어"
