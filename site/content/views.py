"""Wagtail's address of a document, with ranges, conditions and the right name."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model

from content.delivery import Terms, deliver
from content.documents import is_open
from content.models import DocumentVersion


@require_safe
def serve_document(
    request: HttpRequest, document_id: int, document_filename: str
) -> HttpResponseBase:
    """The document, where its name fits and no hook of `before_serve_document` objects."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    if document.filename != document_filename:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):
        answer = hook(document, request)
        if isinstance(answer, HttpResponse):
            return answer
    try:
        version = DocumentVersion.objects.current(document)
    except OSError as error:
        raise Http404 from error
    inline = document.content_disposition == "inline"
    return deliver(request, version, Terms(for_anybody=is_open(document), inline=inline))
