"""The media folder, where the application itself hands it out: a developer's machine, the demo."""

import posixpath
from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

DOCUMENTS = "documents"


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture. Documents have addresses of their own, which ask who may read them."""
    parts = PurePosixPath(posixpath.normpath(path)).parts
    if DOCUMENTS in (part.casefold() for part in parts[:2]):
        raise Http404
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
