import datetime
import json
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from tests.factories import StandardPageFactory

JUNE_27 = datetime.date(2013, 6, 27)


def rendered(source: str, **context: object) -> str:
    return Template("{% load content_tags %}" + source).render(Context(context))


def test_a_date_is_marked_up_with_the_known_part_only() -> None:
    with translation.override("ko"):
        shown = rendered('{% precise_date date "month" %}', date=JUNE_27)
    assert shown == '<time datetime="2013-06">2013년 6월</time>'


def test_a_telephone_link_takes_the_international_form() -> None:
    assert rendered("{{ number|telephone_uri }}", number="02-351-3168") == "+82-2-351-3168"


def test_a_telephone_number_that_is_none_stays_as_it_is() -> None:
    assert rendered("{{ number|telephone_uri }}", number="대표번호") == "대표번호"
    assert rendered("{{ number|telephone_uri }}", number="") == ""


def structured_data_of(data: dict[str, object]) -> str:
    thing = SimpleNamespace(structured_data=lambda request: data)
    return rendered("{% structured_data thing %}", thing=thing, request=None)


def test_structured_data_cannot_leave_its_script_element() -> None:
    data: dict[str, object] = {"name": "</script><script>alert(1)</script> & <!-- 가"}
    shown = structured_data_of(data)
    inside = shown.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert json.loads(inside) == data


def test_structured_data_keeps_hangul_readable_and_writes_dates() -> None:
    shown = structured_data_of({"name": "협동조합", "date": JUNE_27})
    assert "협동조합" in shown
    assert '"2013-06-27"' in shown


@pytest.mark.django_db
def test_breadcrumbs_lead_from_the_front_page_to_a_page_without_a_link(rf: RequestFactory) -> None:
    parent = StandardPageFactory.create(title="소개")
    page = StandardPageFactory.create(title="정관", parent=parent)
    trail = BeautifulSoup(
        rendered("{% breadcrumbs page %}", page=page, request=rf.get("/")), "html.parser"
    )
    links = [(link.get_text(strip=True), link["href"]) for link in trail.find_all("a")]
    assert links == [("홈", "/"), ("소개", parent.url)]
    assert "정관" in trail.get_text()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.example.org/", "www.example.org"),
        ("http://example.org/blog/", "example.org/blog"),
        ("https://blog.example.org/a?b=c", "blog.example.org/a?b=c"),
    ],
)
def test_an_address_is_shown_as_people_write_it(url: str, shown: str) -> None:
    assert rendered("{{ url|shown_address }}", url=url) == shown


def test_addresses_in_a_text_break_after_their_strokes_only() -> None:
    text = "가/나 <b> https://www.example.org/a&b/c-d/."
    assert rendered("{{ text|breakable }}", text=text) == (
        "가/나 &lt;b&gt; https://www.example.org/<wbr>a&amp;b/<wbr>c-d/<wbr>."
    )
