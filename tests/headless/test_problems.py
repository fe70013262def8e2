"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

from unittest import mock

import pytest
from django.test import Client

from headless import delivery


@pytest.mark.django_db
def test_fault_of_ours_is_logged_and_tells_nothing(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with mock.patch.object(delivery, "page_of", side_effect=RuntimeError("secret host")):
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
