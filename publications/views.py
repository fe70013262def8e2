"""Handing out the files of publications."""

import datetime

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.delivery import Terms, begins, deliver
from content.models import DocumentVersion
from publications.access import file_for_reader, public_file
from publications.counting import note_download
from publications.models import PublicationFile
from publications.models.downloads import CountedFile

SENT = (200, 206, 302)


@require_safe
def download(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """The file with that key. The name at the end of the address is for people and may change.

    With `?version=` and a SHA-256, what the file was before it was replaced, for as long as that
    is kept.
    """
    file = public_file(key)
    for_anybody = file is not None
    file = file or file_for_reader(key, request)
    if file is None or not file.document.file:
        raise Http404
    version = wanted_version(file, request.GET.get("version", ""))
    left = seconds_left(file.publication.expire_at)
    response = deliver(request, version, Terms(for_anybody=for_anybody, seconds_left=left))
    if request.method == "GET" and response.status_code in SENT and begins(request, version):
        note_download(request, CountedFile.of(file))
    return response


def wanted_version(file: PublicationFile, sha256: str) -> DocumentVersion:
    """What the document holds now, or held under that hash. Raises Http404."""
    if sha256:
        version = DocumentVersion.objects.reachable(file.document, sha256)
        if version is None:
            raise Http404
        return version
    try:
        return DocumentVersion.objects.current(file.document)
    except OSError as error:
        raise Http404 from error


def seconds_left(expiry: datetime.datetime | None) -> float | None:
    """How long a page will still be public; None for ever."""
    return (expiry - timezone.now()).total_seconds() if expiry else None
