"""A page's draft shown by a front end of its own, which reads it with a token that expires.

Off until WAGTAIL_HEADLESS_PREVIEW names CLIENT_URLS: the address of a front end for each host of a
site, `default` for every other. HEADLESS_PREVIEW_SECONDS is how long a token is good, an hour where
it is not set. A token shows no more than its editor might see: it ends with the editor's rights.
"""

from __future__ import annotations

import datetime
import json
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractPage, Page, PreviewableMixin
from wagtail_headless_preview.models import HeadlessPreviewMixin, PagePreview

FRONT_END = "front-end"
USUAL_SECONDS = 60 * 60
SALT = "headless.previews"
# Where the stored draft names who made it, beside the page's own fields.
EDITOR = "previewed_by"


class PreviewOverError(LookupError):
    """The token was good once: its time is over, its draft is no more, or its editor may not."""


def client_urls() -> dict[str, str]:
    """The front ends' addresses by the host of the site; empty while previews are off."""
    configured = getattr(settings, "WAGTAIL_HEADLESS_PREVIEW", {})
    return dict(configured.get("CLIENT_URLS") or {})


def lifetime() -> datetime.timedelta:
    seconds = getattr(settings, "HEADLESS_PREVIEW_SECONDS", USUAL_SECONDS)
    return datetime.timedelta(seconds=seconds)


def signer() -> TimestampSigner:
    return HeadlessPreviewMixin.get_preview_signer()


class FrontEndPreviewMixin(HeadlessPreviewMixin):
    """A page that editors can preview in its front end, beside the way this site shows it."""

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        own: list[tuple[str, str | Promise]] = super().preview_modes
        if not self.front_end_url():
            return own
        if own == PreviewableMixin.DEFAULT_PREVIEW_MODES:
            own = [("", _("This site"))]
        return [(FRONT_END, _("Front end")), *own]

    def front_end_url(self) -> str:
        """Where the page's site has its front end; empty where it has none."""
        site = self.get_site()
        urls = client_urls()
        return urls.get(site.hostname if site else "") or urls.get("default", "")

    def get_client_root_url(self, request: HttpRequest) -> str:
        return self.front_end_url()

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """What the preview shows in that mode, whatever the page's type does with its own."""
        asked = (original_request, preview_mode, extra_request_attrs)
        if preview_mode == FRONT_END and self.front_end_url():
            framed: HttpResponseBase = FramedPreview(self).make_preview_request(*asked)
            return framed
        own: HttpResponseBase = super().make_preview_request(*asked)
        return own

    def serve_preview(self, request: HttpRequest, preview_mode: str) -> HttpResponseBase:
        """The page on this site: past the mixin, which knows front ends only."""
        own: HttpResponseBase = super(HeadlessPreviewMixin, self).serve_preview(
            request, preview_mode
        )
        return own

    def serve_front_end(self, request: HttpRequest) -> HttpResponseBase:
        """The front end in a frame, with a token for the draft."""
        self.previewer = getattr(request, "user", None)
        framed: HttpResponseBase = super().serve_preview(request, FRONT_END)
        return framed

    def create_page_preview(self) -> PagePreview:
        """Keep the draft under a token that nobody can guess.

        An editor who goes on writing keeps the token for half its time, so that a link handed to a
        colleague shows the latest state, and each keystroke leaves no further copy.
        """
        prefix = f"{owner_of_draft(self, getattr(self, 'previewer', None))}."
        known = PagePreview.objects.filter(token__startswith=prefix).order_by("-pk").first()
        token = known.token if known is not None and is_fresh(known.token) else new_token(prefix)
        return self.update_page_preview(token)[0]

    def update_page_preview(self, token: str) -> tuple[PagePreview, bool]:
        """Keep the draft under `token`, with the editor whose rights decide who may read it."""
        key = getattr(getattr(self, "previewer", None), "pk", None)
        content = {**json.loads(self.to_json()), EDITOR: None if key is None else str(key)}
        found: tuple[PagePreview, bool] = PagePreview.objects.update_or_create(
            token=token,
            defaults={"content_type": self.content_type, "content_json": json.dumps(content)},
        )
        return found


class FramedPreview(PreviewableMixin):
    """A page's front end as something to preview; routable pages have a preview of their own."""

    def __init__(self, page: FrontEndPreviewMixin) -> None:
        self.page = page

    def get_full_url(self) -> str | None:
        url: str | None = getattr(self.page, "full_url", None)
        return url

    full_url = property(get_full_url)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        return self.page.serve_front_end(request)


def owner_of_draft(page: Any, user: Any) -> str:
    """Names page and editor without telling either."""
    place = page.pk or f"new {page._meta.label} {page.path}"
    told = f"{place} {getattr(user, 'pk', None)}"
    return salted_hmac(SALT, told, algorithm="sha256").hexdigest()[:32]


def new_token(prefix: str) -> str:
    return signer().sign(f"{prefix}{secrets.token_urlsafe(16)}")


def is_fresh(token: str) -> bool:
    """Whether the token is good for at least another half of its time."""
    try:
        signer().unsign(token, max_age=lifetime() / 2)
    except BadSignature:
        return False
    return True


def draft_of(token: str) -> AbstractPage:
    """The page as its editor has it, saved or not; its primary key is 0 where it never was.

    Raises Http404 where previews are off or the token is none of ours, and PreviewOverError where
    the token was good once.
    """
    if not client_urls():
        raise Http404
    try:
        signer().unsign(token, max_age=lifetime())
    except SignatureExpired as error:
        raise PreviewOverError from error
    except BadSignature as error:
        raise Http404 from error
    preview = PagePreview.objects.filter(token=token).first()
    if preview is None:
        raise PreviewOverError
    page: AbstractPage = preview.as_page()
    if not may_still_edit(editor_of(preview), page):
        raise PreviewOverError
    page.id = page.pk = page.pk or 0
    return page


def editor_of(preview: PagePreview) -> Any:
    """Who made the draft; None where that one is no more or may not come in any longer."""
    key = json.loads(preview.content_json).get(EDITOR)
    users = get_user_model()._default_manager.filter(is_active=True)
    return users.filter(pk=key).first() if key is not None else None


def may_still_edit(user: Any, page: AbstractPage) -> bool:
    """Whether `user` may edit the page where it is now; a new one, whether it may be added there.

    False for a page, or a place for one, that is no more.
    """
    if user is None or not user.has_perm("wagtailadmin.access_admin"):
        return False
    if page.pk:
        stored = Page.objects.filter(pk=page.pk).first()
        return stored is not None and stored.permissions_for_user(user).can_edit()
    parent = Page.objects.filter(path=page.path[: -page.steplen]).first()
    return parent is not None and parent.permissions_for_user(user).can_add_subpage()


def forget_past_previews() -> None:
    """Keep no draft whose token has expired; every minute's work."""
    tokens = PagePreview.objects.values_list("pk", "token")
    past = [pk for pk, token in tokens if is_past(token)]
    if past:
        PagePreview.objects.filter(pk__in=past).delete()


def is_past(token: str) -> bool:
    try:
        signer().unsign(token, max_age=lifetime())
    except BadSignature:
        return True
    return False
