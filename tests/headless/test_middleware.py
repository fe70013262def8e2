"""Requests that write commit as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import path

from directory.models import Sector
from seoulcoop.urls import urlpatterns as site_urlpatterns

pytestmark = pytest.mark.django_db


def transactions() -> int:
    """Those that are open beside the test's own."""
    return sum(not block._from_testcase for block in connection.atomic_blocks)


def add(request: HttpRequest) -> HttpResponse:
    Sector.objects.create(name=request.POST.get("name", "한 부문"), slug="first")
    return HttpResponse(str(transactions()))


@transaction.non_atomic_requests
def add_apart(request: HttpRequest) -> HttpResponse:
    return add(request)


def fail_after_adding(request: HttpRequest) -> HttpResponse:
    add(request)
    raise ValueError


def miss_after_adding(request: HttpRequest) -> HttpResponse:
    add(request)
    raise Http404


def answer_with_fault(request: HttpRequest) -> HttpResponse:
    add(request)
    return HttpResponse(status=500)


def refuse(request: HttpRequest) -> HttpResponse:
    add(request)
    return HttpResponse(status=422)


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def lines() -> object:
        Sector.objects.create(name="흐름", slug="streamed")
        yield str(transactions())

    return StreamingHttpResponse(lines())


views: list[Callable[..., object]] = [
    add,
    add_apart,
    fail_after_adding,
    miss_after_adding,
    answer_with_fault,
    refuse,
    stream,
]
urlpatterns = [*(path(f"{view.__name__}/", view) for view in views), *site_urlpatterns]


@pytest.fixture
def caller() -> object:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


def sectors() -> int:
    return Sector.objects.count()


def test_post_runs_in_a_transaction_and_get_in_none(caller: Client) -> None:
    assert caller.post("/add/").content == b"1"
    Sector.objects.all().delete()
    assert caller.get("/add/").content == b"0"


@pytest.mark.parametrize("view", ["fail_after_adding", "miss_after_adding", "answer_with_fault"])
def test_nothing_is_left_of_a_request_that_failed(caller: Client, view: str) -> None:
    assert caller.post(f"/{view}/").status_code in (404, 500)
    assert sectors() == 0


def test_refusal_may_leave_a_record(caller: Client) -> None:
    assert caller.post("/refuse/").status_code == 422
    assert sectors() == 1


def test_view_may_decline_the_transaction(caller: Client) -> None:
    assert caller.post("/add_apart/").content == b"0"


def test_stream_writes_on_its_own(caller: Client) -> None:
    assert caller.post("/stream/").getvalue() == b"0"
    assert sectors() == 1


def test_form_is_received_before_the_transaction_begins(caller: Client) -> None:
    caller.post("/add/", {"name": "양식"})
    assert Sector.objects.get().name == "양식"


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data", "a/b"])
def test_unreadable_request_is_an_answer_and_no_fault(caller: Client, content_type: str) -> None:
    response = caller.generic("POST", "/refuse/", b"\xff\xfe", content_type=content_type)
    assert response.status_code in (400, 422)
