import pytest
from hypothesis import given
from hypothesis import strategies as st

from publications.citing.names import name_of, plain


@pytest.mark.parametrize(
    ("text", "inverted", "abbreviated"),
    [
        ("Jane Mary Doe", "Doe, Jane Mary", "Doe, J. M."),
        ("Doe, Jane", "Doe, Jane", "Doe, J."),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig", "van Beethoven, L."),
        ("Jean-Paul Sartre", "Sartre, Jean-Paul", "Sartre, J.-P."),
        ("KIM Minsu", "Kim, Minsu", "Kim, M."),
        ("Plato", "Plato", "Plato"),
        ("김연구", "김연구", "김연구"),
        ("남궁 민수", "남궁 민수", "남궁 민수"),
        ("王小明", "王小明", "王小明"),
        ("Doe,", "Doe", "Doe"),
        (",", "", ""),
        ("", "", ""),
        ("-", "-", "-"),
    ],
)
def test_a_name_is_turned_around_where_its_language_does_so(
    text: str, inverted: str, abbreviated: str
) -> None:
    name = name_of(text, is_body=False)
    assert name.inverted.strip(", ") == inverted
    assert name.abbreviated.strip(", ") == abbreviated


def test_a_body_is_never_taken_apart() -> None:
    name = name_of("International Co-operative Alliance", is_body=True)
    assert name.inverted == name.abbreviated == "International Co-operative Alliance"


@given(st.text())
def test_any_text_is_some_name_on_one_line(text: str) -> None:
    name = name_of(text, is_body=False)
    for form in (name.text, name.inverted, name.abbreviated):
        assert plain(form) == form.strip()
