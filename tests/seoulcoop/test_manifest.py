"""The site's name on a phone's screen."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from wagtail.models import Site

from content.models import OrganisationSettings
from tests.factories import site_home
from tests.pages import visit

pytestmark = pytest.mark.django_db


def test_manifest_names_the_organisation(client: Client) -> None:
    page = visit(client, site_home().url)
    link = page.select_one('link[rel="manifest"]')
    assert link is not None
    site = Site.objects.get(is_default_site=True)
    names = {"name": "부산협의회", "name_en": "Busan Council"}
    OrganisationSettings.objects.update_or_create(site=site, defaults=names)
    answer = client.get(str(link["href"]), headers={"accept-language": "en"})
    assert answer["Content-Type"] == "application/manifest+json"
    data = answer.json()
    assert (data["name"], data["lang"]) == ("부산협의회", "ko")
    assert [icon["sizes"] for icon in data["icons"]] == ["any", "512x512"]


def test_manifest_of_a_nameless_site_has_no_name(client: Client) -> None:
    assert "name" not in client.get("/site.webmanifest").json()


def test_browsers_find_the_icon_where_they_look_for_it(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert finders.find(answer["Location"].removeprefix("/static/")) is not None
