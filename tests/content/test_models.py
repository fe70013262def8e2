import datetime
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site
from wagtail.test.utils.form_data import streamfield

from content.dates import today
from content.models import OrganisationSettings
from home.models import StandardPage
from tests.editing import PUBLISH, add_page_address, error_beside, korean, send, typed
from tests.factories import ImageFactory, StandardPageFactory, site_home


def organisation_address() -> str:
    site = Site.objects.get(is_default_site=True)
    return reverse("wagtailsettings:edit", args=["content", "organisationsettings", site.pk])


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "founded_on",
            (today() + datetime.timedelta(days=7)).isoformat(),
            "The founding date lies in the future. Check the year.",
        ),
        (
            "phone",
            "02-351",
            "“%(value)s” is not a telephone number. Write it like 02-351-3168.",
        ),
        (
            "website",
            "서울 협의회",
            "This is not a web address. Write it like https://www.seoulcoop.org.",
        ),
    ],
)
def test_a_wrong_fact_about_the_organisation_is_refused_at_its_field(
    admin: Client, field: str, value: str, message: str
) -> None:
    answer = send(admin, organisation_address(), {"name": "서울 협의회", field: value})
    assert answer.status_code == 200
    assert error_beside(answer, field) == korean(message) % {"value": value}
    assert typed(answer, field) == value
    assert typed(answer, "name") == "서울 협의회"
    assert not OrganisationSettings.objects.filter(name="서울 협의회").exists()


def test_the_organisation_is_saved_as_it_was_typed(admin: Client) -> None:
    answer = send(
        admin,
        organisation_address(),
        {
            "name": "서울지역협동조합협의회",
            "phone": "023513168",
            "website": "www.seoulcoop.org",
            "founded_on": "2013-06-27",
            "social_links": streamfield(
                [("link", {"label": "블로그", "url": "https://blog.example.org"})]
            ),
        },
    )
    assert answer.status_code == 302
    organisation = OrganisationSettings.objects.get()
    assert organisation.phone == "02-351-3168"
    assert organisation.website == "https://www.seoulcoop.org"
    assert organisation.founded_on == datetime.date(2013, 6, 27)
    assert organisation.social_links[0].value["label"] == "블로그"


def test_today_may_be_the_founding_day() -> None:
    OrganisationSettings(founded_on=today()).clean()


def test_english_readers_get_the_english_name_and_else_the_korean_one() -> None:
    organisation = OrganisationSettings(name="서울협의회", name_en="SCA", slogan="함께")
    with translation.override("en"):
        assert organisation.display_name == "SCA"
        assert organisation.display_slogan == "함께"
    with translation.override("ko"):
        assert organisation.display_name == "서울협의회"


def test_structured_data_of_the_organisation_says_nothing_that_is_not_known() -> None:
    organisation = OrganisationSettings(name="서울협의회", founded_on=datetime.date(2013, 6, 27))
    assert organisation.structured_data() == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "서울협의회",
        "foundingDate": "2013-06-27",
    }


def test_the_organisation_is_called_by_its_name_or_what_it_is() -> None:
    assert str(OrganisationSettings(name="서울협의회")) == "서울협의회"
    assert str(OrganisationSettings())


def test_a_summary_of_more_than_300_characters_is_refused_and_kept(admin: Client) -> None:
    home = site_home()
    summary = "가" * 301
    changes: dict[str, Any] = {"title": "정관", "slug": "articles", "summary": summary}
    answer = send(admin, add_page_address(StandardPage, home), changes, **PUBLISH)
    assert error_beside(answer, "summary")
    assert typed(answer, "summary") == summary
    assert typed(answer, "title") == "정관"


@pytest.mark.django_db
def test_a_page_is_described_by_its_summary_unless_editors_wrote_otherwise() -> None:
    page = StandardPageFactory.create(summary="요약")
    assert page.meta_description == "요약"
    page.search_description = "검색용 설명"
    assert page.meta_description == "검색용 설명"


@pytest.mark.django_db
def test_the_listing_image_stands_for_a_page_elsewhere() -> None:
    image = ImageFactory.create()
    assert StandardPageFactory.create(listing_image=image).sharing_image == image
    assert StandardPageFactory.create().sharing_image is None


@pytest.mark.django_db
def test_structured_data_of_a_page_names_its_address_and_language(rf: RequestFactory) -> None:
    page = StandardPageFactory.create(title="정관")
    data = page.structured_data(rf.get("/"))
    assert data["name"] == "정관"
    assert data["url"].endswith(page.url)
    assert data["inLanguage"] == "ko"
    assert "description" not in data


@pytest.mark.django_db
def test_a_page_is_found_by_its_summary() -> None:
    page = StandardPageFactory.create(summary="호혜성을 키운다")
    StandardPageFactory.create()
    assert list(StandardPage.objects.search("호혜성을")) == [page]
