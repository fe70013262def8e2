import datetime
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Page

from home.models import HomePage
from publications.models import (
    PolicyReportPage,
    PublicationIndexPage,
    PublicationPage,
    SocialValueReportPage,
)
from tests.counting import queries_of
from tests.editing import (
    PUBLISH,
    add_page_address,
    edit_page_address,
    error_beside,
    korean,
    present_fields,
    send,
    soup,
    typed,
)
from tests.factories import (
    ImageFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    PublicationFileFactory,
    SocialValueReportPageFactory,
    only_child,
    site_home,
)

pytestmark = pytest.mark.django_db

TYPES = [PolicyReportPage, SocialValueReportPage]


def publication_index() -> PublicationIndexPage:
    return only_child(PublicationIndexPage, "publications")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "isbn",
            "979-11-5604-072-8",
            "This is not a valid ISBN. Check the digits, for example 979-11-5604-072-9.",
        ),
        (
            "issn",
            "1225-4941",
            "This is not a valid ISSN. Check the digits, for example 1225-4940.",
        ),
        (
            "doi",
            "https://doi.org/10.1000/182",
            "Write the DOI alone, without its web address, for example 10.1000/182.",
        ),
    ],
)
def test_a_malformed_identifier_is_refused_at_its_field_and_nothing_is_lost(
    admin: Client, field: str, value: str, message: str
) -> None:
    changes = {"title": "동향", "slug": "trend", "abstract": "초록", field: value}
    address = add_page_address(PolicyReportPage, publication_index())
    answer = send(admin, address, changes, **PUBLISH)
    assert error_beside(answer, field) == korean(message)
    for name, text in changes.items():
        assert typed(answer, name) == text
    assert not PublicationPage.objects.exists()


def test_a_slug_that_a_sibling_has_is_refused_at_its_field(admin: Client) -> None:
    report = PolicyReportPageFactory.create(slug="trend")
    changes = {"title": "동향", "slug": "trend"}
    address = add_page_address(SocialValueReportPage, report.get_parent())
    answer = send(admin, address, changes, **PUBLISH)
    assert error_beside(answer, "slug")
    assert typed(answer, "slug") == "trend"
    assert typed(answer, "title") == "동향"


@pytest.mark.parametrize(
    ("precision", "stored"),
    [("year", "2017-01-01"), ("month", "2017-12-01"), ("day", "2017-12-26")],
)
def test_only_the_known_part_of_the_publication_date_is_stored(
    admin: Client, precision: str, stored: str
) -> None:
    report = PolicyReportPageFactory.create()
    changes = {"published_on": "2017-12-26", "published_on_precision": precision}
    send(admin, edit_page_address(report), changes, **PUBLISH)
    report = PolicyReportPage.objects.get()
    assert report.published_on == datetime.date.fromisoformat(stored)
    assert (
        report.structured_data(RequestFactory().get("/"))["datePublished"]
        == stored[: {"year": 4, "month": 7, "day": 10}[precision]]
    )


def test_a_publication_may_go_without_a_date(client: Client) -> None:
    report = PolicyReportPageFactory.create()
    report.full_clean()
    assert client.get(report.url).status_code == 200


def test_publications_are_made_as_one_of_their_types_alone() -> None:
    assert not PublicationPage.can_create_at(publication_index())
    assert set(PublicationIndexPage.creatable_subpage_models()) == set(TYPES)
    assert set(PolicyReportPage.allowed_parent_page_models()) == {PublicationIndexPage}
    assert PolicyReportPage.creatable_subpage_models() == []


def test_a_front_page_has_one_list_of_publications() -> None:
    publication_index()
    home = Page.objects.get(pk=site_home().pk).specific
    assert PublicationIndexPage in HomePage.creatable_subpage_models()
    assert not PublicationIndexPage.can_create_at(home)


@pytest.mark.parametrize("model", TYPES)
def test_the_editor_of_a_new_publication_opens_with_its_tabs(
    admin: Client, model: type[Page]
) -> None:
    answer = admin.get(add_page_address(model, publication_index()))
    assert answer.status_code == 200
    assert len(soup(answer).find_all(attrs={"role": "tab"})) >= 2
    assert {"title", "slug", "go_live_at"} <= set(answer.context["form"].fields)


@pytest.mark.parametrize("model", TYPES)
def test_the_preview_of_a_new_publication_shows_what_is_typed(
    admin: Client, model: type[Page]
) -> None:
    parent = publication_index()
    fields = present_fields(admin, add_page_address(model, parent))
    fields.update({"title": "미리 보는 보고서", "slug": "preview"})
    names = [model._meta.app_label, model._meta.model_name, parent.pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=names)
    assert admin.post(address, fields).json()["is_valid"]
    answer = admin.get(address)
    assert answer.status_code == 200
    assert "미리 보는 보고서" in answer.content.decode()


@pytest.mark.parametrize("factory", [PolicyReportPageFactory, SocialValueReportPageFactory])
def test_the_preview_of_a_publication_shows_the_change_before_it_is_saved(
    admin: Client, factory: Any
) -> None:
    report = factory.create()
    PublicationFileFactory.create(publication=report)
    fields = present_fields(admin, edit_page_address(report))
    fields["subtitle"] = "새 부제"
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[report.pk])
    assert admin.post(address, fields).json()["is_valid"]
    assert "새 부제" in admin.get(address).content.decode()


def test_the_list_shows_the_public_ones_newest_first_page_by_page(client: Client) -> None:
    parent = publication_index()
    for year in range(2005, 2018):
        PolicyReportPageFactory.create(
            title=f"{year}년 보고서", slug=str(year), published_on=datetime.date(year, 1, 1)
        )
    PolicyReportPageFactory.create(title="초안 보고서", slug="draft", live=False)
    first = [page.title for page in client.get(parent.url).context["publications"]]
    second = [page.title for page in client.get(parent.url, {"p": 2}).context["publications"]]
    assert first[0] == "2017년 보고서"
    assert len(first) == PublicationIndexPage.PER_PAGE
    assert second == ["2005년 보고서"]


@pytest.mark.parametrize("number", ["0", "-1", "999", "x", ""])
def test_any_page_number_leads_to_a_page_of_the_list(client: Client, number: str) -> None:
    PolicyReportPageFactory.create()
    assert client.get(publication_index().url, {"p": number}).status_code == 200


def test_the_list_asks_the_database_as_often_for_12_publications_as_for_3(client: Client) -> None:
    cover = ImageFactory.create()
    for factory in (PolicyReportPageFactory, SocialValueReportPageFactory, PolicyReportPageFactory):
        factory.create(cover=cover)
    few = queries_of(client, publication_index().url)
    PolicyReportPageFactory.create_batch(5, cover=cover)
    SocialValueReportPageFactory.create_batch(4, cover=cover)
    assert queries_of(client, publication_index().url) == few


def test_a_publications_page_shows_files_and_contributors(client: Client) -> None:
    report = PolicyReportPageFactory.create()
    report.contributors.create(name="김연구", role="author")
    report.contributors.create(member=MemberFactory.create(name="두레생협"), role="publisher")
    report.save()
    file = PublicationFileFactory.create(publication=report, label="전체 보고서")
    page = soup(client.get(report.url))
    link = page.find("a", string="전체 보고서")
    assert link is not None
    assert link["href"] == file.url
    assert "김연구" in page.get_text()
    assert "두레생협" in page.get_text()


def test_a_publications_page_lists_the_programs_that_name_it() -> None:
    report = PolicyReportPageFactory.create()
    program = ProgramPageFactory.create(title="정책 연구")
    program.related_publications.create(publication=report)
    program.save()
    draft = ProgramPageFactory.create(title="초안", live=False)
    draft.related_publications.create(publication=report)
    draft.save()
    (listing,) = report.related_listings()
    assert listing.heading == gettext("Programs it belongs to")
    assert [page.title for page in listing.objects] == ["정책 연구"]


def test_the_cover_stands_for_a_publication_where_no_other_image_is_chosen() -> None:
    cover, other = ImageFactory.create(), ImageFactory.create()
    assert PolicyReportPageFactory.create(cover=cover).sharing_image == cover
    assert PolicyReportPageFactory.create(cover=cover, listing_image=other).sharing_image == other


def test_a_publication_is_called_by_its_type() -> None:
    report = PolicyReportPageFactory.create()
    assert PublicationPage.objects.get(pk=report.pk).type_name == gettext("policy report")


def test_publications_of_every_type_are_found_together() -> None:
    first = PolicyReportPageFactory.create(abstract="공동체경제")
    second = SocialValueReportPageFactory.create(subtitle="공동체경제")
    PolicyReportPageFactory.create()
    found = {page.pk for page in PublicationPage.objects.search("공동체경제")}
    assert found == {first.pk, second.pk}
