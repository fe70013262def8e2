import datetime
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Page, Site

from content.models import OrganisationSettings
from directory.models import DirectoryPage
from home.models import HistoryPage, HomePage, ProgramIndexPage, ProgramPage, StandardPage
from publications.models import PublicationIndexPage
from tests.counting import queries_of
from tests.editing import (
    PUBLISH,
    add_page_address,
    edit_page_address,
    error_beside,
    present_fields,
    send,
    soup,
    typed,
)
from tests.factories import (
    DirectoryPageFactory,
    HistoryPageFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    StandardPageFactory,
    only_child,
    site_home,
)

pytestmark = pytest.mark.django_db

BELOW_HOME: list[type[Page]] = [
    StandardPage,
    HistoryPage,
    ProgramIndexPage,
    DirectoryPage,
    PublicationIndexPage,
]


def parent_of(model: type[Page]) -> Page:
    """A page below which an editor makes pages of that type."""
    if model is HomePage:
        return Page.get_first_root_node()
    return only_child(ProgramIndexPage, "programs") if model is ProgramPage else site_home()


@pytest.mark.parametrize("model", [HomePage, *BELOW_HOME, ProgramPage])
def test_the_editor_of_a_new_page_opens_with_content_promotion_and_settings(
    admin: Client, model: type[Page]
) -> None:
    answer = admin.get(add_page_address(model, parent_of(model)))
    assert answer.status_code == 200
    assert len(soup(answer).find_all(attrs={"role": "tab"})) >= 2
    fields = set(answer.context["form"].fields)
    assert {"title", "slug", "summary", "listing_image", "go_live_at", "expire_at"} <= fields


@pytest.mark.parametrize("model", [HomePage, *BELOW_HOME, ProgramPage])
def test_the_preview_of_a_new_page_shows_what_is_typed(admin: Client, model: type[Page]) -> None:
    parent = parent_of(model)
    fields = present_fields(admin, add_page_address(model, parent))
    fields.update({"title": "미리 보는 쪽", "slug": "preview"})
    names = [model._meta.app_label, model._meta.model_name, parent.pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=names)
    assert admin.post(address, fields).json()["is_valid"]
    answer = admin.get(address)
    assert answer.status_code == 200
    assert "미리 보는 쪽" in answer.content.decode()


@pytest.mark.parametrize(
    "make",
    [
        StandardPageFactory.create,
        HistoryPageFactory.create,
        ProgramPageFactory.create,
        DirectoryPageFactory.create,
        site_home,
        lambda: only_child(ProgramIndexPage, "programs"),
        lambda: only_child(PublicationIndexPage, "publications"),
    ],
)
def test_the_preview_of_an_existing_page_shows_the_change_before_it_is_saved(
    admin: Client, make: Any
) -> None:
    page = make()
    fields = present_fields(admin, edit_page_address(page))
    fields["title"] = "새 제목"
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert admin.post(address, fields).json()["is_valid"]
    assert "새 제목" in admin.get(address).content.decode()
    assert Page.objects.get(pk=page.pk).title != "새 제목"


@pytest.mark.parametrize("model", BELOW_HOME)
def test_a_page_made_in_the_editor_is_on_the_site(admin: Client, model: type[Page]) -> None:
    changes = {"title": "새로운 쪽", "slug": "new-page"}
    answer = send(admin, add_page_address(model, site_home()), changes, **PUBLISH)
    assert answer.status_code == 302
    page = model.objects.get(slug="new-page")
    answer = Client().get(page.url)
    assert answer.status_code == 200
    assert "새로운 쪽" in answer.content.decode()


def test_a_slug_that_a_sibling_has_is_refused_at_its_field(admin: Client) -> None:
    StandardPageFactory.create(slug="articles")
    changes = {"title": "정관", "slug": "articles", "summary": "요약"}
    answer = send(admin, add_page_address(StandardPage, site_home()), changes, **PUBLISH)
    assert error_beside(answer, "slug")
    for name, value in changes.items():
        assert typed(answer, name) == value
    assert StandardPage.objects.count() == 1


def test_a_page_without_a_title_is_refused_with_the_rest_kept(admin: Client) -> None:
    changes = {"title": "", "slug": "articles", "summary": "요약"}
    answer = send(admin, add_page_address(StandardPage, site_home()), changes, **PUBLISH)
    assert error_beside(answer, "title")
    assert typed(answer, "summary") == "요약"


def test_korean_titles_make_korean_addresses(admin: Client) -> None:
    changes = {"title": "창립 취지", "slug": "창립-취지"}
    send(admin, add_page_address(StandardPage, site_home()), changes, **PUBLISH)
    page = StandardPage.objects.get()
    assert page.slug == "창립-취지"
    assert Client().get("/창립-취지/").status_code == 200


def test_a_front_page_stands_at_the_root_with_the_sections_below() -> None:
    assert HomePage.allowed_parent_page_models() == [Page]
    assert set(HomePage.creatable_subpage_models()) == set(BELOW_HOME)


def test_plain_pages_nest() -> None:
    assert set(StandardPage.allowed_parent_page_models()) == {HomePage, StandardPage}
    assert StandardPage.creatable_subpage_models() == [StandardPage]


def test_the_front_page_shows_programs_and_the_newest_publications(client: Client) -> None:
    ProgramPageFactory.create(title="둘째 사업", number=2)
    ProgramPageFactory.create(title="첫째 사업", number=1)
    ProgramPageFactory.create(title="초안 사업", live=False)
    for year in range(2012, 2018):
        PolicyReportPageFactory.create(
            title=f"{year}년", slug=str(year), published_on=datetime.date(year, 1, 1)
        )
    context = client.get("/").context
    assert [page.title for page in context["programs"]] == ["첫째 사업", "둘째 사업"]
    titles = [page.title for page in context["publications"]]
    assert titles == ["2017년", "2016년", "2015년", "2014년"]


def test_the_front_page_of_an_empty_site_opens(client: Client) -> None:
    site_home()
    assert client.get("/").status_code == 200


def test_the_front_page_asks_the_database_as_often_for_12_programs_as_for_3(
    client: Client,
) -> None:
    ProgramPageFactory.create_batch(3)
    few = queries_of(client, "/")
    ProgramPageFactory.create_batch(9)
    assert queries_of(client, "/") == few


def test_the_front_page_is_the_organisation_in_structured_data(rf: RequestFactory) -> None:
    home = site_home()
    OrganisationSettings.objects.create(
        site=Site.objects.get(is_default_site=True), name="서울협의회"
    )
    data = home.structured_data(rf.get("/"))
    assert data["@type"] == "Organization"
    assert data["name"] == "서울협의회"
