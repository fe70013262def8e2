"""What every request to the delivery API passes, and what it gets told."""

from __future__ import annotations

import logging
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from headless.endpoints.lists import Listing
from headless.models import RequestCount
from headless.requests import throttling
from headless.requests.gate import MAX_QUERY
from headless.requests.request_ids import RequestIdFilter
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_new_minute() -> None:
    throttling.forget_portions()


def test_head_tells_what_get_would(client: Client) -> None:
    MemberFactory.create()
    got, told = client.get("/api/v1/members/"), client.head("/api/v1/members/")
    assert told.content == b""
    assert told["Content-Length"] == str(len(got.content))
    assert told["Content-Type"] == got["Content-Type"]
    assert client.head("/api/v1/members/0/").status_code == 404


def test_options_say_what_one_may(client: Client) -> None:
    response = client.options("/api/v1/members/")
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "members/"), ("put", ""), ("patch", "openapi.json"), ("delete", "members/1/"),
     ("trace", "nothing/"), ("post", "nothing/")],
)  # fmt: skip
def test_writing_is_refused_in_our_shape(method: str, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(f"/api/v1/{path}")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"


def test_refusal_of_a_key_that_would_write_is_kept_by_nobody(client: Client) -> None:
    response = client.post("/api/v1/members/", headers={"authorization": "Bearer some"})
    assert (response.status_code, response["Cache-Control"]) == (405, "private, no-store")
    assert "Authorization" in response["Vary"]


def test_request_that_is_too_large_is_refused(client: Client) -> None:
    assert client.get(f"/api/v1/members/?slug={'a' * MAX_QUERY}").status_code == 414
    large = client.generic("GET", "/api/v1/members/", b"x" * 70_000)
    assert large.status_code == 413


class Unread:
    """A request's body that nobody may read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("The body was read.")

    readline = read


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=b", "application/json"])
@pytest.mark.parametrize("length", [{"CONTENT_LENGTH": "5"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
@pytest.mark.parametrize(("method", "status"), [("POST", 405), ("GET", 200), ("OPTIONS", 204)])
def test_no_body_is_read(
    client: Client, method: str, status: int, length: dict[str, str], content_type: str
) -> None:
    """So none takes room or time, not even one that does not tell its length."""
    body = {"wsgi.input": Unread(), "wsgi.input_terminated": True}
    sent = {"CONTENT_TYPE": content_type, **length, **body}
    assert client.generic(method, "/api/v1/members/", **sent).status_code == status


def test_what_is_refused_takes_no_transaction(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert client.post("/api/v1/members/", {"name": "회원"}).status_code == 405


def test_request_has_a_name_in_answer_and_logs(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(RequestIdFilter())
    fault = mock.patch.object(Listing, "answer", side_effect=RuntimeError("secret"))
    with fault, caplog.at_level(logging.ERROR):
        response = client.get("/api/v1/members/", headers={"x-request-id": "portal-12345"})
    assert response.status_code == 500
    assert response["X-Request-ID"] == "portal-12345"
    # The fault's own line, and Django's when the answer is on its way.
    names = [record.__dict__["request_id"] for record in caplog.records]
    assert names == ["portal-12345", "portal-12345"]


def test_address_puts_no_line_of_its_own_into_the_logs(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    fault = mock.patch("headless.endpoints.delivery.find_object", side_effect=RuntimeError)
    with fault, caplog.at_level(logging.ERROR):
        client.get("/api/v1/members/%0AERROR%20invented/")
    assert len(caplog.messages) == 2
    assert not any("\n" in message for message in caplog.messages)


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "with space", "<script>alert</script>"])
def test_name_that_is_none_is_replaced(client: Client, given: str) -> None:
    response = client.get("/api/v1/members/", headers={"x-request-id": given})
    assert response["X-Request-ID"] != given
    assert len(response["X-Request-ID"]) == 32


def test_answers_say_what_is_left(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"anonymous": 3}
    answers = [client.get("/api/v1/members/") for _number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"anonymous";q=3;w=60'
    left = [answer["RateLimit"].split(";")[1] for answer in answers]
    assert left == ["r=2", "r=1", "r=0", "r=0"]
    assert 0 < int(answers[3]["Retry-After"]) <= 60
    assert answers[3]["Content-Type"] == "application/problem+json"


def test_processes_share_the_count(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"anonymous": 40}
    client.get("/api/v1/members/")
    throttling.forget_portions()
    response = client.get("/api/v1/members/")
    assert RequestCount.objects.get().used == 4
    assert "r=37" in response["RateLimit"]


def test_no_caller_is_known_by_its_address(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"anonymous": 40}
    client.get("/api/v1/members/")
    assert "127" not in RequestCount.objects.get().bucket


def test_address_that_a_caller_made_up_counts_for_nothing(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"anonymous": 2}
    codes = [
        client.get("/api/v1/members/", headers={"x-forwarded-for": f"198.51.100.{number}"})
        for number in range(3)
    ]
    assert [code.status_code for code in codes] == [200, 200, 429]


def test_behind_a_proxy_the_address_that_it_saw_counts(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"anonymous": 1}
    settings.NINJA_NUM_PROXIES = 1
    addresses = ["1.1.1.1, 198.51.100.1", "2.2.2.2, 198.51.100.1", "198.51.100.2"]
    codes = [
        client.get("/api/v1/members/", headers={"x-forwarded-for": passed}).status_code
        for passed in addresses
    ]
    assert codes == [200, 429, 200]


def test_counter_that_fails_refuses_nobody(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"anonymous": 40}
    with mock.patch.object(type(RequestCount.objects), "add", side_effect=RuntimeError):
        assert client.get("/api/v1/members/").status_code == 200


def test_cache_counts_where_it_is_shared(client: Client, settings: Any) -> None:
    settings.HEADLESS_RATES = {"anonymous": 1}
    settings.HEADLESS_RATE_CACHE = "default"
    codes = []
    for _number in range(2):
        throttling.forget_portions()
        codes.append(client.get("/api/v1/members/").status_code)
    assert codes == [200, 429]
    assert not RequestCount.objects.exists()


def test_past_minutes_are_forgotten() -> None:
    RequestCount.objects.add("somebody", 1, 1)
    throttling.forget_past_minutes()
    assert not RequestCount.objects.exists()


def test_scripts_of_other_sites_may_read(client: Client) -> None:
    origin = {"origin": "https://portal.example"}
    assert client.get("/api/v1/members/", headers=origin)["Access-Control-Allow-Origin"] == "*"
    asked = {**origin, "access-control-request-method": "GET"}
    assert client.options("/api/v1/members/", headers=asked).status_code == 200
    assert "Access-Control-Allow-Origin" not in client.get("/", headers=origin)


def test_only_the_named_origins_may_read(client: Client, settings: Any) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = False
    settings.CORS_ALLOWED_ORIGINS = ["https://portal.example"]
    mine = client.get("/api/v1/members/", headers={"origin": "https://portal.example"})
    assert mine["Access-Control-Allow-Origin"] == "https://portal.example"
    other = client.get("/api/v1/members/", headers={"origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in other


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("HEAD", 404), ("POST", 405)])
def test_address_without_its_slash_is_an_address_of_the_api(
    client: Client, method: str, status: int
) -> None:
    headers = {"origin": "https://portal.example", "x-request-id": "portal-12345"}
    for path in ("/api/v1", "/api/v1/members"):
        response = client.generic(method, path, headers=headers)
        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"
        assert response["X-Request-ID"] == "portal-12345"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Content-Language"] == "en"
        assert method == "POST" or response["Cache-Control"] == "no-store"


def test_address_without_its_slash_is_as_strict_as_the_others(client: Client) -> None:
    response = client.get("/api/v1", headers={"authorization": "Bearer wrong"})
    assert (response.status_code, response["Cache-Control"]) == (401, "private, no-store")
    response = client.get("/api/v1", headers={"host": "other.example, third.example"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
