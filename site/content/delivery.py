"""Handing out a document's content (RFC 9110): whole or in ranges, by us or by the server."""

from __future__ import annotations

import secrets
import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote

from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import gettext as _

from content.conf import cache_seconds, most_streams, signed_url_seconds, x_accel_location
from content.language_free import language_free
from content.models.versions import DocumentVersion
from content.ranges import (
    ByteRange,
    NotSatisfiableError,
    Pieces,
    if_range_holds,
    multipart,
    requested_ranges,
)

BLOCK = 256 * 1024
RETRY_AFTER_SECONDS = 30
# What a browser would run as a page of this site.
NEVER_INLINE = ("html", "svg", "xml", "javascript")


@dataclass(frozen=True)
class Terms:
    """On which terms a content is handed out.

    `for_anybody` allows shared caches to keep it; `seconds_left` is when time will change who may
    read it.
    """

    for_anybody: bool = True
    inline: bool = False
    seconds_left: float | None = None


class DownloadResponse(FileResponse):
    """A file read in blocks that are worth a system call, with the headers it was given."""

    block_size = BLOCK

    def set_headers(self, filelike: Any) -> None:
        """Add none: Django would guess the media type again."""


class Streams:
    """How many files this process is handing out at the moment."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.count = 0

    def take(self) -> bool:
        """Begin one more; False where there are too many already."""
        with self.lock:
            if self.count >= most_streams():
                return False
            self.count += 1
            return True

    def give_back(self) -> None:
        with self.lock:
            self.count -= 1


streams = Streams()


class Stream(Pieces):
    """Pieces of a file that count as a stream until they are closed or forgotten."""

    def __init__(self, file: IO[bytes], pieces: Sequence[bytes | ByteRange]) -> None:
        super().__init__(file, pieces)
        self.end = weakref.finalize(self, streams.give_back)

    def close(self) -> None:
        super().close()
        self.end()


def deliver(request: HttpRequest, version: DocumentVersion, terms: Terms) -> HttpResponseBase:
    """The answer to a GET or HEAD of `version`, whatever the request asks of it.

    Raises Http404 where the store has lost the content.
    """
    return language_free(answer_to(request, version, terms))


def answer_to(request: HttpRequest, version: DocumentVersion, terms: Terms) -> HttpResponseBase:
    modified = int(version.stored_at.timestamp())
    plain = HttpResponse(headers=headers_of(version, terms))
    response = get_conditional_response(request, version.etag, modified, plain)
    if response is not None and response is not plain:
        # A cache gives what it keeps the headers of a 304 (RFC 9111, section 3.2).
        response["Content-Security-Policy"] = plain["Content-Security-Policy"]
        return response
    handed_over = by_server(version, terms) or by_store(request, version, terms)
    return handed_over or by_ourselves(request, version, terms)


def headers_of(version: DocumentVersion, terms: Terms) -> dict[str, str]:
    """The headers that the answers to every kind of request for `version` share."""
    return {
        "Accept-Ranges": "bytes",
        "Cache-Control": cache_control(terms),
        "Content-Disposition": disposition(version, terms),
        "Content-Security-Policy": "default-src 'none'",
        "Content-Type": version.media_type,
        "ETag": version.etag,
        "Last-Modified": http_date(version.stored_at.timestamp()),
        "X-Content-Type-Options": "nosniff",
    }


def disposition(version: DocumentVersion, terms: Terms) -> str:
    """To be saved under the document's name; shown in the browser only where that is harmless."""
    inline = terms.inline and not any(word in version.media_type for word in NEVER_INLINE)
    return str(content_disposition_header(not inline, version.filename))


def cache_control(terms: Terms) -> str:
    """What caches may do: never beyond the moment when time changes who may read it."""
    carrier = HttpResponse()
    if not terms.for_anybody:
        patch_cache_control(carrier, private=True, no_store=True)
        return carrier["Cache-Control"]
    left = cache_seconds() if terms.seconds_left is None else terms.seconds_left
    shared = max(0, min(cache_seconds(), int(left)))
    patch_cache_control(carrier, public=True, max_age=0, s_maxage=shared, must_revalidate=True)
    return carrier["Cache-Control"]


def by_server(version: DocumentVersion, terms: Terms) -> HttpResponse | None:
    """The answer by which nginx sends the file itself; None where that is not set up."""
    location = x_accel_location()
    if not location or not is_local(version.storage):
        return None
    response = HttpResponse(headers=headers_of(version, terms))
    response["X-Accel-Redirect"] = f"{location.rstrip('/')}/{quote(version.file_name)}"
    return response


def by_store(
    request: HttpRequest, version: DocumentVersion, terms: Terms
) -> HttpResponseRedirect | None:
    """The way to the object store's own copy, signed for a moment; None without such a store."""
    seconds = signed_url_seconds()
    if not seconds or is_local(version.storage):
        return None
    headers = headers_of(version, terms)
    wanted = {
        "ResponseContentType": headers["Content-Type"],
        "ResponseContentDisposition": headers["Content-Disposition"],
        "ResponseCacheControl": "private, no-store",
    }
    store: Any = version.storage
    response = HttpResponseRedirect(
        store.url(version.file_name, parameters=wanted, expire=seconds, http_method=request.method)
    )
    response["Cache-Control"] = "private, no-store"
    return response


def is_local(storage: Storage) -> bool:
    """Whether the store is a folder of this machine."""
    try:
        storage.path("")
    except NotImplementedError:
        return False
    return True


def by_ourselves(request: HttpRequest, version: DocumentVersion, terms: Terms) -> HttpResponseBase:
    """The content, read by this process; 503 where it has its hands full."""
    headers = headers_of(version, terms)
    try:
        ranges = ranges_for(request, version)
    except NotSatisfiableError:
        headers["Content-Range"] = f"bytes */{version.size}"
        return HttpResponse(status=416, headers=headers)
    if request.method == "HEAD":
        return head(version, headers)
    return partial(version, ranges, headers) if ranges else whole(version, headers)


def head(version: DocumentVersion, headers: dict[str, str]) -> HttpResponse:
    """The headers alone. Raises Http404 where the store has lost the content."""
    if not version.storage.exists(version.file_name):
        raise Http404
    return HttpResponse(headers={**headers, "Content-Length": str(version.size)})


def begins(request: HttpRequest, version: DocumentVersion) -> bool:
    """Whether the request is for the file from its beginning, and not for what is missing yet."""
    try:
        ranges = ranges_for(request, version)
    except NotSatisfiableError:
        return False
    return ranges is None or any(each.start == 0 for each in ranges)


def ranges_for(request: HttpRequest, version: DocumentVersion) -> list[ByteRange] | None:
    """The ranges to send; None where the whole is. Raises NotSatisfiableError."""
    wanted = request.headers.get("Range", "")
    if request.method != "GET" or not wanted:
        return None
    condition = request.headers.get("If-Range", "")
    modified = int(version.stored_at.timestamp())
    if condition and not if_range_holds(condition, version.etag, modified, int(time.time())):
        return None
    return requested_ranges(wanted, version.size)


def whole(version: DocumentVersion, headers: dict[str, str]) -> HttpResponseBase:
    everything = [ByteRange(0, version.size - 1)] if version.size else []
    return streamed(version, list(everything), headers, 200)


def partial(
    version: DocumentVersion, ranges: list[ByteRange], headers: dict[str, str]
) -> HttpResponseBase:
    """One range as it is, several as parts of a body of their own type."""
    if len(ranges) == 1:
        headers["Content-Range"] = ranges[0].described(version.size)
        return streamed(version, list(ranges), headers, 206)
    boundary = secrets.token_hex(16)
    pieces = multipart(ranges, version.size, version.media_type, boundary)
    headers["Content-Type"] = f"multipart/byteranges; boundary={boundary}"
    return streamed(version, pieces, headers, 206)


def streamed(
    version: DocumentVersion,
    pieces: list[bytes | ByteRange],
    headers: dict[str, str],
    status: int,
) -> HttpResponseBase:
    """The pieces as a body that is read while it is sent."""
    if not streams.take():
        return busy()
    body = Stream(opened(version), pieces)
    headers["Content-Length"] = str(len(body))
    return DownloadResponse(body, status=status, headers=headers)


def opened(version: DocumentVersion) -> IO[bytes]:
    """The content; Http404 where the store has lost it, which is no stream then."""
    try:
        return version.open()
    except OSError as error:
        streams.give_back()
        raise Http404 from error


def busy() -> HttpResponse:
    """Ask to come back; every thread that may wait for slow readers is doing so."""
    response = HttpResponse(
        _("Too many downloads are running at the moment. Please try again in half a minute."),
        content_type="text/plain; charset=utf-8",
        status=503,
    )
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
