"""Answers in the codings that clients prefer, kept or not."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest

from headless.caching.encodings import WORTH_WHILE, preferred_coding
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

MEMBERS = "/api/v1/members/"


@pytest.fixture(autouse=True)
def caching(settings: Any) -> None:
    settings.HEADLESS_CACHE_BYTES = 1_000_000


@pytest.mark.parametrize(
    ("accepted", "coding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0.1, gzip;q=0.9", "gzip", gzip.decompress),
    ],
)
def test_answers_are_coded_as_the_client_prefers(
    door: Any, accepted: str, coding: str, decode: Callable[[bytes], bytes]
) -> None:
    MemberFactory.create_batch(3)
    plain = door.get(MEMBERS)
    for _again in range(2):
        response = door.get(MEMBERS, accept_encoding=accepted)
        assert response["Content-Encoding"] == coding
        assert decode(response.content) == plain.content
        assert len(response.content) < len(plain.content)
        assert response["ETag"] != plain["ETag"]
    again = door.get(MEMBERS, accept_encoding=accepted, if_none_match=response["ETag"])
    assert again.status_code == 304
    assert door.get(MEMBERS, if_none_match=response["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("GZIP;Q=1.0", "gzip"),
        ("gzip;q=nonsense", ""),
        ("br;q=nan", ""),
        ("*;q=inf, gzip;q=0.1", "gzip"),
        ("gzip ; q = 0.5, br;q=0.25", "gzip"),
        ("identity;q=0, gzip", "gzip"),
        ("gzip;q=0.5, identity;q=0.9", ""),
        ("deflate", ""),
    ],
)
def test_negotiation_follows_the_weights(accepted: str, coding: str) -> None:
    assert preferred_coding(accepted) == coding


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br, gzip", ""),
        ("identity;q=0, br", "br"),
        ("*;q=0, gzip", "gzip"),
        ("gzip, identity;q=0.0", "gzip"),
        # Where nothing would do, RFC 9110 lets the wish be disregarded (section 12.4.1).
        ("identity;q=0", ""),
        ("*;q=0", ""),
        ("*;q=0, identity;q=0.5, gzip", ""),
    ],
)
def test_small_answer_is_coded_only_for_who_refuses_it_plain(
    door: Any, accepted: str, coding: str
) -> None:
    small = "/api/v1/members/?fields=title"
    plain = door.get(small)
    assert len(plain.content) < WORTH_WHILE
    for _again in range(2):
        response = door.get(small, accept_encoding=accepted)
        assert response.get("Content-Encoding", "") == coding
        decode = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}[coding]
        assert decode(response.content) == plain.content


def test_export_is_coded_on_its_way_and_never_kept(door: Any) -> None:
    MemberFactory.create_batch(3)
    plain = door.get("/api/v1/changes/")
    response = door.get("/api/v1/changes/", accept_encoding="br")
    content = response.getvalue() if response.streaming else response.content
    assert b'"items"' in brotli.decompress(content)
    assert "ETag" not in plain
    assert door.get("/api/v1/changes/", method="HEAD").content == b""
