"""Whoever shows a changed object changes with it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
)

from directory.models import Member, MemberFormerName, MemberTag, Sector
from headless.changes.upkeep import notice_time
from headless.due import next_due
from headless.models import Change
from publications.models import PublicationContributor, PublicationFile
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    MemberCategoryFactory,
    MemberContactFactory,
    MemberFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
    SectorFactory,
)
from tests.headless.feed_reader import Reader

pytestmark = pytest.mark.django_db


def change_name(member: Member) -> None:
    member.name = "바뀐 이름"
    member.save()


def test_whoever_names_a_changed_object_changes_too(reader: Reader) -> None:
    member = MemberFactory.create()
    page = PolicyReportPageFactory.create()
    PublicationContributor.objects.create(publication=page, member=member, role="author")
    child = MemberFactory.create(parent=member)
    bystander = MemberFactory.create()
    reader.follow()
    change_name(member)
    told = reader.follow()
    assert {key for _action, key in told} == {member.pk, page.pk, child.pk}
    assert bystander.pk not in {key for _action, key in told} or bystander.pk == page.pk


@pytest.mark.parametrize(
    "alter",
    [
        lambda member: member.category.__class__.objects.update(name="새 분류"),
        lambda _member: Sector.objects.all().delete(),
        lambda member: member.logo.delete(),
        lambda member: MemberTag.objects.create(content_object=member, tag_id=a_tag()),
        lambda _member: MemberFormerName.objects.all().delete(),
    ],
    ids=["category", "sector", "logo", "tag", "former name"],
)
def test_member_changes_with_what_it_shows_of_others(
    reader: Reader, alter: Callable[[Member], object]
) -> None:
    member = MemberFactory.create(logo=ImageFactory.create())
    member.sectors = [SectorFactory.create()]
    member.save()
    MemberFormerName.objects.create(member=member, name="옛 이름")
    reader.follow()
    alter(member)
    assert reader.follow() == [("changed", member.pk)]


def a_tag() -> int:
    return int(Tag.objects.create(name="돌봄", slug="care").pk)


def test_private_collection_hides_files_and_changes_their_publication(reader: Reader) -> None:
    collection = Collection.get_first_root_node().add_child(name="비공개")
    inner = collection.add_child(name="그 아래")
    file = PublicationFileFactory.create(document=DocumentFactory.create(collection=inner))
    reader.follow()
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="login"
    )
    assert reader.follow() == [("changed", file.publication_id)]
    copy = reader.copy["publications.PolicyReportPage", file.publication_id]
    assert copy["files"] == []
    restriction.delete()
    assert reader.follow() == [("changed", file.publication_id)]


def test_removed_file_changes_its_publication(reader: Reader) -> None:
    file = PublicationFileFactory.create()
    key = file.publication_id
    reader.follow()
    PublicationFile.objects.all().delete()
    assert reader.follow() == [("changed", key)]


def test_contact_person_alters_nothing_that_the_public_hears_of(reader: Reader) -> None:
    member = MemberFactory.create()
    reader.follow()
    MemberContactFactory.create(member=member)
    assert reader.follow() == []


def told_to_partners() -> set[tuple[str, str]]:
    return set(Change.objects.filter(tier="partner").values_list("object_id", "digest"))


def test_contact_person_is_news_to_partners_and_again_when_the_consent_ends(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = MemberFactory.create()
    reader.follow()
    before = told_to_partners()
    contact = MemberContactFactory.create(member=member, shared_with_partners=True)
    assert reader.follow() == []
    with_contact = told_to_partners()
    assert with_contact != before
    until = contact.consent_until
    monkeypatch.setattr(timezone, "localdate", lambda *_: until + datetime.timedelta(days=1))
    notice_time()
    assert told_to_partners() == before


def test_end_of_an_embargo_changes_the_publication(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = timezone.now() + datetime.timedelta(hours=1)
    file = PublicationFileFactory.create(embargo_until=end)
    reader.follow()
    assert reader.copy["publications.PolicyReportPage", file.publication_id]["files"] == []
    assert next_due() == end
    notice_time()
    assert reader.follow() == []
    monkeypatch.setattr(timezone, "now", lambda: end + datetime.timedelta(seconds=1))
    notice_time()
    assert reader.follow() == [("changed", file.publication_id)]
    assert reader.copy["publications.PolicyReportPage", file.publication_id]["files"]
    notice_time()
    assert reader.follow() == []


def test_category_of_another_member_is_no_news(reader: Reader) -> None:
    MemberFactory.create()
    category = MemberCategoryFactory.create()
    reader.follow()
    category.name = "아무도 없는 분류"
    category.save()
    assert reader.follow() == []


def test_page_changes_with_its_translation(reader: Reader) -> None:
    """It names the translation with title and address, for as long as that is public."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    page = PolicyReportPageFactory.create(title="보고서")
    translated = page.copy_for_translation(english, copy_parents=True)
    reader.follow()

    def named() -> list[str]:
        reader.follow()
        meta = reader.copy["publications.PolicyReportPage", page.pk]["meta"]
        return [each["title"] for each in meta["translations"]]

    translated.save_revision().publish()
    assert named() == ["보고서"]
    translated.title = "Report"
    translated.save_revision().publish()
    assert named() == ["Report"]
    restriction = PageViewRestriction.objects.create(page=translated, restriction_type="login")
    assert named() == []
    restriction.delete()
    assert named() == ["Report"]
    translated.refresh_from_db()
    translated.unpublish()
    assert named() == []
    translated.save_revision().publish()
    assert named() == ["Report"]
    Page.objects.get(pk=translated.pk).delete()
    assert named() == []
