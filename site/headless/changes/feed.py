"""`/changes/`: what was published, changed, unpublished or deleted, in the order of the commits.

Whoever follows its cursors has, at each end, exactly what the caller may see: an item with the
action `published` or `changed` says how the object is now, one with `unpublished` or `deleted`
that it is to be forgotten. Each object appears once, with its latest change.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext_noop
from ninja import Query, Schema
from pydantic import Field
from pydantic_core import to_json
from wagtail.models import Site

from headless.changes.audiences import claimed, languages
from headless.changes.content_version import stored_version
from headless.changes.cursors import Cursor, CursorError, OutdatedCursorError, read_cursor
from headless.changes.representation import represented
from headless.endpoints.delivery import DeliveryAPI
from headless.endpoints.parameters import language_params, refuse_unknown
from headless.models import Change
from headless.output.annotations import any_of, list_of, new_schema
from headless.problems import problem
from headless.registry import described_schemas, registered_resources
from headless.requests.authentication import caller_of
from headless.resources import Language, Links
from headless.tiers import Tier

MEDIA_TYPE = "application/json"
AT_ONCE = 100
MAX_LIMIT = 1000
USUAL_LIMIT = 100

# An object that the reader may see, and its representation where the reader wants it.
Found = tuple[Any, bytes | None]


CHANGE_FIELDS: dict[str, Any] = {
    "since": (
        str | None,
        Field(
            None,
            max_length=200,
            description=gettext_noop("Cursor of an earlier answer; none for everything."),
        ),
    ),
    "include": (
        Literal["object"] | None,
        Field(
            None,
            description=gettext_noop("Give each visible object in full, as its own address does."),
        ),
    ),
    "limit": (
        int | None,
        Field(
            None,
            ge=1,
            le=MAX_LIMIT,
            description=gettext_noop(
                "At most so many changes. By default 100 after a cursor; without `since` and "
                "`limit` everything, in one stream."
            ),
        ),
    ),
}


class ChangeItem(Schema):
    """The latest change of one object."""

    sequence: int = Field(description="Grows with every commit.")
    action: Literal["published", "changed", "unpublished", "deleted"] = Field(
        description="What happened since the cursor."
    )
    type: str = Field(examples=["directory.Member"])
    id: int | str
    changed_at: datetime.datetime
    detail_url: str | None
    html_url: str | None


def change_list_schema() -> type[Schema]:
    """Changes in the order of the commits, each with its object where that is asked for."""
    described = Field(
        None, description="The object, where `include=object` asks for it and it can be seen."
    )
    item = new_schema(
        "Change", {"object": (any_of(described_schemas()) | None, described)}, ChangeItem
    )
    more = Field(description="Whether there is more to fetch at once.")
    fields: dict[str, Any] = {
        "items": (list_of(item), ...),
        "cursor": (str, Field(description="Give it as `since` to go on from here.")),
        "has_more": (bool, more),
    }
    return new_schema("ChangeList", fields)


@dataclass(frozen=True)
class Reading:
    """One reader's way through the feed."""

    request: HttpRequest
    site: Site
    tier: Tier
    language: Language
    with_objects: bool
    links: Links
    start: Cursor
    end: int

    @property
    def known(self) -> int:
        """Up to which sequence the reader knows what there was; nothing while it exports."""
        return 0 if self.start.is_exporting else self.start.sequence

    def rows(self, after: int) -> QuerySet[Change]:
        """What the reader has not heard of yet."""
        rows = Change.objects.told_to(self.site.pk, self.tier).after(after)
        return rows.filter(
            Q(is_visible=True) | Q(sequence__gt=self.start.export_end), sequence__lte=self.end
        )

    def items(self) -> Iterator[bytes]:
        """All of it, a portion at a time."""
        after = self.start.sequence
        while rows := list(self.rows(after)[:AT_ONCE]):
            yield from self.described(rows)
            after = rows[-1].sequence

    def page(self, limit: int) -> tuple[list[bytes], Cursor | None]:
        """At most `limit` changes, and the cursor to go on from where there are more."""
        rows = list(self.rows(self.start.sequence)[: limit + 1])
        told = rows[:limit]
        items = [
            item
            for start in range(0, len(told), AT_ONCE)
            for item in self.described(told[start : start + AT_ONCE])
        ]
        if len(rows) == len(told):
            return items, None
        return items, replace(self.start, sequence=told[-1].sequence)

    def described(self, rows: list[Change]) -> Iterator[bytes]:
        """The items of `rows`; an object that has just become hidden has none until it is told."""
        objects = self.objects(row for row in rows if row.is_visible)
        for row in rows:
            key = row.key
            found = objects.get((row.family, key))
            if not row.is_visible or found is not None:
                yield self.item(row, key, found)

    def item(self, row: Change, key: Any, found: Found | None) -> bytes:
        """One item as JSON; the object's own JSON becomes a part of it as it is."""
        obj, text = found or (None, None)
        item = written(
            {
                "sequence": row.sequence,
                "action": row.action_since(self.known),
                "type": row.type,
                "id": key,
                "changed_at": row.changed_at,
                "detail_url": self.links.detail_url(obj) if obj is not None else None,
                "html_url": self.links.html_url(obj) if obj is not None else None,
            }
        )
        return b'%s,"object":%s}' % (item[:-1], text) if text else item

    def objects(self, rows: Iterable[Change]) -> dict[tuple[str, Any], Found]:
        """What the reader may see of the objects of `rows`, each as it is now."""
        wanted: dict[str, set[Any]] = {}
        for row in rows:
            wanted.setdefault(row.family, set()).add(row.key)
        found: dict[tuple[str, Any], Found] = {}
        for family, keys in wanted.items():
            for obj, text in self.readable(family, keys):
                found[family, obj.pk] = obj, text
        return found

    def readable(self, family: str, keys: set[Any]) -> Iterator[Found]:
        """Objects, each in one language, with representations where the reader wants those."""
        for resource, covered in claimed(apps.get_model(family), keys):
            remaining = set(covered)
            for language in (self.language, *languages()):
                if remaining:
                    with translation.override(language):
                        visible = resource.queryset(self.request, language)
                        objects = list(visible.filter(pk__in=remaining))
                        texts = self.texts(resource, objects, language)
                    remaining -= {obj.pk for obj in objects}
                    yield from ((obj, texts.get(obj.pk)) for obj in objects)

    def texts(self, resource: Any, objects: list[Any], language: Language) -> dict[Any, bytes]:
        if not self.with_objects or not objects:
            return {}
        return represented(resource, objects, self.request, self.tier, language)


def cursor_now() -> str:
    """Where the feed is at this moment."""
    version = stored_version()
    return str(Cursor(version.epoch, version.sequence))


def add_change_feed(api: DeliveryAPI) -> None:
    """Serve the feed at `/changes/`, and let the service document tell where it is."""
    api.cursor = cursor_now

    schema = new_schema("ChangesParams", CHANGE_FIELDS, language_params("Changes"))

    def list_changes(request: HttpRequest, params: Any) -> HttpResponseBase:
        refuse_unknown(request, schema)
        return answer(request, params, str(api.urls_namespace))

    list_changes.__annotations__ = {
        "request": HttpRequest,
        "params": Annotated[schema, Query()],
    }
    api.add_exception_handler(OutdatedCursorError, start_over)
    api.add_exception_handler(CursorError, unknown_cursor)
    api.get(
        "/changes/",
        response=change_list_schema(),
        operation_id="changes",
        summary=gettext_noop("What was published, changed, unpublished or deleted"),
        url_name="changes",
        tags=["changes"],
    )(list_changes)


def answer(request: HttpRequest, params: Any, namespace: str) -> HttpResponseBase:
    """The changes that the caller asks for: a page of them, or a stream of everything."""
    version = stored_version()
    site = Site.find_for_request(request)
    start = Cursor(version.epoch, 0, version.sequence)
    if params.since is not None:
        start = read_cursor(params.since, version)
    if site is None:
        return whole(iter(()), Cursor(version.epoch, version.sequence))
    reading = Reading(
        request=request,
        site=site,
        tier=caller_of(request).tier,
        language=params.locale,
        with_objects=params.include is not None,
        links=Links(request, namespace, registered_resources(), params.locale),
        start=start,
        end=version.sequence,
    )
    end = Cursor(version.epoch, version.sequence)
    if params.since is None and params.limit is None:
        return whole(reading.items(), end)
    items, more = reading.page(params.limit or USUAL_LIMIT)
    return HttpResponse(enclosed(items, more or end, has_more=more is not None), MEDIA_TYPE)


def whole(items: Iterator[bytes], end: Cursor) -> StreamingHttpResponse:
    """Everything, written while it is read."""
    return StreamingHttpResponse(enclosed(items, end, has_more=False), content_type=MEDIA_TYPE)


def enclosed(items: Iterable[bytes], cursor: Cursor, *, has_more: bool) -> Iterator[bytes]:
    """The pieces of an answer with `items`; what stands after them comes last."""
    yield b'{"items":['
    separator = b""
    for item in items:
        yield separator + item
        separator = b","
    yield b'],"cursor":%s,"has_more":%s}' % (written(str(cursor)), written(has_more))


def unknown_cursor(request: HttpRequest, error: Any) -> HttpResponse:
    """The parameter does not fit, and why."""
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The parameter “since” takes a cursor from an earlier answer, as it was given.",
        errors=[{"parameter": "since", "message": str(error)}],
        start_over=request.build_absolute_uri(request.path),
    )


def start_over(request: HttpRequest, error: Any) -> HttpResponse:
    """One cannot go on from here, and where to begin anew."""
    return problem(
        HTTPStatus.GONE,
        f"{error} Fetch everything anew from “start_over”, and go on from the cursor given there.",
        start_over=request.build_absolute_uri(request.path),
    )


def written(data: Any) -> bytes:
    """`data` as JSON in UTF-8."""
    return to_json(data)
