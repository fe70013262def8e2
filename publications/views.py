"""Handing out the files of publications."""

from counter_robots import is_robot
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from publications.models import DownloadCount, PublicationFile


@require_safe
def download(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """The file with that key. The name at the end of the address is for people and may change."""
    file = PublicationFile.objects.public().select_related("document").filter(key=key).first()
    if file is None or not file.document.file:
        raise Http404
    try:
        content = file.document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    if request.method == "GET" and not is_robot(request.headers.get("User-Agent", "")):
        DownloadCount.objects.add(file.pk, timezone.localdate())
    response = FileResponse(
        content,
        as_attachment=True,
        filename=file.document.filename,
        content_type=file.document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
