import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from publications.models import PublicationPage
from tests.factories import (
    MemberFactory,
    PolicyReportPageFactory,
    PublicationFileFactory,
    SocialValueReportPageFactory,
)

pytestmark = pytest.mark.django_db


def test_the_newest_stand_first_and_those_without_a_date_last() -> None:
    PolicyReportPageFactory.create(title="날짜 없음")
    PolicyReportPageFactory.create(title="2016", published_on=datetime.date(2016, 5, 1))
    SocialValueReportPageFactory.create(title="2017", published_on=datetime.date(2017, 5, 1))
    titles = [page.title for page in PublicationPage.objects.newest_first()]
    assert titles == ["2017", "2016", "날짜 없음"]


def test_drafts_and_private_pages_are_not_published() -> None:
    public = PolicyReportPageFactory.create()
    PolicyReportPageFactory.create(live=False)
    private = PolicyReportPageFactory.create()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert [page.pk for page in PublicationPage.objects.published()] == [public.pk]


def full_record_queries() -> int:
    with CaptureQueriesContext(connection) as queries:
        for page in PublicationPage.objects.with_relations():
            assert page.locale.language_code
            for file in page.files.all():
                assert file.document.filename
            for contributor in page.contributors.all():
                assert contributor.display_name
            assert [item.tag.name for item in page.tagged_items.all()]
    return len(queries)


def create_full(number: int) -> None:
    for _ in range(number):
        page = PolicyReportPageFactory.create()
        page.tags.add("정책")
        page.contributors.create(member=MemberFactory.create())
        page.save()
        PublicationFileFactory.create(publication=page)


def test_full_records_cost_the_same_for_12_publications_as_for_3() -> None:
    create_full(3)
    few = full_record_queries()
    create_full(9)
    assert full_record_queries() == few
