from typing import Any

from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import BaseViewRestriction
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from content.documents import may_read
from content.home_panels import IndexingPanel
from content.privacy import let_pass
from content.viewsets import (
    PendingIndexingAdmin,
    ReplacedFileAdmin,
    SearchSynonymViewSet,
    UnansweredQueryAdmin,
)

register_snippet(SearchSynonymViewSet)
modeladmin_register(ReplacedFileAdmin)
modeladmin_register(UnansweredQueryAdmin)
modeladmin_register(PendingIndexingAdmin)


@hooks.register("before_serve_document", order=-100)
def hide_document(document: AbstractDocument, request: HttpRequest) -> None:
    """Let Wagtail's own address of a document answer as if what is hidden did not exist.

    A reader who can still give a password is left to Wagtail, which asks for it.
    """
    if not may_read(document, request) and not asks_for_password(document, request):
        raise Http404


def asks_for_password(document: AbstractDocument, request: HttpRequest) -> bool:
    """Whether a shared password is all that the reader lacks to enter the collection."""
    restrictions = document.collection.get_view_restrictions()
    lacking = [each for each in restrictions if not let_pass([each], request)]
    return bool(lacking) and all(
        each.restriction_type == BaseViewRestriction.PASSWORD for each in lacking
    )


@hooks.register("construct_homepage_panels")
def show_failed_indexing(request: HttpRequest, panels: list[Any]) -> None:
    """Tell those who may see it what the search cannot find."""
    if request.user.has_perm("content.view_pendingindexing"):
        panels.append(IndexingPanel())


@hooks.register("insert_editor_js")
def send_forms_after_autosave() -> SafeString:
    """Keep Wagtail's saving as one writes and an editor's own sending apart."""
    return format_html('<script src="{}"></script>', static("content/submit_after_autosave.js"))
