import datetime
import json

from django.template import Context, Template
from django.utils import translation

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


def test_structured_data_cannot_leave_its_script_element() -> None:
    data = {"name": "</script><script>alert(1)</script> & <!-- 가"}
    shown = rendered("{% json_ld data %}", data=data)
    inside = shown.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert json.loads(inside) == data


def test_structured_data_keeps_hangul_readable_and_writes_dates() -> None:
    shown = rendered("{% json_ld data %}", data={"name": "협동조합", "date": JUNE_27})
    assert "협동조합" in shown
    assert '"2013-06-27"' in shown
