"""Drafts in a front end of their own: by a token that expires, and by nothing else."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Site
from wagtail_headless_preview.models import PagePreview

from headless.caching.response_cache import ResponseCacheMiddleware
from headless.changes.content_version import current_version
from headless.checks import check_front_ends
from headless.previews import forget_past_previews
from home.models import StandardPage
from publications.models import PolicyReportPage, PublicationIndexPage
from tests.editing import PUBLISH, add_page_address, edit_page_address, present_fields
from tests.factories import (
    DirectoryPageFactory,
    HistoryEntryFactory,
    HistoryPageFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    PublicationFileFactory,
    SocialValueReportPageFactory,
    StandardPageFactory,
    UserFactory,
    only_child,
    site_home,
)

pytestmark = pytest.mark.django_db

FRONT_END = "https://front.example.org/preview/"
OVER = "The preview is over. Open it again in the editor to get a new token."


@pytest.fixture(autouse=True)
def _front_end(settings: Any) -> None:
    settings.WAGTAIL_HEADLESS_PREVIEW = {
        "CLIENT_URLS": {"default": FRONT_END},
        "ENFORCE_TRAILING_SLASH": False,
    }


def preview_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])


def framed_url(admin: Client, address: str) -> str:
    """What the frame in the editor's preview panel shows."""
    answer = admin.get(address, {"in_preview_panel": "true"})
    assert answer.status_code == 200
    found = re.search(r'<iframe src="([^"]+)"', answer.content.decode())
    assert found
    return found[1].replace("&amp;", "&")


def token_at(admin: Client, address: str) -> str:
    return parse_qs(urlsplit(framed_url(admin, address)).query)["token"][0]


def previewed(admin: Client, page: Page, **changes: str) -> str:
    """The token after an editor has changed some fields and looks at the preview."""
    fields = present_fields(admin, edit_page_address(page))
    fields.update(changes)
    assert admin.post(preview_address(page), fields).json() == {
        "is_valid": True,
        "is_available": True,
    }
    return token_at(admin, preview_address(page))


def read(token: str, **params: str) -> Any:
    """What the front end is told: by the token alone, without the editor's session."""
    return Client().get("/api/v1/preview/", {"token": token, **params})


def test_editor_sees_the_front_end_in_a_frame(admin: Client) -> None:
    page = StandardPageFactory.create()
    previewed(admin, page)
    url = framed_url(admin, preview_address(page))
    assert url.startswith(f"{FRONT_END}?content_type=home.standardpage&token=")


def test_front_end_reads_what_the_editor_has_typed_and_nobody_else_does(admin: Client) -> None:
    page = StandardPageFactory.create(title="공개된 제목")
    token = previewed(admin, page, title="아직 아무도 모르는 제목")
    assert read(token).json()["title"] == "아직 아무도 모르는 제목"
    assert Client().get(f"/api/v1/pages/{page.pk}/").json()["title"] == "공개된 제목"
    assert "모르는" not in Client().get("/api/v1/pages/").content.decode()


def one_of_each() -> list[Page]:
    history = HistoryPageFactory.create()
    HistoryEntryFactory.create(page=history)
    program = ProgramPageFactory.create()
    program.partners.create(member=MemberFactory.create())
    program.tags.add("정책")
    report = PolicyReportPageFactory.create()
    program.related_publications.create(publication=report)
    program.save()
    PublicationFileFactory.create(publication=report)
    return [
        site_home(), StandardPageFactory.create(), history, program, report,
        SocialValueReportPageFactory.create(), DirectoryPageFactory.create(),
    ]  # fmt: skip


def test_draft_has_the_shape_of_the_page_it_becomes(admin: Client) -> None:
    """Whatever the type, the draft reads as the page does once it is published as it is."""
    for page in one_of_each():
        draft = read(previewed(admin, page, title="곧 공개")).json()
        fields = present_fields(admin, edit_page_address(page))
        fields.update({"title": "곧 공개", **PUBLISH})
        admin.post(edit_page_address(page), fields)
        public = Client().get(f"/api/v1/pages/{page.pk}/").json()
        assert public["title"] == "곧 공개"
        for name in ("first_published_at", "last_published_at"):
            draft["meta"][name] = public["meta"][name]
        assert (draft, list(draft)) == (public, list(public))


def test_form_and_fields_can_be_chosen_as_with_a_page(admin: Client) -> None:
    page = StandardPageFactory.create(summary="요약")
    token = previewed(admin, page)
    assert set(read(token, fields="summary").json()) == {"id", "meta", "summary"}
    assert read(token, rich_text_format="markdown").status_code == 200
    assert read(token, fields="nothing").status_code == 422


def test_page_that_was_never_saved_can_be_looked_at(admin: Client) -> None:
    parent = only_child(PublicationIndexPage, "publications")
    fields = present_fields(admin, add_page_address(PolicyReportPage, parent))
    fields.update({"title": "첫 원고", "slug": "first"})
    names = ["publications", "policyreportpage", parent.pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=names)
    assert admin.post(address, fields).json()["is_valid"]
    draft = read(token_at(admin, address)).json()
    assert (draft["id"], draft["title"]) == (0, "첫 원고")
    assert draft["meta"]["detail_url"] is None
    assert draft["meta"]["breadcrumbs"][-1]["id"] == parent.pk
    assert not PolicyReportPage.objects.exists()


def test_draft_shows_nothing_that_the_page_would_not(admin: Client) -> None:
    """Files under embargo and members that left stay hidden in a draft, too."""
    report = PolicyReportPageFactory.create()
    PublicationFileFactory.create(publication=report, label="공개")
    later = timezone.now() + datetime.timedelta(days=1)
    PublicationFileFactory.create(publication=report, label="금지", embargo_until=later)
    files = read(previewed(admin, report)).json()["files"]
    assert [file["label"] for file in files] == ["공개"]

    program = ProgramPageFactory.create()
    for status in ("active", "withdrawn"):
        program.partners.create(member=MemberFactory.create(status=status))
    program.save()
    partners = read(previewed(admin, program)).json()["partners"]
    assert len(partners) == 1


def test_answer_is_kept_by_nobody(admin: Client, settings: Any) -> None:
    settings.HEADLESS_CACHE_BYTES = 10_000_000
    page = StandardPageFactory.create()
    first = read(previewed(admin, page, title="처음"))
    assert first["Cache-Control"] == "private, no-store"
    token = previewed(admin, page, title="다음")
    assert read(token).json()["title"] == "다음"
    missing = read(f"{token}x")
    assert "no-store" in missing["Cache-Control"]


def test_answer_is_not_put_among_the_remembered_ones(admin: Client, settings: Any, rf: Any) -> None:
    settings.HEADLESS_CACHE_BYTES = 10_000_000
    token = previewed(admin, StandardPageFactory.create())
    asked = []

    def site(request: Any) -> Any:
        asked.append(request)
        return read(token)

    cached = ResponseCacheMiddleware(site)
    for _time in range(2):
        cached(rf.get(f"/api/v1/preview/?token={token}"))
    assert len(asked) == 2


def test_preview_is_no_change(admin: Client) -> None:
    page = StandardPageFactory.create()
    before = current_version()
    read(previewed(admin, page, title="초안"))
    assert current_version() == before
    changes = b"".join(Client().get("/api/v1/changes/?include=object"))
    assert "초안" not in changes.decode()


@pytest.mark.parametrize("token", ["x", "id=1", "a:b:c", "%00", "가"])
def test_token_of_nobody_is_not_found(token: str) -> None:
    answer = read(token)
    assert answer.status_code in (404, 422)
    assert answer["Content-Type"].startswith("application/problem+json")


def test_missing_token_is_named() -> None:
    answer = Client().get("/api/v1/preview/")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "token"


def test_token_made_with_another_key_is_not_found(admin: Client) -> None:
    token = previewed(admin, StandardPageFactory.create())
    value = token.rsplit(":", 2)[0]
    assert read(TimestampSigner(key="other").sign(value)).status_code == 404
    assert read(TimestampSigner().sign(value)).status_code == 404


def test_token_expires(admin: Client, settings: Any) -> None:
    token = previewed(admin, StandardPageFactory.create())
    settings.HEADLESS_PREVIEW_SECONDS = -1
    answer = read(token)
    assert (answer.status_code, answer.json()["detail"]) == (410, OVER)


def test_preview_of_a_page_that_is_no_more_is_over(admin: Client) -> None:
    page = StandardPageFactory.create()
    token = previewed(admin, page)
    Page.objects.get(pk=page.pk).delete()
    assert read(token).status_code == 410


def test_preview_whose_draft_was_forgotten_is_over(admin: Client) -> None:
    token = previewed(admin, StandardPageFactory.create())
    PagePreview.objects.all().delete()
    assert read(token).status_code == 410


def editor_with_page() -> tuple[Client, Any, Page]:
    """An editor of one page, without any other right."""
    page = StandardPageFactory.create(title="아직 초안")
    group = Group.objects.create(name="이 쪽의 편집자")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user = UserFactory.create()
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client, user, page


def lose_the_right(user: Any) -> None:
    GroupPagePermission.objects.filter(group__user=user).delete()


def be_deactivated(user: Any) -> None:
    user.is_active = False
    user.save()


def be_deleted(user: Any) -> None:
    user.delete()


def lose_the_admin(user: Any) -> None:
    user.groups.get().permissions.clear()


ENDS: list[Callable[[Any], None]] = [lose_the_right, be_deactivated, be_deleted, lose_the_admin]


@pytest.mark.parametrize("end", ENDS)
def test_token_ends_with_the_rights_of_its_editor(end: Callable[[Any], None]) -> None:
    client, user, page = editor_with_page()
    token = previewed(client, page)
    assert read(token).status_code == 200
    end(user)
    answer = read(token)
    assert (answer.status_code, answer.json()["detail"]) == (410, OVER)


@pytest.mark.parametrize("end", [lose_the_right, be_deactivated])
def test_token_of_a_new_page_ends_with_the_right_to_add_it(end: Callable[[Any], None]) -> None:
    client, user, parent = editor_with_page()
    fields = present_fields(client, add_page_address(StandardPage, parent))
    fields.update({"title": "새 쪽", "slug": "new"})
    address = reverse("wagtailadmin_pages:preview_on_add", args=["home", "standardpage", parent.pk])
    assert client.post(address, fields).json()["is_valid"]
    token = token_at(client, address)
    assert read(token).json()["title"] == "새 쪽"
    end(user)
    assert read(token).status_code == 410


def test_minute_s_work_forgets_drafts_whose_time_is_over(admin: Client, settings: Any) -> None:
    previewed(admin, StandardPageFactory.create())
    forget_past_previews()
    assert PagePreview.objects.count() == 1
    settings.HEADLESS_PREVIEW_SECONDS = -1
    call_command("run_due")
    assert PagePreview.objects.count() == 0


def test_token_opens_its_page_s_draft_and_nothing_else(admin: Client) -> None:
    page = StandardPageFactory.create(title="하나", live=False)
    other = StandardPageFactory.create(title="다른 것", live=False)
    token = previewed(admin, page)
    bearer = {"authorization": f"Bearer {token}"}
    for path in (f"pages/{page.pk}/", f"pages/{other.pk}/", "pages/", "search/?q=하나", "changes/"):
        separator = "&" if "?" in path else "?"
        assert Client().get(f"/api/v1/{path}{separator}token={token}").status_code == 422
        assert Client().get(f"/api/v1/{path}", headers=bearer).status_code == 401
    assert read(token).json()["id"] == page.pk
    assert Client().get(f"/api/v1/preview/?token={token}&id={other.pk}").status_code == 422


def test_each_editor_and_page_has_a_token_that_lasts_while_one_writes(admin: Client) -> None:
    page = StandardPageFactory.create()
    first = previewed(admin, page, title="하나")
    assert previewed(admin, page, title="둘") == first
    assert read(first).json()["title"] == "둘"
    colleague = Client()
    colleague.force_login(UserFactory.create(is_superuser=True, is_staff=True))
    second = previewed(colleague, page, title="셋")
    assert second != first
    assert (read(first).json()["title"], read(second).json()["title"]) == ("둘", "셋")
    assert previewed(admin, StandardPageFactory.create()) != first


def test_token_is_renewed_before_it_expires(admin: Client, settings: Any) -> None:
    page = StandardPageFactory.create()
    settings.HEADLESS_PREVIEW_SECONDS = 0
    first = previewed(admin, page)
    assert previewed(admin, page) != first


def test_editor_can_look_at_the_page_on_this_site_instead(admin: Client) -> None:
    page = StandardPageFactory.create(title="이 사이트에서")
    assert [mode for mode, _label in page.preview_modes] == ["front-end", ""]
    previewed(admin, page)
    answer = admin.get(preview_address(page), {"mode": ""}).content.decode()
    assert "이 사이트에서" in answer
    assert FRONT_END not in answer


def test_previews_are_off_unless_a_front_end_is_named(admin: Client, settings: Any) -> None:
    page = StandardPageFactory.create(title="여기서 본다")
    token = previewed(admin, page)
    settings.WAGTAIL_HEADLESS_PREVIEW = {}
    assert page.preview_modes == StandardPage().preview_modes
    assert "여기서 본다" in admin.get(preview_address(page)).content.decode()
    assert read(token).status_code == 404


def test_each_site_has_its_own_front_end(admin: Client, settings: Any) -> None:
    page = StandardPageFactory.create()
    elsewhere = StandardPageFactory.create()
    Site.objects.create(hostname="other.example", root_page=elsewhere)
    urls = {"other.example": "https://other-front.example/"}
    settings.WAGTAIL_HEADLESS_PREVIEW = {
        "CLIENT_URLS": urls,
        "ENFORCE_TRAILING_SLASH": False,
    }
    Site.clear_site_root_paths_cache()
    previewed(admin, elsewhere)
    assert framed_url(admin, preview_address(elsewhere)).startswith(urls["other.example"])
    assert page.front_end_url() == ""
    assert admin.get(preview_address(page)).status_code == 200


@pytest.mark.once
@pytest.mark.parametrize(
    "url",
    ["front.example.org", "javascript:alert(1)", "https://a.example/?x=1", "https://a.example/; *",
     "{SITE_ROOT_URL}/preview/", "https:///preview/"],
)  # fmt: skip
def test_front_end_without_a_plain_address_is_told_at_the_start(url: str, settings: Any) -> None:
    assert check_front_ends() == []
    settings.WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": url}}
    (error,) = check_front_ends()
    assert error.id == "headless.E001"
    assert url in error.msg
