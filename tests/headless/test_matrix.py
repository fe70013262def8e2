"""Every kind of hidden thing, by every route of the API, for every kind of caller.

A route that has no row here fails the first test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from directory.models import MemberContact
from headless.models import ApiClient
from home.models import ProgramPartner
from publications.models import PublicationFile, PublicationSeries
from seoulcoop.api import api
from tests.factories import (
    UserFactory,
)
from tests.headless.hidden_things import LISTS, ROUTES, SECRET, Hidden, later

pytestmark = pytest.mark.django_db

Addresses = list[str]


def anonymous(client: Client) -> dict[str, str]:
    return {}


def bad_key(client: Client) -> dict[str, str]:
    return {"authorization": "Bearer hl_none_none"}


def expired_key(client: Client) -> dict[str, str]:
    portal = ApiClient.objects.create(name="옛 포털", expires_at=later(-1))
    return {"authorization": f"Bearer {portal.new_key()[1]}"}


def partner(client: Client) -> dict[str, str]:
    portal = ApiClient.objects.create(name="포털", scopes=["members.contacts"])
    return {"authorization": f"Bearer {portal.new_key()[1]}"}


def staff(*groups: str) -> Callable[[Client], dict[str, str]]:
    def role(client: Client) -> dict[str, str]:
        call_command("setup_groups")
        user = UserFactory.create(is_superuser=not groups)
        user.groups.set(Group.objects.filter(name__in=groups))
        assert user.groups.count() == len(groups)
        client.force_login(user)
        return {}

    return role


def staff_with_page_password(client: Client) -> dict[str, str]:
    staff("편집자", "검토자")(client)
    session = client.session
    keys = PageViewRestriction.objects.values_list("pk", flat=True)
    session["passed_page_view_restrictions"] = list(keys)
    session.save()
    return {}


# A session says nothing to the API, whoever's it is. What a group may do adds to what others may.
SESSIONS = {
    "editor and moderator with page password": staff_with_page_password,
    "superuser": staff(),
}
ROLES = {"anonymous": anonymous, "partner": partner, **SESSIONS}
REFUSED = {"bad key": bad_key, "expired key": expired_key}


@pytest.fixture
def hidden() -> Hidden:
    PublicationSeries.objects.create(name=f"{SECRET} 총서", slug="secret")
    return Hidden()


def route_names() -> set[str]:
    patterns, _app_name, _namespace = api.urls
    return {pattern.name for pattern in patterns if getattr(pattern, "name", None)}


def test_every_route_has_a_row() -> None:
    assert route_names() - set(ROUTES) == set()


@pytest.mark.parametrize(
    "role",
    [
        "anonymous",
        "partner",
        *(pytest.param(role, marks=pytest.mark.once) for role in SESSIONS),
    ],
)
def test_nothing_hidden_is_told(client: Client, hidden: Hidden, role: str) -> None:
    nothing_is_told(client, hidden, role)


@pytest.mark.once
@pytest.mark.usefixtures("own_address")
def test_nothing_hidden_is_told_by_stored_texts(
    client: Client, hidden: Hidden, given: list[int]
) -> None:
    nothing_is_told(client, hidden, "anonymous")
    assert any(given)


def nothing_is_told(client: Client, hidden: Hidden, role: str) -> None:
    headers = ROLES[role](client)
    for name, paths in ROUTES.items():
        for path in paths(hidden):
            response = client.get(f"/api/v1/{path}", headers=headers)
            body = b"".join(response) if response.streaming else response.content
            # What the caller asked for itself comes back in the addresses of pages and filters.
            assert SECRET not in body.decode(), f"{role} reads it by {name}: {path}"
            assert response.status_code in (200, 404, 422), path


@pytest.mark.parametrize("role", REFUSED)
def test_no_route_takes_a_bad_key_for_nobody(client: Client, hidden: Hidden, role: str) -> None:
    headers = REFUSED[role](client)
    for paths in ROUTES.values():
        response = client.get(f"/api/v1/{paths(hidden)[0]}", headers=headers)
        assert response.status_code == 401


def test_hidden_object_answers_exactly_like_a_missing_one(client: Client, hidden: Hidden) -> None:
    missing = client.get("/api/v1/pages/999999/")
    for name in LISTS:
        for each in hidden.members if name == "members" else hidden.pages:
            for key in (each.pk, each.slug):
                answer = client.get(f"/api/v1/{name}/{key}/")
                assert (answer.status_code, answer.content) == (404, missing.content)


def everything(client: Client, hidden: Addresses, headers: dict[str, str]) -> dict[str, Any]:
    """What each address answers: status, headers and body, without what differs each time."""
    return {path: told(client.get(f"/api/v1/{path}", headers=headers)) for path in hidden}


def told(response: Any) -> tuple[int, dict[str, str], str]:
    """The answer; a cursor tells that something was written somewhere, not what."""
    each_time = ("X-Request-ID", "RateLimit")
    headers = {name: value for name, value in response.items() if name not in each_time}
    body, cursors = re.subn(r'"cursor":"[^"]+"', "", response.getvalue().decode())
    if cursors:
        headers.pop("ETag", None)
    return response.status_code, headers, body


def addresses(hidden: Hidden) -> Addresses:
    return [path for paths in ROUTES.values() for path in paths(hidden)]


def news(client: Client, cursor: str, headers: dict[str, str]) -> list[Any]:
    asked = {"since": cursor, "include": "object"}
    return client.get("/api/v1/changes/", asked, headers=headers).json()["items"]


def edit_everything_hidden(hidden: Hidden) -> None:
    for page in hidden.pages:
        page.title, page.seo_title = f"{page.title} 고침", "고침"
        page.save()
    for member in hidden.members:
        member.name, member.phone = f"{member.name} 고침", "02-351-3168"
        member.tags.add("또다른태그")
        member.save()
    draft = hidden.shown[0]
    draft.title = "또 고침"
    draft.save_revision()
    MemberContact.objects.update(name="다른 사람")
    PublicationFile.objects.exclude(embargo_until=None).update(label="다른 이름")
    for model in (get_image_model(), get_document_model()):
        for each in model.objects.filter(title__contains=SECRET):
            each.title = "다른 제목"
            each.save()


def delete_everything_hidden(hidden: Hidden) -> None:
    for page in hidden.pages:
        Page.objects.get(pk=page.pk).delete()
    for member in hidden.members:
        ProgramPartner.objects.filter(member=member).delete()
        member.delete()
    MemberContact.objects.all().delete()
    PublicationFile.objects.exclude(embargo_until=None).delete()


@pytest.mark.once
@pytest.mark.parametrize("role", ["anonymous", "partner"])
def test_world_reads_the_same_whatever_becomes_of_hidden_things(
    client: Client, hidden: Hidden, role: str
) -> None:
    """Not a count, an order, a facet, an ETag or a change tells that they were there at all."""
    everything_reads_the_same(client, hidden, role)


@pytest.mark.once
@pytest.mark.usefixtures("own_address")
def test_world_reads_the_same_by_stored_texts(
    client: Client, hidden: Hidden, given: list[int]
) -> None:
    everything_reads_the_same(client, hidden, "anonymous")
    assert any(given)


def everything_reads_the_same(client: Client, hidden: Hidden, role: str) -> None:
    headers = ROLES[role](client)
    paths = addresses(hidden)
    cursor = client.get("/api/v1/", headers=headers).json()["cursor"]
    before = everything(client, paths, headers)
    for become in (edit_everything_hidden, delete_everything_hidden):
        become(hidden)
        assert news(client, cursor, headers) == [], become.__name__
        after = everything(client, paths, headers)
        assert {path: after[path] for path in paths if after[path] != before[path]} == {}
