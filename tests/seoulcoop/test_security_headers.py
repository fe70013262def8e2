"""What every answer tells the browser to refuse."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories import MemberFactory, StandardPageFactory, UserFactory, site_home

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]


def policy(client: Client, path: str) -> dict[str, list[str]]:
    """The content security policy of the answer at `path`, by directive."""
    header = client.get(path)["Content-Security-Policy"]
    directives = [directive.split() for directive in header.split(";")]
    return {name: values for name, *values in directives}


@pytest.mark.parametrize("path", ["/", "/nothing/", "/admin/login/", "/admin/", "/api/v1/members/"])
def test_visitors_get_a_strict_policy(client: Client, path: str) -> None:
    site_home()
    found = policy(client, path)
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == ["'self'"]
    assert found["frame-ancestors"] == ["'none'"]
    assert found["base-uri"] == ["'none'"]
    assert "unsafe" not in str(found)


def test_only_staff_at_the_desk_get_a_looser_one(admin: Client) -> None:
    site_home()
    assert policy(admin, "/admin/")["script-src"] == ["'self'", "'unsafe-inline'"]
    assert policy(admin, "/admin/")["frame-ancestors"] == ["'self'"]
    assert policy(admin, "/")["script-src"] == ["'self'"]


def test_the_editor_may_frame_a_preview() -> None:
    preview = StandardPageFactory.create().make_preview_request()
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]


def test_somebody_who_may_not_enter_the_admin_gets_the_strict_one(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert policy(client, "/")["script-src"] == ["'self'"]


def test_policy_knows_the_style_of_the_pages_for_trouble() -> None:
    pages = [
        ROOT / "site/seoulcoop/templates/500.html",
        Path(str(finders.find("seoulcoop/maintenance.html"))),
    ]
    for page in pages:
        style = re.search(r"<style>(.*?)</style>", page.read_text(encoding="utf-8"), re.DOTALL)
        assert style is not None
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"]
        assert f"'sha256-{digest}'" in allowed, page.name


def test_pages_say_what_else_browsers_should_refuse(client: Client) -> None:
    answer = client.get(site_home().url)
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_what_others_may_use_is_not_kept_from_them(client: Client) -> None:
    MemberFactory.create()
    assert "Cross-Origin-Resource-Policy" not in client.get("/api/v1/members/")
