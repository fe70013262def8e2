"""Answers of the API given again without being made again, for as long as nothing has changed.

The content version is read before an answer is made, and the answer is good for exactly that
version: whatever may alter it moves the version on. So a hit costs one small query, and on
PostgreSQL none for two milliseconds after another (`headless.leases` says why); no stale answer is
ever given. `CachingApplication` does this in front of Django, `ResponseCacheMiddleware` where that
layer is absent, always with the query.

Settings: HEADLESS_CACHED_PATHS (beginnings of paths), HEADLESS_CACHE_BYTES (memory in each process,
a quarter of it for single objects' texts, of which lists are made that nobody asked for yet; with
0 every answer is made anew, and not of stored texts either), HEADLESS_SHARED_CACHE (alias of a
Django cache that processes share), HEADLESS_RELEASE (names the installed code, so that a new one
shares no answers with the old), and HEADLESS_CDN_SECONDS (how long a CDN may answer without
asking; 0 by default).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from wagtail.models import Site

from headless.caching.answer_headers import is_for_anybody, is_storable, lasting, with_policy
from headless.caching.answer_store import Answer, Form, Headers, Store
from headless.caching.encodings import CodedStream, coding_for, preferred_coding
from headless.caching.fragments import IN_REQUEST
from headless.caching.kept_fragments import KeptFragments
from headless.caching.shared_answers import SharedAnswers
from headless.caching.version_reader import ReadVersion, VersionKey, through_django, version_reader
from headless.due import next_due
from headless.requests.request_ids import HEADER, acceptable

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

READING = frozenset({"GET", "HEAD"})
USUAL_PATHS = ("/api/v1/",)
USUAL_BYTES = 16 * 1024 * 1024
# One part in so many of that memory is for single objects' texts.
FRAGMENTS_SHARE = 4
MOST_BYTES_OF_AN_ANSWER = 4 * 1024 * 1024
# What besides the URL may alter an answer that anybody may read. Sessions and the languages of
# browsers do not: requests lose both before they are answered.
VARYING = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ORIGIN",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
)
IGNORED = ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
UNDER_LAYER = "headless.cached"


class ResponseCache:
    """What both doors know of answers."""

    def __init__(self, read_version: ReadVersion) -> None:
        self.read_version = read_version
        self.paths = tuple(getattr(settings, "HEADLESS_CACHED_PATHS", USUAL_PATHS))
        most_bytes = getattr(settings, "HEADLESS_CACHE_BYTES", USUAL_BYTES)
        for_fragments = most_bytes // FRAGMENTS_SHARE
        self.answers: Store[Answer] = Store(most_bytes - for_fragments)
        self.shared = SharedAnswers()
        self.fragments = KeptFragments(for_fragments, self.shared)
        self.due: tuple[VersionKey | None, float] = (None, 0.0)

    def is_concerned(self, method: str | None, path: str) -> bool:
        """Whether the request reads something of the API, its root without a slash included."""
        return f"{path}/".startswith(self.paths) and method in READING

    def question(self, environ: Environ) -> Question:
        """What the request asks for, with the version before anything else is read."""
        if not self.answers.most_bytes or not is_for_anybody(environ):
            return Question(None, None)
        return Question(tuple(map(environ.get, VARYING)), self.read_version())

    def for_request(self, question: Question) -> Environ:
        """What the request is told: the objects' texts, where it may be answered with them."""
        return {IN_REQUEST: self.fragments if question.version else None}

    def known(self, question: Question) -> Answer | None:
        """The answer, where it has been made already and is still good."""
        if question.version is None:
            return None
        answer = self.answers.get(question.key)
        if answer is None or answer.version != question.version:
            answer = self.shared.get(question.key, question.version)
            if answer is not None:
                self.answers.put(question.key, answer)
        return answer if answer is not None and answer.until > time.time() else None

    def made(self, question: Question, environ: Environ, headers: Headers, body: bytes) -> Answer:
        """A complete answer, remembered where it may be given to anybody else."""
        until = self.next_due(question.version) if question.version else 0.0
        headers = with_policy(headers, environ, HTTPStatus.OK, until)
        answer = Answer(question.version, until, headers, body)
        if answer.version and is_storable(headers) and len(body) <= MOST_BYTES_OF_AN_ANSWER:
            # With forms of its own: those of the answer carry what is this caller's alone.
            kept = replace(answer, headers=lasting(headers), forms={})
            self.answers.put(question.key, kept)
            self.shared.put(question.key, kept)
        return answer

    def next_due(self, version: VersionKey) -> float:
        """When time alone alters something next, in seconds since the epoch; known per version.

        A new version is also the moment to forget which addresses Wagtail remembers for the
        sites: another process may have changed them.
        """
        if self.due[0] != version:
            Site.clear_site_root_paths_cache()
        if self.due[0] != version or self.due[1] <= time.time():
            due = next_due()
            self.due = (version, due.timestamp() if due else math.inf)
        return self.due[1]


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks for. Where the version is None, nothing is taken from memory."""

    key: Hashable
    version: VersionKey | None


def chosen_form(answer: Answer, environ: Environ) -> Form:
    return answer.form(coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""), len(answer.body)))


def is_known(environ: Environ, etag: str) -> bool:
    """Whether the client has this very form (RFC 9110, section 13.1.2; weak comparison)."""
    condition = environ.get("HTTP_IF_NONE_MATCH")
    if not condition:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in condition.split(",")}
    return etag in tags or "*" in tags


def is_head(environ: Environ) -> bool:
    return bool(environ["REQUEST_METHOD"] == "HEAD")


class CachingApplication:
    """A WSGI application that answers known requests itself, and hands on the others."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self._cache: ResponseCache | None = None

    @property
    def cache(self) -> ResponseCache:
        """Made with the first request, when the settings are complete."""
        if self._cache is None:
            self._cache = ResponseCache(version_reader())
        return self._cache

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        cache = self.cache
        if not cache.is_concerned(environ["REQUEST_METHOD"], environ["PATH_INFO"]):
            handed_on: Iterable[bytes] = self.application(environ, start_response)
            return handed_on
        question = cache.question(environ)
        answer = cache.known(question)
        if answer is None:
            return self.fresh(question, environ, start_response)
        return sent(answer, environ, start_response, (own_name(environ),))

    def fresh(
        self, question: Question, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """What Django answers."""
        head: list[tuple[str, Headers]] = []
        plain = {key: value for key, value in environ.items() if key not in IGNORED}
        plain |= {"REQUEST_METHOD": "GET", UNDER_LAYER: True, **self.cache.for_request(question)}
        response = self.application(
            plain, lambda status, headers, _error=None: head.append((status, headers))
        )
        ((status, headers),) = head
        code = int(status[:3])
        if code == HTTPStatus.OK and not getattr(response, "streaming", True):
            body = b"".join(response)
            response.close()
            answer = self.cache.made(question, environ, headers, body)
            return sent(answer, environ, start_response)
        headers = with_policy(headers, environ, code, 0.0)
        stream = outgoing_stream(response, headers, environ)
        start_response(status, headers)
        return stream


def sent(
    answer: Answer,
    environ: Environ,
    start_response: StartResponse,
    own: Iterable[tuple[str, str]] = (),
) -> Iterable[bytes]:
    """The answer in the form that the client prefers, or that what it has is still good.

    `own` are headers of this request alone.
    """
    form = chosen_form(answer, environ)
    if is_known(environ, form.etag):
        start_response("304 Not Modified", [*form.headers_unchanged, *own])
        return []
    start_response("200 OK", [*form.headers, *own])
    return [] if is_head(environ) else [form.body]


def own_name(environ: Environ) -> tuple[str, str]:
    """The header that names the request; no answer that is kept has one."""
    return HEADER, acceptable(environ.get("HTTP_X_REQUEST_ID", ""))


def outgoing_stream(response: Any, headers: Headers, environ: Environ) -> Iterable[bytes]:
    """What is sent of an answer that is not kept; a stream is coded on its way."""
    if is_head(environ):
        close = getattr(response, "close", None)
        if close:
            close()
        return []
    if not getattr(response, "streaming", False):
        whole: Iterable[bytes] = response
        return whole
    coding = preferred_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if coding:
        headers.append(("Content-Encoding", coding))
    return CodedStream(response, coding)


class ResponseCacheMiddleware:
    """Does what `CachingApplication` does, where that does not stand in front.

    Stands first among the middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._cache: ResponseCache | None = None

    @property
    def cache(self) -> ResponseCache:
        if self._cache is None:
            self._cache = ResponseCache(through_django)
        return self._cache

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        environ = request.META
        is_ours = self.cache.is_concerned(request.method, request.path_info)
        if not is_ours or UNDER_LAYER in environ:
            return self.get_response(request)
        asked = dict(environ)
        question = self.cache.question(asked)
        answer = self.cache.known(question)
        if answer is None:
            return self.fresh(question, request, asked)
        return response_of(answer, asked)

    def fresh(self, question: Question, request: HttpRequest, asked: Environ) -> HttpResponseBase:
        """What the rest of Django answers."""
        for name in IGNORED:
            request.META.pop(name, None)
        request.method = "GET"
        request.META.update(self.cache.for_request(question))
        response = self.get_response(request)
        request.method = asked["REQUEST_METHOD"]
        headers = list(response.items())
        if response.cookies:
            question = Question(None, None)
        if response.status_code == HTTPStatus.OK and isinstance(response, HttpResponse):
            answer = self.cache.made(question, asked, headers, response.content)
            return response_of(answer, asked, response)
        for name, value in with_policy(headers, asked, response.status_code, 0.0):
            response[name] = value
        coding = preferred_coding(asked.get("HTTP_ACCEPT_ENCODING", ""))
        if isinstance(response, StreamingHttpResponse) and coding:
            response.streaming_content = CodedStream(iter(response), coding)
            response["Content-Encoding"] = coding
        if is_head(asked):
            return HttpResponse(status=response.status_code, headers=dict(response.items()))
        return response


def response_of(
    answer: Answer, environ: Environ, made: HttpResponseBase | None = None
) -> HttpResponse:
    """The answer as Django sends it, with the cookies of the response that it was `made` of."""
    form = chosen_form(answer, environ)
    if is_known(environ, form.etag):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        headers = form.headers_unchanged
        del response["Content-Type"]
    else:
        response = HttpResponse(b"" if is_head(environ) else form.body)
        headers = form.headers
    for name, value in headers:
        response[name] = value
    if made is not None:
        response.cookies = made.cookies
    else:
        name, value = own_name(environ)
        response[name] = value
    return response
