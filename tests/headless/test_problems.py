"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.test import Client

from headless.endpoints.lists import Listing


@pytest.mark.django_db
def test_fault_of_ours_is_logged_and_tells_nothing(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with mock.patch.object(Listing, "answer", side_effect=RuntimeError("secret host")):
        response = client.get("/api/v1/members/")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "The server could not answer this request.",
    }
    assert "secret host" in caplog.text


@pytest.mark.django_db
def test_unknown_address_below_the_api_is_a_problem() -> None:
    client = Client(enforce_csrf_checks=True)
    for response in (client.get("/api/v2/pages/"), client.post("/api/v2/")):
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
        assert response["Content-Language"] == "en"


@pytest.mark.django_db
def test_host_that_is_not_served_is_a_problem_below_the_api_alone(
    client: Client, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    response = client.get("/api/v1/members/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert len(response["X-Request-ID"]) == 32
    assert response["Content-Language"] == "en"
    page = client.get("/", headers={"host": "elsewhere.example"})
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "is_hinted"),
    [("members", True), ("nothing", True), ("nothing/", False), ("nothing.csv", False)],
)
def test_address_without_its_slash_is_hinted_at(client: Client, path: str, is_hinted: bool) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert ("slash" in response.json()["detail"]) is is_hinted
