from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.test.utils.form_data import rich_text, streamfield

from content.blocks import RICH_TEXT_FEATURES, BodyBlock, ButtonBlock
from home.models import StandardPage
from tests.editing import PUBLISH, add_page_address, block_arguments, korean, present_fields, send
from tests.factories import DocumentFactory, ImageFactory, StandardPageFactory, site_home

BUTTON_MESSAGE = "Choose a page or write a web address, one of the two."

CHECKABLE_BLOCKS = {
    "heading": ({"text": "가입 안내", "level": "2"}, "가입 안내"),
    "paragraph": ("<p>누구나 <b>가입</b></p>", "누구나 <b>가입</b>"),
    "quote": ({"text": "함께 가면 멀리 간다", "source": "속담"}, "함께 가면 멀리 간다"),
    "callout": ({"kind": "tip", "text": "<p>먼저 상담하세요</p>"}, "먼저 상담하세요"),
    "steps": (
        {"title": "절차", "steps": [{"title": "신청서", "text": "<p>작성</p>"}]},
        "신청서",
    ),
    "accordion": ({"items": [{"title": "회비는?", "text": "<p>2만원</p>"}]}, "회비는?"),
    "table": (
        {
            "columns": [
                {"type": "text", "heading": "구분"},
                {"type": "number", "heading": "금액"},
            ],
            "rows": [{"values": ["출연회원", 20000]}],
            "caption": "기금 회원",
        },
        "출연회원",
    ),
    "button": ({"label": "신청하기", "page": None, "url": "https://example.org"}, "신청하기"),
}


def body_of(block: str, value: Any) -> Any:
    return BodyBlock().to_python([{"type": block, "value": value}])


@pytest.mark.django_db
@pytest.mark.parametrize("block", list(CHECKABLE_BLOCKS))
def test_every_block_shows_what_was_written_in_it(block: str) -> None:
    value, shown = CHECKABLE_BLOCKS[block]
    assert shown in str(body_of(block, value))


@pytest.mark.django_db
def test_a_document_block_falls_back_to_the_documents_title() -> None:
    document = DocumentFactory.create(title="정관")
    assert "정관" in str(body_of("document", {"document": document.pk, "label": ""}))
    labelled = str(body_of("document", {"document": document.pk, "label": "정관 전문"}))
    assert "정관 전문" in labelled
    assert document.url in labelled


@pytest.mark.django_db
def test_a_picture_is_shown_with_its_description_and_caption() -> None:
    picture = {"image": ImageFactory.create().pk, "alt_text": "창립총회", "decorative": False}
    shown = str(body_of("image", {"image": picture, "caption": "2013년"}))
    assert 'alt="창립총회"' in shown
    assert "2013년" in shown


@pytest.mark.django_db
def test_text_that_an_editor_types_cannot_bring_markup_along() -> None:
    shown = str(body_of("heading", {"text": "<script>alert(1)</script>", "level": "2"}))
    assert "<script>" not in shown


def test_rich_text_offers_no_headings_of_its_own() -> None:
    assert not {"h1", "h2", "h3", "h4"} & set(RICH_TEXT_FEATURES)


@pytest.mark.django_db
@pytest.mark.parametrize("both", [True, False])
def test_a_button_leads_to_exactly_one_place(both: bool) -> None:
    block = ButtonBlock()
    page = StandardPageFactory.create()
    value = {
        "label": "신청",
        "page": page.pk if both else None,
        "url": "https://example.org" if both else "",
    }
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python(value))
    assert list(refusal.value.block_errors) == ["page"]


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["page", "url"])
def test_a_button_with_one_target_is_accepted(target: str) -> None:
    block = ButtonBlock()
    targets = {"page": StandardPageFactory.create().pk, "url": "https://example.org"}
    value = {"label": "신청", "page": None, "url": "", target: targets[target]}
    assert block.clean(block.to_python(value))[target]


@pytest.mark.parametrize("both", [True, False])
def test_the_editor_names_a_buttons_fault_at_its_page_and_keeps_what_was_typed(
    admin: Client, both: bool
) -> None:
    home = site_home()
    button = {
        "label": "여기서 신청",
        "page": str(home.pk) if both else "",
        "url": "https://example.org" if both else "",
    }
    answer = send(
        admin,
        add_page_address(StandardPage, home),
        {"title": "안내", "slug": "guide", "body": streamfield([("button", button)])},
        **PUBLISH,
    )
    assert answer.status_code == 200
    refusal = answer.context["form"].errors.as_data()["body"][0]
    assert isinstance(refusal, StreamBlockValidationError)
    assert refusal.block_errors[0].block_errors["page"].messages == [korean(BUTTON_MESSAGE)]
    shown = block_arguments(answer, "body")
    assert korean(BUTTON_MESSAGE) in shown
    assert "여기서 신청" in shown
    assert not StandardPage.objects.exists()


def test_a_body_typed_in_the_editor_is_stored_in_the_editors_order(admin: Client) -> None:
    home = site_home()
    body = streamfield(
        [
            ("heading", {"text": "첫째", "level": "2"}),
            ("paragraph", rich_text("<p>둘째</p>", features=RICH_TEXT_FEATURES)),
        ]
    )
    send(
        admin,
        add_page_address(StandardPage, home),
        {"title": "안내", "slug": "guide", "body": body},
        **PUBLISH,
    )
    page = StandardPage.objects.get()
    assert [block.block_type for block in page.body] == ["heading", "paragraph"]
    assert page.body[0].value["text"] == "첫째"


def test_a_body_may_stay_empty(admin: Client) -> None:
    home = site_home()
    address = add_page_address(StandardPage, home)
    assert present_fields(admin, address)["body-count"] == "0"
    send(admin, address, {"title": "안내", "slug": "guide"}, **PUBLISH)
    assert StandardPage.objects.get().live


def table_of(columns: list[dict[str, str]], *rows: list[Any]) -> BeautifulSoup:
    value = {"columns": columns, "rows": [{"values": row} for row in rows], "caption": ""}
    with translation.override("ko"):
        return BeautifulSoup(str(body_of("table", value)), "html.parser")


NUMBERS = [
    {"type": "text", "heading": "연도별"},
    {"type": "number", "heading": "연도"},
    {"type": "number", "heading": "금액"},
]


def test_headings_of_numbers_stand_as_their_numbers_do() -> None:
    table = table_of(NUMBERS, ["가", 2024, 1])
    assert [cell.get("class") for cell in table.select("thead th")] == [
        None, ["is-number"], ["is-number"],
    ]  # fmt: skip
    assert [cell.get("class") for cell in table.select("td")] == [["is-number"], ["is-number"]]


def test_thousands_are_set_apart_in_columns_of_large_numbers_but_not_in_years() -> None:
    table = table_of(NUMBERS, ["가", 2024, 1500000], ["나", 2025, "1200.5"], ["다", None, None])
    rows = [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]
    assert rows == [["2024", "1,500,000"], ["2025", "1,200.5"], ["", ""]]


def test_a_table_of_numbers_only_has_its_first_column_as_row_headings() -> None:
    table = table_of(NUMBERS[1:], [2024, 10000])
    assert table.select("thead th")[0].get("class") is None
    assert table.select_one("tbody th").get_text() == "2024"
    assert table.select_one("td").get_text() == "10,000"


def test_blocks_of_a_body_stand_beside_each_other_without_wrapping() -> None:
    """The sheets space them by what follows what."""
    body = BodyBlock().to_python(
        [
            {"type": "heading", "value": {"text": "제목", "level": "2"}},
            {"type": "paragraph", "value": "<p>하나</p><p>둘</p>"},
        ]
    )
    shown = BeautifulSoup(body.render_as_block(), "html.parser")
    assert [element.name for element in shown.find_all(recursive=False)] == ["h2", "p", "p"]
