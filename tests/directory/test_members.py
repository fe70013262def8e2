import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.translation import gettext
from wagtail.test.utils.form_data import inline_formset, streamfield

from content.dates import today
from directory.models import Member, MemberFormerName, MemberStatus, Sector
from tests.editing import (
    PUBLISH,
    add_snippet_address,
    edit_snippet_address,
    error_beside,
    korean,
    send,
    typed,
)
from tests.factories import (
    DirectoryPageFactory,
    MemberCategoryFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    SectorFactory,
    SocialValueReportPageFactory,
)

# Not tomorrow, which comes while tests run.
NEXT_WEEK = (today() + datetime.timedelta(days=7)).isoformat()
FUTURE = "This date lies in the future. Check the year."
BOTH_COORDINATES = "Give both latitude and longitude, or neither."

REFUSALS: list[tuple[dict[str, str], str, str]] = [
    (
        {"business_number": "12-345"},
        "business_number",
        "A business registration number has ten digits, like 123-45-67891.",
    ),
    (
        {"business_number": "124-81-00999"},
        "business_number",
        "The digits of this business registration number do not agree. Check for a typo.",
    ),
    (
        {"phone": "02-351"},
        "phone",
        "“%(value)s” is not a telephone number. Write it like 02-351-3168.",
    ),
    (
        {"website": "홈페이지 없음"},
        "website",
        "This is not a web address. Write it like https://www.seoulcoop.org.",
    ),
    ({"status": "withdrawn"}, "left_on", "Say when the member left."),
    (
        {"status": "withdrawn", "joined_on": "2015-03-02", "left_on": "2014-01-01"},
        "left_on",
        "The member cannot have left before it joined.",
    ),
    (
        {"status": "active", "left_on": "2014-01-01"},
        "status",
        "A member with a leaving date has the status “withdrawn”.",
    ),
    ({"latitude": "37.608"}, "longitude", BOTH_COORDINATES),
    ({"longitude": "126.933"}, "latitude", BOTH_COORDINATES),
    ({"founded_on": NEXT_WEEK}, "founded_on", FUTURE),
    ({"joined_on": NEXT_WEEK}, "joined_on", FUTURE),
    ({"verified_on": NEXT_WEEK}, "verified_on", FUTURE),
]


@pytest.mark.parametrize(("changes", "field", "message"), REFUSALS)
def test_what_cannot_be_true_is_refused_at_its_field_and_nothing_is_lost(
    admin: Client, changes: dict[str, str], field: str, message: str
) -> None:
    category = MemberCategoryFactory.create()
    basics = {"name": "(사)한국협동조합연구소", "category": category.pk, "address": "서울 은평구"}
    answer = send(admin, add_snippet_address(Member), {**basics, **changes}, **PUBLISH)
    assert answer.status_code == 200
    assert error_beside(answer, field) == korean(message) % {"value": changes.get(field)}
    assert list(answer.context["form"].errors) == [field]
    for name, value in {**basics, **changes}.items():
        assert typed(answer, name) == str(value)
    assert not Member.objects.exists()


def test_a_draft_has_to_be_true_as_well(admin: Client) -> None:
    basics = {"name": "두레생협", "category": MemberCategoryFactory.create().pk}
    answer = send(admin, add_snippet_address(Member), {**basics, "latitude": "37.608"})
    assert error_beside(answer, "longitude") == korean(BOTH_COORDINATES)
    assert typed(answer, "name") == "두레생협"


def test_several_faults_are_named_at_once(admin: Client) -> None:
    category = MemberCategoryFactory.create()
    changes = {
        "name": "강서구협동조합협의회",
        "category": category.pk,
        "phone": "모름",
        "latitude": "37.5",
        "founded_on": NEXT_WEEK,
    }
    answer = send(admin, add_snippet_address(Member), changes, **PUBLISH)
    assert set(answer.context["form"].errors) == {"phone", "longitude", "founded_on"}


@pytest.mark.parametrize(
    ("field", "value"), [("latitude", "12.5"), ("longitude", "37.6"), ("email", "메일없음")]
)
def test_a_value_out_of_its_range_is_refused_at_its_field(
    admin: Client, field: str, value: str
) -> None:
    member = MemberFactory.create(latitude="37.608", longitude="126.933")
    answer = send(admin, edit_snippet_address(member), {field: value}, **PUBLISH)
    assert error_beside(answer, field)
    assert typed(answer, field) == value


def test_a_broken_link_to_social_media_is_refused_with_what_was_typed(admin: Client) -> None:
    member = MemberFactory.create()
    links = streamfield([("link", {"label": "블로그", "url": "주소 없음"})])
    answer = send(admin, edit_snippet_address(member), {"social_links": links}, **PUBLISH)
    assert list(answer.context["form"].errors) == ["social_links"]
    assert "주소 없음" in answer.content.decode().replace(
        "\\uc8fc\\uc18c \\uc5c6\\uc74c", "주소 없음"
    )


def test_a_slug_that_another_member_has_is_refused_at_its_field(admin: Client) -> None:
    MemberFactory.create(slug="hansalim")
    changes = {
        "name": "한살림서울생활협동조합",
        "category": MemberCategoryFactory.create().pk,
        "slug": "hansalim",
    }
    answer = send(admin, add_snippet_address(Member), changes, **PUBLISH)
    assert error_beside(answer, "slug")
    assert typed(answer, "slug") == "hansalim"
    assert typed(answer, "name") == "한살림서울생활협동조합"


def test_a_member_needs_its_name_even_as_a_draft(admin: Client) -> None:
    answer = send(admin, add_snippet_address(Member), {"address": "서울 은평구"})
    assert error_beside(answer, "name")
    assert typed(answer, "address") == "서울 은평구"


def test_a_member_belongs_to_a_category_even_as_a_draft(admin: Client) -> None:
    answer = send(admin, add_snippet_address(Member), {"name": "강서구협동조합협의회"})
    assert error_beside(answer, "category")
    assert typed(answer, "name") == "강서구협동조합협의회"


def test_a_circle_of_parents_is_refused_at_the_parent(admin: Client) -> None:
    grandparent = MemberFactory.create()
    parent = MemberFactory.create(parent=grandparent)
    child = MemberFactory.create(parent=parent)
    answer = send(admin, edit_snippet_address(grandparent), {"parent": child.pk}, **PUBLISH)
    message = korean("A member cannot belong to itself, nor in a circle.")
    assert error_beside(answer, "parent") == message
    assert typed(answer, "parent") == str(child.pk)


def test_a_member_cannot_belong_to_itself(admin: Client) -> None:
    member = MemberFactory.create()
    answer = send(admin, edit_snippet_address(member), {"parent": member.pk}, **PUBLISH)
    assert error_beside(answer, "parent")


@pytest.mark.django_db
def test_a_circle_above_a_member_does_not_hang_its_form() -> None:
    first = MemberFactory.create()
    second = MemberFactory.create(parent=first)
    Member.objects.filter(pk=first.pk).update(parent=second)
    MemberFactory.create(parent=Member.objects.get(pk=first.pk)).full_clean()


def test_a_member_is_saved_with_all_that_was_typed(admin: Client) -> None:
    sector = SectorFactory.create()
    parent = MemberFactory.create()
    changes: dict[str, Any] = {
        "name": "(사)한국협동조합연구소",
        "name_en": "Korea Cooperative Institute",
        "category": MemberCategoryFactory.create().pk,
        "legal_form": "incorporated-association",
        "district": "11380",
        "founded_on": "1994-07-02",
        "sectors": (str(sector.pk),),
        "latitude": "37.608",
        "longitude": "126.933",
        "phone": "023513168",
        "email": "office@example.org",
        "website": "www.example.org",
        "business_number": "1248100998",
        "parent": parent.pk,
        "tags": "연구, 교육",
        "former_names": inline_formset(
            [{"name": "협동조합연구소", "used_until": "2003-01-01", "id": ""}]
        ),
    }
    answer = send(admin, add_snippet_address(Member), changes, **PUBLISH)
    assert answer.status_code == 302
    member = Member.objects.get(name="(사)한국협동조합연구소")
    assert member.live
    assert member.phone == "02-351-3168"
    assert member.website == "https://www.example.org"
    assert member.business_number == "124-81-00998"
    assert member.founded_on == datetime.date(1994, 7, 2)
    assert list(member.sectors.all()) == [sector]
    assert sorted(member.tags.names()) == ["교육", "연구"]
    assert [former.name for former in member.former_names.all()] == ["협동조합연구소"]
    assert member.parent == parent
    assert member.slug == "사한국협동조합연구소"


def test_a_web_address_without_a_scheme_is_kept_as_https(admin: Client) -> None:
    member = MemberFactory.create()
    send(admin, edit_snippet_address(member), {"website": "coop.example.kr"}, **PUBLISH)
    member.refresh_from_db()
    assert member.website == "https://coop.example.kr"


def test_a_withdrawn_member_keeps_its_dates(admin: Client) -> None:
    member = MemberFactory.create(joined_on=datetime.date(2013, 6, 27))
    changes = {"status": "withdrawn", "left_on": "2017-12-31"}
    answer = send(admin, edit_snippet_address(member), changes, **PUBLISH)
    assert answer.status_code == 302
    member.refresh_from_db()
    assert member.status == MemberStatus.WITHDRAWN
    assert member.left_on == datetime.date(2017, 12, 31)


def test_a_draft_of_a_public_member_changes_nothing_outside(admin: Client) -> None:
    member = MemberFactory.create(name="강서구협동조합협의회")
    send(admin, edit_snippet_address(member), {"address": "서울 강서구"})
    member.refresh_from_db()
    assert member.address == ""
    assert member.has_unpublished_changes
    assert member.get_latest_revision_as_object().address == "서울 강서구"


def test_a_former_name_left_empty_is_refused_in_its_row(admin: Client) -> None:
    member = MemberFactory.create()
    rows = inline_formset([{"name": "", "used_until": "2003-01-01", "id": ""}])
    answer = send(admin, edit_snippet_address(member), {"former_names": rows}, **PUBLISH)
    assert error_beside(answer, "former_names-0-name")
    assert typed(answer, "former_names-0-used_until") == "2003-01-01"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "sort_key", "initials"),
    [
        ("(사)한국협동조합연구소", "한국협동조합연구소", "ㅎㄱㅎㄷㅈㅎㅇㄱㅅ"),
        ("사회적협동조합 혜민서", "혜민서", "ㅎㅁㅅ"),
        ("한살림서울생활협동조합", "한살림서울생활협동조합", "ㅎㅅㄹㅅㅇㅅㅎㅎㄷㅈㅎ"),
    ],
)
def test_sort_key_and_initials_follow_from_the_name(
    name: str, sort_key: str, initials: str
) -> None:
    member = MemberFactory.create(name=name)
    assert member.sort_key == sort_key
    assert initials in member.initials


@pytest.mark.django_db
def test_sort_key_and_initials_follow_a_changed_name() -> None:
    member = MemberFactory.create(name="가나협동조합")
    member.name = "하나협동조합"
    member.save()
    member.refresh_from_db()
    assert member.sort_key == "하나협동조합"
    assert member.initials.startswith("ㅎㄴ")


@pytest.mark.django_db
def test_a_published_revision_derives_its_keys_anew() -> None:
    member = MemberFactory.create(name="가나협동조합")
    member.name = "하나협동조합"
    member.save_revision().publish()
    member.refresh_from_db()
    assert member.sort_key == "하나협동조합"


@pytest.mark.django_db
def test_names_typed_as_separate_letters_are_stored_as_syllables() -> None:
    decomposed = "\u1112\u1161\u11ab\u1109\u1161\u11af\u1105\u1175\u11b7"
    assert MemberFactory.create(name=decomposed).name == "한살림"


@pytest.mark.django_db
def test_members_stand_in_dictionary_order_whatever_their_legal_form() -> None:
    for name in ["하나협동조합", "(사)다함께", "가나협동조합", "사회적협동조합 나눔"]:
        MemberFactory.create(name=name)
    names = [member.name for member in Member.objects.all()]
    assert names == ["가나협동조합", "사회적협동조합 나눔", "(사)다함께", "하나협동조합"]


@pytest.mark.django_db
def test_a_member_without_a_slug_gets_one_from_its_name() -> None:
    assert MemberFactory.create(name="한살림 서울").slug == "한살림-서울"


@pytest.mark.django_db
def test_members_of_one_name_get_slugs_of_their_own() -> None:
    slugs = [MemberFactory.create(name="두레생협").slug for _ in range(3)]
    assert slugs == ["두레생협", "두레생협-2", "두레생협-3"]


@pytest.mark.django_db
def test_a_name_of_punctuation_alone_still_gets_a_slug() -> None:
    assert MemberFactory.create(name="!!!").slug == "member"


@pytest.mark.django_db
def test_a_very_long_name_still_gets_a_slug_and_keys_that_fit() -> None:
    first = MemberFactory.create(name="가" * 200)
    second = MemberFactory.create(name="가" * 200)
    assert first.slug != second.slug
    second.full_clean()


@pytest.mark.django_db
def test_a_slug_stays_when_the_name_changes() -> None:
    member = MemberFactory.create(name="가나협동조합")
    member.name = "하나협동조합"
    member.save()
    assert member.slug == "가나협동조합"


@pytest.mark.django_db
def test_the_database_itself_refuses_a_repeated_slug() -> None:
    MemberFactory.create(slug="hansalim")
    with transaction.atomic(), pytest.raises(IntegrityError):
        MemberFactory.create(slug="hansalim")


@pytest.mark.django_db
def test_standing_is_the_categorys() -> None:
    category = MemberCategoryFactory.create(standing="associate")
    assert MemberFactory.create(category=category).standing == "associate"


@pytest.mark.django_db
def test_a_category_with_members_cannot_be_deleted() -> None:
    member = MemberFactory.create()
    with pytest.raises(ProtectedError):
        member.category.delete()


@pytest.mark.django_db
def test_a_member_outlives_the_one_it_belongs_to() -> None:
    parent = MemberFactory.create()
    child = MemberFactory.create(parent=parent)
    parent.delete()
    child.refresh_from_db()
    assert child.parent is None


@pytest.mark.django_db
@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("expired", [True, False])
@pytest.mark.parametrize("status", MemberStatus.values)
def test_a_member_and_its_queryset_agree_on_what_is_public(
    live: bool, expired: bool, status: str
) -> None:
    member = MemberFactory.create(live=live, expired=expired, status=status)
    assert member.is_public == Member.objects.public().filter(pk=member.pk).exists()
    assert member.is_public == (live and not expired and status != "withdrawn")


@pytest.mark.django_db
def test_english_readers_see_the_english_name_where_there_is_one() -> None:
    with translation.override("en"):
        assert Member(name="두레생협", name_en="Dure").title == "Dure"
        assert Member(name="두레생협").title == "두레생협"
    assert Member(name="두레생협", name_en="Dure").title == "두레생협"


@pytest.mark.django_db
def test_members_have_an_address_once_there_is_a_directory() -> None:
    member = MemberFactory.create(slug="dure")
    assert member.url is None
    page = DirectoryPageFactory.create()
    assert member.url == f"{page.url}dure/"


@pytest.mark.django_db
def test_a_draft_has_no_public_address() -> None:
    DirectoryPageFactory.create()
    assert MemberFactory.create(live=False).get_absolute_url() is None


@pytest.mark.django_db
def test_structured_data_says_nothing_that_is_not_known(rf: RequestFactory) -> None:
    data = Member(name="두레생협", slug="dure").structured_data(rf.get("/"))
    assert data == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "두레생협",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["강서구협동조합협의회", "Gangseo", "강서협"])
def test_a_member_is_found_by_each_of_its_names(word: str) -> None:
    member = MemberFactory.create(
        name="강서구협동조합협의회", name_en="Gangseo Council", short_name="강서협"
    )
    MemberFactory.create()
    assert list(Member.objects.search(word)) == [member]


@pytest.mark.django_db
def test_a_member_is_found_by_a_name_it_had_before() -> None:
    member = MemberFactory.create()
    MemberFormerName.objects.create(member=member, name="옛이름조합")
    member.save()
    assert list(Member.objects.search("옛이름조합")) == [member]


@pytest.mark.django_db
def test_search_can_be_narrowed_to_public_members() -> None:
    MemberFactory.create(name="두레생협", status="withdrawn", left_on=today())
    assert list(Member.objects.public().search("두레생협")) == []


@pytest.mark.django_db
def test_a_members_page_lists_its_publications_and_programs_and_no_drafts() -> None:
    member = MemberFactory.create()
    publication = PolicyReportPageFactory.create(title="생활임금 연구")
    publication.contributors.create(member=member, role="author")
    publication.contributors.create(member=member, role="editor")
    publication.save()
    hidden = PolicyReportPageFactory.create(title="초안", live=False)
    hidden.contributors.create(member=member, role="author")
    hidden.save()
    program = ProgramPageFactory.create(title="공동기금")
    program.partners.create(member=member)
    program.save()
    planned = ProgramPageFactory.create(title="준비 중", live=False)
    planned.partners.create(member=member)
    planned.save()

    listings = {
        str(listing.heading): [page.title for page in listing.objects]
        for listing in member.related_listings()
    }
    assert listings == {
        gettext("Publications it contributed to"): ["생활임금 연구"],
        gettext("Programs it takes part in"): ["공동기금"],
    }


@pytest.mark.django_db
def test_a_member_that_nothing_names_has_no_listings() -> None:
    assert MemberFactory.create().related_listings() == []


@pytest.mark.django_db
def test_a_member_that_made_a_publication_cannot_be_deleted() -> None:
    report = SocialValueReportPageFactory.create(organisation=MemberFactory.create())
    with pytest.raises(ProtectedError):
        report.organisation.delete()


@pytest.mark.django_db
def test_a_revision_that_is_restored_brings_sectors_and_tags_back() -> None:
    member = MemberFactory.create()
    member.sectors = [SectorFactory.create(name="돌봄")]
    member.tags.add("교육")
    first = member.save_revision()
    first.publish()
    member.refresh_from_db()
    member.sectors = []
    member.tags.clear()
    member.save_revision().publish()
    first.publish()
    member = Member.objects.get(pk=member.pk)
    assert [sector.name for sector in member.sectors.all()] == ["돌봄"]
    assert list(member.tags.names()) == ["교육"]
    assert Sector.objects.count() == 1


@pytest.mark.django_db
def test_cleaning_a_member_leaves_a_correct_one_alone() -> None:
    member = MemberFactory.create(phone="02-351-3168", business_number="124-81-00998")
    member.full_clean()
    with pytest.raises(ValidationError):
        Member(name="", category=member.category).full_clean()
