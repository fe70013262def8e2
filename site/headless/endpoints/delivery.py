"""The delivery API: read-only JSON for partner portals, built of what the apps declare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Path, Query, Schema
from pydantic import Field

from headless.endpoints.answers import (
    MEDIA_TYPE,
    found_schema,
    json_response,
    list_schema,
    private,
)
from headless.endpoints.docs import add_docs
from headless.endpoints.lists import Listing
from headless.endpoints.navigation import MAX_DEPTH, Navigation, navigation
from headless.endpoints.object_texts import may_be_kept, object_texts, wanted_by_key
from headless.endpoints.objects import find_object
from headless.endpoints.openapi import completed
from headless.endpoints.parameters import list_params, object_params, refuse_unknown
from headless.endpoints.service import ServiceDocument, service_document
from headless.filter_meanings import described
from headless.output.annotations import new_schema
from headless.output.context import Context
from headless.output.serialising import serialised
from headless.pages import page_at, pages_resource
from headless.previews import PreviewOverError, draft_of
from headless.problems import gone, not_found, register_problem_handlers
from headless.registry import register_resources
from headless.requests.authentication import caller_of
from headless.requests.gate import guarded
from headless.resources import Links, Resource

NAMESPACE = "headless-v1"
KEY = Annotated[str, Path(description=gettext_noop("Id or slug of the object."))]
PREVIEW_OVER = "The preview is over. Open it again in the editor to get a new token."
VERSION = "1.0.0"


class DeliveryAPI(NinjaAPI):
    """An API whose every address stands behind the gate."""

    # What tells where the change feed is, once there is one.
    cursor: Callable[[], str] | None = None
    _documents: dict[str, Any] | None = None

    def get_openapi_schema(self, *, path_prefix: str | None = None, **options: Any) -> Any:
        """The document, complete and in English; made once for each place."""
        known = self._documents = self._documents or {}
        key = f"{path_prefix} {options}"
        if key not in known:
            with translation.override(None):
                made = super().get_openapi_schema(path_prefix=path_prefix, **options)
                known[key] = completed(made)
        return known[key]

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """For `path(..., api.urls)`; what has no route of its own is a problem of ours, too."""
        patterns, app_name, namespace = super().urls
        routes = [guarded(each) for each in patterns if isinstance(each, URLPattern)]
        return [*routes, guarded(re_path("", not_found))], app_name, namespace


def delivery_api(resources: Sequence[Resource], title: str = "Delivery API") -> DeliveryAPI:
    """An API that serves `resources` and every page; mount its `urls` once, at `/api/v1/`."""
    api = DeliveryAPI(
        title=title,
        version=VERSION,
        urls_namespace=NAMESPACE,
        docs_url=None,
        openapi_url="/openapi.json",
        openapi_extra={"info": {"license": {"name": "BSD-3-Clause"}}},
    )
    register_problem_handlers(api)
    served = (*resources, pages_resource(resources))
    register_resources(served)
    Routes(api, served).add_all()
    add_docs(api)
    return api


@dataclass(frozen=True)
class Route:
    """An address and what it says of itself in the OpenAPI document."""

    path: str
    name: str
    response: Any
    summary: str | Promise
    tag: str


class Routes:
    """The addresses of one API."""

    def __init__(self, api: DeliveryAPI, resources: tuple[Resource, ...]) -> None:
        self.api = api
        self.resources = resources

    def add_all(self) -> None:
        self.add_service_document()
        self.add_navigation()
        self.add_find()
        self.add_preview()
        for resource in self.resources:
            self.add_list(resource)
            self.add_detail(resource)

    def context(self, request: HttpRequest, params: Any) -> Context:
        """What an answer in the asked language and form is made with."""
        links = Links(request, NAMESPACE, self.resources, params.locale)
        caller = caller_of(request)
        return Context(links, params.rich_text_format, caller.tier, caller.scopes)

    def add(self, route: Route, view: Callable[..., HttpResponse], **params: type[Schema]) -> None:
        """Serve `view`, which takes `params` out of the query."""
        view.__annotations__ = {
            "request": HttpRequest,
            **({"key": KEY} if "{key}" in route.path else {}),
            **{each: Annotated[schema, Query()] for each, schema in params.items()},
        }
        with translation.override(None):
            summary = str(route.summary)
        self.api.get(
            route.path,
            response=route.response,
            operation_id=route.name.replace("-", "_"),
            summary=summary,
            url_name=route.name,
            tags=[route.tag],
        )(view)

    def add_list(self, resource: Resource) -> None:
        """Serve the collection at `/<name>/`."""
        schema = list_params(resource)

        def list_objects(request: HttpRequest, params: Any, filters: Any) -> HttpResponse:
            refuse_unknown(request, schema, resource.filters)
            with translation.override(params.locale):
                context = self.context(request, params)
                answer = Listing(resource, params, filters, context).answer()
                return HttpResponse(answer, content_type=MEDIA_TYPE)

        name, path = resource.name, f"/{resource.name}/"
        route = Route(path, f"{name}-list", list_schema(resource), resource.summary, name)
        filters = described(resource.filters, resource.model)
        self.add(route, list_objects, params=schema, filters=filters)

    def add_detail(self, resource: Resource) -> None:
        """Serve each object at `/<name>/<id or slug>/`."""
        schema = object_params(resource.schemas, f"{resource.name.title()}Detail")

        def show_object(request: HttpRequest, key: str, params: Any) -> HttpResponse:
            refuse_unknown(request, schema)
            with translation.override(params.locale):
                context = self.context(request, params)
                objects = resource.queryset(request, None)
                obj = find_object(objects, key, params.locale, resource.former_slugs)
                return self.shown(obj, resource, context, params)

        name, path = resource.name, f"/{resource.name}/{{key}}/"
        route = Route(path, f"{name}-detail", found_schema(resource), resource.summary, name)
        self.add(route, show_object, params=schema)

    def shown(self, obj: Any, resource: Resource, context: Context, params: Any) -> HttpResponse:
        """One object in full; what is kept of it is made of what is read after its change."""
        visible = resource.queryset(context.request, None)
        wanted = wanted_by_key(resource, [obj.pk], context)
        texts = object_texts(
            resource,
            wanted,
            lambda keys: visible.filter(pk__in=keys) if may_be_kept(context) else [obj],
            context,
            params.fields,
        )
        if obj.pk not in texts:
            raise Http404
        response = HttpResponse(texts[obj.pk], content_type=MEDIA_TYPE)
        response["Content-Language"] = context.links.language_of(obj)
        return response

    def add_find(self) -> None:
        """Serve the page at an address of the site at `/pages/find/`."""
        pages = self.resources[-1]
        html_path: dict[str, Any] = {
            "html_path": (
                str,
                Field(
                    max_length=2000,
                    pattern=r"^/[^\x00]*$",
                    description=gettext_noop("Path of the page on the site."),
                    examples=["/"],
                ),
            )
        }
        schema = new_schema("FindParams", html_path, object_params(pages.schemas, "PageFind"))

        def find_page(request: HttpRequest, params: Any) -> HttpResponse:
            refuse_unknown(request, schema)
            with translation.override(params.locale):
                page = page_at(params.html_path, request)
                return self.shown(page, pages, self.context(request, params), params)

        summary = gettext_noop("The page at an address of the site")
        route = Route("/pages/find/", "pages-find", found_schema(pages), summary, "pages")
        self.add(route, find_page, params=schema)

    def add_preview(self) -> None:
        """Serve the draft that a token stands for at `/preview/`; nothing else takes the token."""
        pages = self.resources[-1]
        token: dict[str, Any] = {
            "token": (
                str,
                Field(
                    min_length=1,
                    max_length=255,
                    description=gettext_noop("As the front end was given it."),
                ),
            )
        }
        schema = new_schema("PreviewParams", token, object_params(pages.schemas, "PagePreview"))

        def show_preview(request: HttpRequest, params: Any) -> HttpResponse:
            refuse_unknown(request, schema)
            with translation.override(params.locale):
                draft = draft_of(params.token)
                context = replace(self.context(request, params), is_draft=True)
                form = pages.schema_of(type(draft), context.scopes)
                return private(json_response(serialised(draft, form, context, params.fields)))

        self.api.add_exception_handler(PreviewOverError, lambda request, _error: gone(PREVIEW_OVER))
        summary = gettext_noop("A page's draft, for the front end that shows it to its editor")
        route = Route("/preview/", "preview", found_schema(pages), summary, "pages")
        self.add(route, show_preview, params=schema)

    def add_navigation(self) -> None:
        """Serve the menu at `/navigation/`."""
        depth = (int, Field(3, ge=1, le=MAX_DEPTH, description=gettext_noop("Levels of the menu.")))
        schema = new_schema("NavigationParams", {"depth": depth}, object_params((), "Navigation"))

        def show_navigation(request: HttpRequest, params: Any) -> HttpResponse:
            refuse_unknown(request, schema)
            with translation.override(params.locale):
                return json_response(navigation(self.context(request, params), params.depth))

        route = Route(
            "/navigation/", "navigation", Navigation, gettext_noop("The site's menu"), "site"
        )
        self.add(route, show_navigation, params=schema)

    def add_service_document(self) -> None:
        """Serve what there is at `/`."""
        schema = object_params((), "Service")

        def show_service(request: HttpRequest, params: Any) -> HttpResponse:
            refuse_unknown(request, schema)
            with translation.override(params.locale):
                context = self.context(request, params)
                # Before anything else is read, so that it is never too late a place to go on from.
                cursor = self.api.cursor() if self.api.cursor else None
                answer = service_document(context, self.resources, self.api)
                return json_response({**answer, "cursor": cursor})

        route = Route("/", "service", ServiceDocument, gettext_noop("What this API offers"), "site")
        self.add(route, show_service, params=schema)
