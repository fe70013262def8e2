"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

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
def test_unknown_address_below_the_api_is_a_problem(client: Client) -> None:
    response = client.get("/api/v2/pages/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "is_hinted"),
    [("members", True), ("nothing", True), ("nothing/", False), ("nothing.csv", False)],
)
def test_address_without_its_slash_is_hinted_at(client: Client, path: str, is_hinted: bool) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert ("slash" in response.json()["detail"]) is is_hinted
