import pytest
from django.http import QueryDict

from directory.filters import MemberFilterForm
from directory.models import Member
from tests.factories import MemberCategoryFactory, MemberFactory

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    members = MemberFilterForm(QueryDict(query)).narrowed(Member.objects.public())
    return [member.name for member in members.in_name_order()]


def test_without_filters_every_member_is_found() -> None:
    MemberFactory.create_batch(3)
    assert len(found("")) == 3


def test_category_standing_and_district_narrow_the_list_together() -> None:
    regional = MemberCategoryFactory.create(slug="regional")
    associate = MemberCategoryFactory.create(slug="associate", standing="associate")
    MemberFactory.create(name="강서구협의회", category=regional, district="11500")
    MemberFactory.create(name="은평구협의회", category=regional, district="11380")
    MemberFactory.create(name="강서준회원", category=associate, district="11500")
    assert found("category=regional") == ["강서구협의회", "은평구협의회"]
    assert found("standing=associate") == ["강서준회원"]
    assert found("district=11500") == ["강서구협의회", "강서준회원"]
    assert found("district=11500&standing=full") == ["강서구협의회"]


@pytest.mark.parametrize(
    "query",
    ["category=none", "standing=half", "district=99999", "category=%00", "q=%00",
     "q=" + "가" * 101],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_finds_nobody(query: str) -> None:
    MemberFactory.create()
    assert found(query) == []


def test_an_unknown_parameter_changes_nothing() -> None:
    MemberFactory.create()
    assert len(found("utm_source=letter")) == 1


@pytest.mark.parametrize(
    "text",
    ["강서구협동조합협의회", "협동조합", "강서구 협동조합", "Gangseo", "gangseo", "강서협",
     "ㄱㅅㄱ", "ㅎㄷㅈㅎ", " 강서구 "],
)  # fmt: skip
def test_a_member_is_found_by_part_of_any_name(text: str) -> None:
    MemberFactory.create(
        name="강서구협동조합협의회", name_en="Gangseo Council", short_name="강서협"
    )
    MemberFactory.create(name="다른생협", name_en="Other", short_name="다른")
    assert found(f"q={text}") == ["강서구협동조합협의회"]


def test_initials_with_a_space_are_found_as_well() -> None:
    MemberFactory.create(name="한살림")
    assert found("q=ㅎ ㅅㄹ") == ["한살림"]


def test_names_typed_as_separate_letters_are_found() -> None:
    MemberFactory.create(name="한살림")
    assert found("q=\u1112\u1161\u11ab\u1109\u1161\u11af") == ["한살림"]


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\\", "(사)", "()", "😀"])
def test_no_input_breaks_the_filter(text: str) -> None:
    MemberFactory.create(name="한살림")
    assert found(QueryDict(mutable=True).urlencode() + "q=" + text.replace("%", "%25")) in (
        [],
        ["한살림"],
    )


def test_wildcards_of_sql_stand_for_themselves() -> None:
    MemberFactory.create(name="한살림")
    assert found("q=%25") == []
    assert found("q=한_림") == []
