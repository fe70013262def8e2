"""Wagtail's own API, which is for the staff only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, TestCase, override_settings
from wagtail.models import APIToken, Page

import headless
from seoulcoop.demo.loader import DemoLoader
from tests.factories import UserFactory

ROUTES = ["pages/", "images/", "documents/", "redirects/", "sites/", "openapi.json", "docs/"]
ROOT = Path(headless.__file__).parents[2]


def bearer(**user: bool) -> dict[str, str]:
    _token, key = APIToken.create_token(user=UserFactory.create(**user), name="자동화")
    return {"authorization": f"Bearer {key}"}


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES)
def test_anonymous_caller_is_refused(client: Client, route: str) -> None:
    response = client.get(f"/api/v3-preview/{route}")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES)
def test_session_and_wrong_token_are_refused(admin: Client, route: str) -> None:
    assert admin.get(f"/api/v3-preview/{route}").status_code == 401
    wrong = {"authorization": "Bearer wagtail_wrong"}
    assert admin.get(f"/api/v3-preview/{route}", headers=wrong).status_code == 401


@pytest.mark.django_db
def test_token_of_somebody_without_the_admin_is_refused(client: Client) -> None:
    assert client.get("/api/v3-preview/pages/", headers=bearer()).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES)
def test_token_of_the_staff_is_let_through_and_never_cached(client: Client, route: str) -> None:
    response = client.get(f"/api/v3-preview/{route}", headers=bearer(is_superuser=True))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "Authorization" in response["Vary"]


@pytest.mark.django_db
@override_settings(HEADLESS_V3_PREVIEW_ENABLED=False)
def test_preview_can_be_switched_off(client: Client) -> None:
    headers = bearer(is_superuser=True)
    assert client.get("/api/v3-preview/pages/", headers=headers).status_code == 404


def sources() -> Iterator[Path]:
    for package in ("home", "directory", "publications", "site"):
        yield from (ROOT / package).rglob("*.py")


def imported_modules(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_only_the_adapter_imports_it() -> None:
    importers = {
        source.name
        for source in sources()
        if any(module.startswith("wagtail.api.v3") for module in imported_modules(source))
    }
    assert importers == {"v3_preview.py"}


class LeafletTests(TestCase):
    """Wagtail's own API over real content: our fields are such as it can tell."""

    @classmethod
    def setUpTestData(cls) -> None:
        DemoLoader(lambda *_progress: None).load()

    def test_every_page_and_member_is_told_to_the_staff(self) -> None:
        headers = bearer(is_superuser=True)
        for page in Page.objects.filter(depth__gt=1):
            answer = self.client.get(f"/api/v3-preview/pages/{page.pk}/", headers=headers)
            assert answer.status_code == 200, answer.content
            assert answer.json()["title"] == page.title
