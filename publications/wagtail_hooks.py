from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from publications.content_checks import CHECKED, clear
from publications.document_views import DocumentIndexView, read_again
from publications.indicators.views import preview
from publications.models import PublicationPage
from publications.page_forms import draft_of
from publications.publishing import PublishCheckedAction
from publications.publishing_views import refuse_bulk_publishing
from publications.viewsets import DownloadCountAdmin, PublicationsViewSetGroup, PublicationViewSet

hooks.register("before_bulk_action", refuse_bulk_publishing)
register_snippet(PublicationsViewSetGroup)
modeladmin_register(DownloadCountAdmin)


@hooks.register("register_admin_urls")
def admin_addresses() -> list[URLPattern]:
    """Where the page editor asks how it would read a pasted table."""
    return [path("indicators/preview/", preview, name="publications_indicator_preview")]


@hooks.register("register_admin_urls", order=-1)
def document_urls() -> list[URLPattern]:
    """Our list of documents, found before Wagtail's own at the same address."""
    return [
        path("documents/", DocumentIndexView.as_view()),
        path("documents/results/", DocumentIndexView.as_view(results_only=True)),
        path("documents/read-again/<document_id>/", read_again, name="publications_read_again"),
    ]


@hooks.register("register_admin_viewset")
def publication_views() -> PublicationViewSet:
    """Our view of an approval outside of the editor, for all types of publications."""
    return PublicationViewSet()


@hooks.register("register_actions", order=1)
def checked_publishing(registry: ActionRegistry) -> None:
    """Wagtail's own API publishes by the action that is registered."""
    registry.register(Page, PublishCheckedAction)


@hooks.register("before_publish_page")
@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def store_clearances(request: HttpRequest, page: Any) -> None:
    """Keep who has ticked off what, once the page is saved and before it is published."""
    ticked = request.POST.getlist(CHECKED)
    if ticked and isinstance(page, PublicationPage):
        clear(page, draft_of(page), ticked, request.user)
