"""What staff may add to the address of a list of records, by hand or from an old bookmark."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.models import PendingIndexing, UnansweredQuery

pytestmark = pytest.mark.django_db

LISTS = (
    "content.DocumentVersion",
    "content.PendingIndexing",
    "content.UnansweredQuery",
    "headless.ApiClient",
    "headless.WebhookDelivery",
    "headless.WebhookEndpoint",
    "publications.DownloadCount",
)
INVENTED = (
    "foo=bar",
    "foo__bar=1",
    "id=abc",
    "pk__in=1,x",
    "id=99999999999999999999",
    "id__exact=%00",
    "id__nothing=1",
    "day__gte=yesterday",
    "day__year=x",
    "day__isnull=perhaps",
    "model=%00",
    "model__exact=x",
    "is_active__exact=perhaps",
    "endpoint=x",
    "endpoint__secrets__gt=a",
    "state=x",
    "p=x",
    "p=-5",
    "p=999",
    "p=99999999999999999999",
    "o=x",
    "o=99.-99.0",
    "o=-",
    "o=%00",
    "q=%00",
    "q=" + quote("가" * 500),
    "e=1",
    "=",
    "export=nothing",
    "export=csv&foo=bar",
)


def list_url(model: str) -> str:
    options = apps.get_model(model)._meta
    return reverse(f"{options.app_label}_{options.model_name}_modeladmin_index")


@pytest.mark.parametrize("model", LISTS)
def test_no_address_of_a_list_is_a_server_error(admin: Client, model: str) -> None:
    url = list_url(model)
    told = {query: admin.get(f"{url}?{query}", follow=True) for query in INVENTED}
    assert {query: each.status_code for query, each in told.items()} == dict.fromkeys(INVENTED, 200)


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("content.PendingIndexing", "foo=bar"),
        ("headless.ApiClient", "id=abc"),
        ("headless.ApiClient", "keys__digest__startswith=a"),
        ("content.UnansweredQuery", "day__gte=yesterday"),
    ],
)
def test_list_that_is_asked_for_what_it_does_not_have_leads_back_and_says_so(
    admin: Client, model: str, query: str
) -> None:
    response = admin.get(f"{list_url(model)}?{query}", follow=True)
    assert response.redirect_chain == [(list_url(model), 302)]
    assert "이렇게 좁혀 볼 수 없는 목록입니다" in response.content.decode()


def test_filters_of_a_list_go_on_narrowing_it_down(admin: Client) -> None:
    now: Any = timezone.now()
    for model in ("directory.member", "home.homepage"):
        PendingIndexing.objects.create(
            model=model, object_key="1", changed_at=now, next_try_at=now, error=f"of {model}"
        )
    url = list_url("content.PendingIndexing")
    page = admin.get(f"{url}?model=directory.member").content.decode()
    assert "of directory.member" in page
    assert "of home.homepage" not in page
    UnansweredQuery.objects.create(query="달빛", day=timezone.localdate(), count=1)
    today = timezone.localdate().isoformat()
    url = list_url("content.UnansweredQuery")
    assert "달빛" in admin.get(f"{url}?day__gte={today}&o=1").content.decode()
