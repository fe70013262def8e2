"""The texts of a body, read without what its blocks refer to."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.blocks import BodyBlock
from content.stream_texts import stream_texts
from home.models import StandardPage
from tests.content.test_blocks import CHECKABLE_BLOCKS
from tests.factories import DocumentFactory, ImageFactory, StandardPageFactory, site_home

pytestmark = pytest.mark.django_db


def page_with_every_block() -> StandardPage:
    picture = {"image": ImageFactory.create().pk, "decorative": False, "alt_text": "손을 든 사람들"}
    references: list[Any] = [
        ("image", {"image": picture, "caption": "2024년 총회"}),
        ("document", {"document": DocumentFactory.create().pk, "label": "정관 전문"}),
        ("button", {"label": "첫 화면으로", "page": site_home().pk, "url": ""}),
    ]
    plain = [(name, value) for name, (value, _shown) in CHECKABLE_BLOCKS.items()]
    raw = [{"type": name, "value": value} for name, value in [*plain, *references]]
    page = StandardPageFactory.create(body=BodyBlock().to_python(raw))
    return StandardPage.objects.get(pk=page.pk)


def test_they_are_what_the_index_holds() -> None:
    page = page_with_every_block()
    (field,) = [each for each in page.get_search_fields() if each.field_name == "body"]
    texts = list(stream_texts(page.body))
    assert texts == field.get_value(page)
    assert {"손을 든 사람들", "2024년 총회", "정관 전문", "첫 화면으로", "출연회원"} <= set(texts)


def test_no_picture_document_or_page_is_read_for_them() -> None:
    page = page_with_every_block()
    with CaptureQueriesContext(connection) as queries:
        assert list(stream_texts(page.body))
    assert not queries.captured_queries


def test_lists_of_values_alone_are_read_as_well() -> None:
    item = {"title": "회비는?", "text": "<p>2만원</p>"}
    for items in ([item], [{"type": "item", "id": "1", "value": item}]):
        body = BodyBlock().to_python([{"type": "accordion", "value": {"items": items}}])
        assert list(stream_texts(body)) == ["회비는?", "2만원"]


def test_a_picture_kept_without_a_description_has_none() -> None:
    kept = {"image": ImageFactory.create().pk, "caption": "2024년 총회"}
    body = BodyBlock().to_python([{"type": "image", "value": kept}])
    assert list(stream_texts(body)) == ["2024년 총회"]
